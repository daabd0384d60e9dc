"""How fast kept pages are read again: the whole of `reparse` against the parser alone on the same bytes.

The pages are all reports of the demo town, kept in an archive as a crawl keeps them. For more captures than the town
has reports there are more towns: each has another name, which stands in most of its pages, its number behind each of
them, and units and a column of its own. So every page is other bytes at another address, some other unit's report.
The parser and the walk take turns, and both are timed in CPU time, so that a machine that grows slower or faster
flatters neither side.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from bench.parse_speed import SavedPage, demo_pages
from core.crawl import ArticleRead
from core.pages import Ask, Outcome, Page
from core.posts import PostRef
from crawlers.archive import ArchiveWriter
from demo.script import TOWN
from flows.read import read_captures
from flows.rereading import Reread, kind_of, reread
from flows.run import Run, begin_run
from flows.settled import Settled
from parsers import read_report
from settings import Settings
from storage import captures, similar, watch

ROUNDS = 3
GOAL = 0.8
TURN = 200  # captures
NAME = "云溪"
NAMES = [NAME, *(first + last for first in "松柏桐梅兰竹荷菊桂枫" for last in "岗坪湾泉岭峰谷坞沙浦")]


def write_register(folder: Path, towns: int = 1) -> None:
    """For each town an office with all its units in one column: `all-0` and so on."""
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES[:towns]):
        units = [
            {
                "id": f"{unit.id}-{number}",
                "name": unit.name.replace(NAME, name),
                "aliases": [alias.replace(NAME, name) for alias in unit.aliases],
                "level": unit.sort.level.value,
                "columns": [f"all-{number}"],
            }
            for unit in TOWN.units.values()
        ]
        columns = [{"id": f"all-{number}", "url": f"http://site.example/{number}/"}]
        office = {"id": f"office-{number}", "name": f"{name}市司法局"}
        with (folder / f"office-{number}.yaml").open("w", encoding="utf-8") as file:
            YAML().dump({"office": office, "due": {"rule": "national"}, "columns": columns, "units": units}, file)


def towns_of(pages: Sequence[SavedPage]) -> Iterator[list[SavedPage]]:
    """The pages of one town after the other; the first is the demo's own."""
    for number, name in enumerate(NAMES):
        mark = f"<!-- {number} -->\n".encode() if number else b""
        yield [SavedPage(_elsewhere(page.url, number), _renamed(page.body, name) + mark) for page in pages]


def _elsewhere(url: str, number: int) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"/{number}{parts.path}").geturl() if number else url


def _renamed(body: bytes, name: str) -> bytes:
    for charset in ("utf-8", "gb18030"):
        body = body.replace(NAME.encode(charset), name.encode(charset))
    return body


def keep_pages(run: Run, pages: Sequence[SavedPage], town: int = 0) -> None:
    archive = ArchiveWriter(run.settings.archive_dir, f"bench-{town}.warc.gz")
    with run.database.session() as session:
        for page in pages:
            answer = Page(Ask(page.url), page.url, 200, page.body, run.now, (("Content-Type", "text/html"),))
            capture = archive.write(answer)
            read = ArticleRead(f"all-{town}", PostRef(page.url, ""), Outcome.OK, "", run.now, capture, capture.digest)
            watch.keep_article(session, run.id, read)
    archive.close()


def keep_towns(run: Run, pages: Sequence[SavedPage], most: int) -> list[SavedPage]:
    """Keeps that many pages and stores what they are, so that what is timed is reading them again."""
    kept: list[SavedPage] = []
    for number, its_pages in enumerate(towns_of(pages)):
        some = its_pages[: most - len(kept)]
        keep_pages(run, some, number)
        kept += some
        if len(kept) == most:
            break
    with patch("flows.read.find_copies", _leave_uncompared):
        reread(run)
    return kept


def _leave_uncompared(run: Run) -> None:
    """The towns copy one another by design: comparing them all is another stage's time, and told by `similarity`."""
    with run.database.session() as session:
        for report_id in similar.uncompared(session, len(NAMES) * 1000):
            [report] = similar.compared(session, [report_id])
            similar.keep(session, report, None, old_bands=(), bands=(), findings=())


def measure(run: Run, pages: Sequence[SavedPage]) -> float:
    """One walk, in which the parser alone has a turn after every some captures; how many times its own speed."""
    found, alone, done = Reread(), 0.0, 0

    def tell(settled: Settled) -> None:
        nonlocal alone, done
        found.add(settled)
        if (read := len(found.settled)) - done == TURN or read == len(pages):
            alone += _alone(pages[done:read])
            done = read

    with run.database.session() as session:
        captures.forget_reading(session)
    began = time.process_time()
    read_captures(run, tell)
    whole = time.process_time() - began - alone
    alone += _alone(pages[done:])  # nothing, unless a capture was stumbled over
    pace = len(found.settled) / whole * alone / len(pages)
    print(
        f"parser alone {len(pages) / alone:.0f} pages/s; reparse {len(found.settled) / whole:.0f} captures/s "
        f"({len(found.settled)} read, {found.changed} changed): {pace:.2f} × the parser's own speed",
        flush=True,
    )
    return pace


def _alone(pages: Sequence[SavedPage]) -> float:
    began = time.process_time()
    for page in pages:
        read_report(page.body, url=page.url, media_type="text/html")
    return time.process_time() - began


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=int, default=184, help="as many reports as the demo town has, or more")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


def main() -> None:
    options, pages = _options(), list(demo_pages())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "var", registry=Path(folder) / "registry")
        write_register(settings.registry, towns=-(-options.captures // len(pages)))
        with begin_run(settings, kind=kind_of((), None)) as run:
            kept = keep_towns(run, pages, options.captures)
            paces = [measure(run, kept) for _ in range(options.rounds)]
    print(f"median {median(paces):.2f}, goal ≥ {GOAL}")


if __name__ == "__main__":
    main()
