"""What keeping costs: bytes per column and night while nothing changes, bytes per report kept.

The lists are made up, and nobody asks for them: what a shard would tell goes through the keeping of the flow, every
night a run of its own with its entry in the chain. Each list is walked to its end on its day of the week, and looked at
for its newest posts on the others; first it is read, then it never changes. In the last nights somebody's absence has
to be proven in every list, so that each page is kept again as a witness. The reports are those of the demo town.

.venv/bin/python -m bench.storage_cost [--columns 10000] [--nights 365] [--url postgresql://…]
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from bench.parse_speed import demo_pages
from bench.reparse import keep_pages, write_register
from core.crawl import ColumnRead, Depth, ListPageRead
from core.pages import Ask, Capture, Outcome
from core.posts import Listing, PostRef
from core.units import Column, Office, Registry
from flows.keeping import Keeper
from flows.rereading import kind_of, reread
from flows.run import LEASE, Run, begin_run, summary
from settings import Settings
from storage import chain, register, runs
from storage.database import Database, open_database

FIRST = datetime(2026, 1, 1, 18, tzinfo=UTC)
PROVING = 3  # nights at the end with witnesses
GOAL = 100


def main() -> None:
    asked = _options()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "var", registry=Path(folder) / "registry")
        url = asked.url or settings.database
        _nights(settings, url, asked.columns, asked.nights)
        _reports(settings, Path(folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--url", help="an empty PostgreSQL database; without it, SQLite")
    return parser.parse_args()


def _nights(settings: Settings, url: str, columns: int, nights: int) -> None:
    registry = Registry({"office": Office("office", "云溪市司法局")}, {c.id: c for c in _columns(columns)})
    _night(settings, url, registry, 0)
    at_first = _size(url)
    print(f"{columns} columns, first read: {at_first / columns:.0f} bytes a column", flush=True)
    began = time.monotonic()
    for number in range(1, nights + 1):
        _night(settings, url, registry, number)
        if number % 30 == 0 or number == nights:
            grown = (_size(url) - at_first) / columns / number
            seconds = (time.monotonic() - began) / number
            print(f"{number:>4} nights: {grown:6.1f} bytes a column and night ({seconds:.1f} s a night)", flush=True)
    _tell_tables(url, columns * nights)
    print(f"goal < {GOAL}: {'kept' if grown < GOAL else 'MISSED'}")
    before = _size(url)
    for number in range(nights + 1, nights + PROVING + 1):
        _night(settings, url, registry, number, proving=True)
    print(f"where all pages are kept again as witnesses: {(_size(url) - before) / columns / PROVING:.0f} bytes")


def _columns(number: int) -> Iterator[Column]:
    for n in range(number):
        yield Column(f"yunxi-{n:05}-fzbg", f"http://www.yunxi{n % 500}.example/zwgk/fdzdgknr/{n}/")


def _night(settings: Settings, url: str, registry: Registry, number: int, proving: bool = False) -> None:
    """As flows.run begins and ends it."""
    now = FIRST + timedelta(days=number)
    database = open_database(url)
    with database.session() as session:
        run_id = runs.begin(session, kind="nightly", now=now, real_now=now, lease=LEASE)
        if number == 0:  # the same register on every later night, which costs time and no space
            register.sync(session, registry, now)
    columns = tuple(registry.columns.values())
    run = Run(settings, registry, database, run_id, now, (), columns)
    keeper = Keeper(run, 0, len(columns))
    for place, column in enumerate(columns):
        keeper.take(_read(column, place, number, now, proving))
    keeper.flush()
    run.file_reader.close()
    _end(run, database, now + timedelta(hours=1))
    database.close()


def _end(run: Run, database: Database, at: datetime) -> None:
    with database.session() as session:
        runs.finish(session, run.id, now=at, state="finished", summary={})
        run.head = chain.seal_run(session, run.id, at)
        runs.note(session, run.id, summary(run))


def _read(column: Column, place: int, night: int, now: datetime, proving: bool) -> ColumnRead:
    """Two pages, of which a look at the newest posts takes the first. A night's order is never quite the same."""
    at = now + timedelta(seconds=place / 3 + random.Random(place * 1000 + night).random() * 600)
    whole = proving or night % 7 in (0, place % 7)
    outcome, reason = Outcome.NOT_MODIFIED, "列表与上次相同" if whole else "列表首页与上次相同"
    if night == 0:
        outcome, reason = Outcome.OK, "列表完整，共2页"
    pages = tuple(_page(column, page, night, at, proving) for page in range(2 if whole else 1))
    depth = Depth.WHOLE if whole else Depth.NEWEST
    return ColumnRead(column.id, outcome, reason, whole, at, "trs", pages, depth=depth, listed=6)


def _page(column: Column, page: int, night: int, at: datetime, proving: bool) -> ListPageRead:
    ask = Ask(f"{column.url}index{f'_{page}' if page else ''}.html")
    titles = ("开展法治宣传活动", "召开依法行政工作会议", "修订行政执法规程")
    posts = tuple(PostRef(f"{column.url}t{page}{n}.html", title) for n, title in enumerate(titles))
    digest = sha256(ask.url.encode()).hexdigest()
    record = f"<urn:uuid:{sha256(f'{ask.url}{night}'.encode()).hexdigest()[:32]}>"
    capture = Capture(ask.url, ask.url, 200, at, digest, f"2026/01/run-{night}.warc.gz", page, record, "text/html")
    kept = capture if proving or night == 0 else None
    return ListPageRead(ask, Listing(posts), "trs-1", digest, night > 0, kept, etag='"5f0a-1"')


def _size(url: str) -> int:
    """Bytes of the whole database, once it is closed."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).stat().st_size
    database = open_database(url)
    with database.reading() as session:
        size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    database.close()
    return int(size)


def _tell_tables(url: str, times: int) -> None:
    """The largest tables and indexes, where the database tells."""
    if not url.startswith("sqlite"):
        return
    database = open_database(url)
    with database.reading() as session:
        told = session.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8"))
        for name, size in told.tuples():
            print(f"     {name}: {size / times:.1f}")
    database.close()


def _reports(settings: Settings, folder: Path) -> None:
    """All reports of the demo town, kept in the archive and read from it."""
    settings = Settings(home=folder / "reports", registry=folder / "registry")
    pages = list(demo_pages())
    write_register(settings.registry)
    with begin_run(settings, kind=kind_of((), None)):
        pass
    empty = _size(settings.database)
    with begin_run(settings, kind=kind_of((), None)) as run:
        keep_pages(run, pages)
        kept = len(reread(run).settled)
    stored = _size(settings.database) - empty
    archived = sum(path.stat().st_size for path in settings.archive_dir.rglob("*.warc.gz"))
    body = sum(len(page.body) for page in pages)
    print(
        f"{kept} reports of the demo town ({body / kept:.0f} bytes a page): "
        f"{stored / kept:.0f} bytes a report in the database, {archived / kept:.0f} in the archive"
    )


if __name__ == "__main__":
    main()
