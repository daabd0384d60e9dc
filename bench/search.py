"""Full text search: how long do 20 readers wait who ask at once, and how large is the index beside the texts?

Made-up reports of 5,000 characters (`bench/sides/prose.py`: common words stand in all of them, names in one) are stored
and indexed as the nightly does it, up to each of `--reports` in turn. Then 20 readers ask one question after the other
in threads of this process, without pause and without pages around the answers: common and rare words of one, two and
more characters, phrases, several words, with filters, by relevance and by date, further pages. A question is timed
from asking to its hits with snippets.

.venv-bench/bin/python -m bench.search [--reports 4000,13000,40000] [--url postgresql://…]
"""

import argparse
import random
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import insert, text

from bench.sides import watched_rows as written
from bench.sides.prose import Writer
from core.search_text import asked
from core.units import Level, Unit
from storage import search, search_entries
from storage.database import Database, Session, open_database
from storage.models import CaptureRow, OfficeRow, PostRow, ReportRow, RevisionRow, RunRow, UnitRow
from storage.sql import table_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
READERS, GOAL_MS = 20, 300
YEARS = range(2019, 2026)
LEVELS = (Level.TOWNSHIP, Level.DEPARTMENT, Level.COUNTY)
LENGTHS = (3500, 4500, 5000, 5500, 6500)
OFFICES = 60
_ROW = "{:<26}{:>8}{:>9}{:>9}{:>9}"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{folder}/search.db"
        database = open_database(url)
        town = Town(database)
        for reports in options.reports:
            cost = town.grow(reports)
            _print_size(database, reports, cost)
            _print_times(asking(READERS, options.seconds, lambda q: _ask(database, q), town.questions()))
        database.close()


class Town:
    """Units, and reports of theirs that are written one after the other."""

    def __init__(self, database: Database) -> None:
        self.database, self.writer, self.rng, self.made = database, Writer(), random.Random(5), 0
        self.units: list[Unit] = []
        self.names: list[str] = []
        with database.session() as session:
            _put(session, RunRow, written.run_row(NOW))
            for n in range(OFFICES):
                _put(
                    session,
                    OfficeRow,
                    {"id": f"o{n}", "name": f"{self.writer.name()[:2]}县司法局", "registered_at": NOW},
                )

    def grow(self, reports: int) -> float:
        """Writes and indexes reports until there are so many; milliseconds of the processor for indexing one."""
        busy, before = 0.0, self.made
        while self.made < reports:
            with self.database.session() as session:
                ids = [self._report(session) for _ in range(min(20, reports - self.made))]
                began = time.process_time()
                for id_ in ids:
                    search_entries.follow(session, id_)
                busy += time.process_time() - began
        return busy / (self.made - before) * 1000

    def _report(self, session: Session) -> int:
        number, year = self.made + 1, YEARS[self.made % len(YEARS)]
        if year == YEARS[0]:
            self._unit(session)
        unit, at = self.units[-1], datetime(year + 1, 1, 10, tzinfo=UTC) + timedelta(self.rng.gauss(60, 20))
        title = f"{unit.name}{year}年法治政府建设年度报告"
        said = {"title": title, "published_at": at, "first_seen_at": at}
        _put(session, CaptureRow, written.capture_row(number, "article", NOW))
        _put(session, PostRow, written.post_row(number, unit.id, year, NOW))
        _put(session, ReportRow, written.report_row(number, unit.id, year) | said)
        body = self.writer.report(self.rng.choice(LENGTHS))
        _put(session, RevisionRow, written.revision_row(number, NOW) | {"title": title, "body": body})
        self.made = number
        return number

    def _unit(self, session: Session) -> None:
        n, name = len(self.units), self.writer.name()
        self.units.append(Unit(f"u{n}", f"{name}办事处", f"o{n % OFFICES}", LEVELS[n % len(LEVELS)]))
        _put(session, UnitRow, written.unit_row(self.units[-1]) | {"rank": 0, "registered_at": NOW, "retired_at": None})

    def questions(self) -> dict[str, Callable[[], search.Sought]]:
        """A question of each kind, another one each time where there are others."""
        rare = self.writer.rare
        plain: dict[str, Callable[[], str]] = {
            "one common character": lambda: "法",
            "one rare character": lambda: self.rng.choice(rare(2))[0],
            "a word in every title": lambda: "法治政府",
            "a word in every text": lambda: self.rng.choice(("群众", "干部", "取得实效")),
            "a word in some texts": lambda: self.rng.choice(("行政复议", "法律顾问", "司法建议", "网格", "信访")),
            "a rare word": lambda: self.rng.choice(rare(2)),
            "a unit's name": lambda: self.rng.choice(self.units).name[:3],
            "a long phrase, common": lambda: "法治政府建设取得实效",
            "a long phrase, rare": lambda: f"推广{self.rng.choice(rare(3))}经验",
            "a phrase that stands nowhere": lambda: self.rng.choice(
                ("政府法治行政机关", "法治建设群众满意", "执法监督办理复议")
            ),
            "a number": lambda: f"{self.rng.randint(10, 99)}件",
            "three words": lambda: "行政复议 群众 网格",
            "a name and a word": lambda: f"{self.rng.choice(self.units).name[:2]} 行政诉讼",
        }
        made = {kind: (lambda word=word: search.Sought(asked(word()))) for kind, word in plain.items()}
        return made | {
            "common, of one office": lambda: replace(
                made["a word in every text"](), office=f"o{self.rng.randrange(OFFICES)}"
            ),
            "common, of one unit": lambda: replace(
                made["a word in every title"](), unit=self.rng.choice(self.units).id
            ),
            "some, level and years": lambda: replace(
                made["a word in some texts"](), level="county", year_from=2021, year_to=2023
            ),
            "common, seen by few": lambda: replace(made["a word in every text"](), offices=["o1", "o2"]),
            "common, by date": lambda: replace(made["a word in every text"](), by_date=True),
            "some, by date": lambda: replace(made["a word in some texts"](), by_date=True),
        }


def _ask(database: Database, sought: search.Sought) -> None:
    with database.reading() as session:
        found = search.find(session, sought)
        if found.next:
            return
        assert len(found.hits) == found.total or found.approximate


def asking(
    readers: int, seconds: float, ask: Callable[[Any], None], kinds: dict[str, Callable[[], Any]]
) -> dict[str, list[float]]:
    """Milliseconds of every answer, by the kind of its question. Each reader has the kinds in an order of its own."""
    times: dict[str, list[float]] = defaultdict(list)
    ends = time.monotonic() + seconds

    def read(seed: int) -> None:
        order = random.Random(seed).sample(list(kinds), len(kinds))
        while time.monotonic() < ends:
            for kind in order:
                question = kinds[kind]()
                began = time.perf_counter()
                ask(question)
                times[kind].append((time.perf_counter() - began) * 1000)

    for question in kinds.values():  # nobody waits for what is read for the first time
        ask(question())
    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _print_times(times: dict[str, list[float]]) -> None:
    print(_ROW.format(f"{READERS} readers, ms", "asked", "p50", "p95", "worst"))
    every = [ms for some in times.values() for ms in some]
    for kind, some in (*times.items(), ("all", every)):
        cuts = quantiles(some, n=20)
        print(_ROW.format(kind, len(some), f"{cuts[9]:.0f}", f"{cuts[18]:.0f}", f"{max(some):.0f}"), flush=True)


_SIZES = {
    "sqlite": (
        "SELECT sum(length(CAST(body AS BLOB))) FROM revisions",
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search_%'",
    ),
    "postgresql": (
        "SELECT sum(octet_length(body)) FROM revisions",
        "SELECT pg_total_relation_size('search_grams') + pg_total_relation_size('search_reports')",
    ),
}


def _print_size(database: Database, reports: int, cost: float) -> None:
    with database.reading() as session:
        texts, index = (session.scalars(text(size)).one() for size in _SIZES[database.kind])
    print(f"\n{database.kind}, {reports} reports: texts {texts / 1e6:.0f} MB, index {index / 1e6:.0f} MB", end=" ")
    print(f"({index / texts:.0%}), {cost:.1f} ms of the processor to index one; goal for all: p95 <= {GOAL_MS} ms")


def _put(session: Session, model: Any, row: dict[str, Any]) -> None:
    session.execute(insert(table_of(model)), row)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=lambda s: [int(n) for n in s.split(",")], default=[1000, 4000])
    parser.add_argument("--seconds", type=float, default=10, help="how long the readers ask, each time")
    parser.add_argument("--url", help="an empty database; without it a SQLite file of its own")
    return parser.parse_args()


if __name__ == "__main__":
    main()
