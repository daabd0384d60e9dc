"""Walks into the past over a real site, and runs that are killed at any moment: nothing lost, nothing twice."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows import crawl, read
from flows.run import begin_run
from storage.models import CaptureRow, PostRow, ReportRow, WalkRow
from tests.crawlers.loopback import Reply, serve
from tests.crawlers.shards import shards_below
from tests.flows import forked
from tests.flows.little_town import Town, title

KILLS = int(os.environ.get("FAZHIWATCH_TEST_KILLS", "4").replace("all", "50"))  # of each kind
YEARS = range(2016, 2026)
SIZE = 5


class OldColumn:
    """Ten years of a column: every year one report among other posts, five rows a page."""

    def __init__(self, town: Town) -> None:
        self.town = town
        rows = []
        for year in YEARS:
            rows += [(date(year + 1, 6, 1), f"晴川镇开展{year + 1}年安全检查", f"/n{year}{n}.html") for n in range(3)]
            rows.append((date(year + 1, 3, 10), title(year), f"/r{year}.html"))
            town.article(f"/r{year}.html", title(year), f"{year + 1}-03-10 09:00", year)
        self.rows = sorted(rows, reverse=True)
        pages = -(-len(self.rows) // SIZE)
        for number in range(pages):
            town.site.put(self.path(number), self.page(number, pages))

    @staticmethod
    def path(number: int) -> str:
        return f"/l/index_{number}.html" if number else "/l/"

    def page(self, number: int, pages: int) -> str:
        rows = "".join(
            f'<li><a href="{href}">{name}</a><span>{day}</span></li>'
            for day, name, href in self.rows[number * SIZE : (number + 1) * SIZE]
        )
        pager = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
        return f"<html><title>法治政府建设</title><div class='list'><ul>{rows}</ul></div>{pager}</html>"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        yield Town(site, tmp_path)


def backfill(town: Town, from_year: int, *, slowly: float = 0.0) -> None:
    """The stages of the flow, without Prefect."""
    settings = town.settings("2026-05-10T02:00", delay=slowly)
    with begin_run(settings, kind="backfill") as run:
        crawl.walk_history(run, 0, run.columns, from_year)
        read.read_captures(run)


def night(town: Town, *, slowly: float = 0.0) -> None:
    with begin_run(town.settings("2026-05-10T02:00", delay=slowly), kind="nightly") as run:
        crawl.crawl_shard(run, 0, run.columns)
        read.read_captures(run)


def years_known(town: Town) -> list[int]:
    with town.database() as database, database.reading() as session:
        return list(session.scalars(select(ReportRow.report_year).order_by(ReportRow.report_year)))


@pytest.fixture
def forked_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """For walks that nobody kills."""
    monkeypatch.setattr(crawl, "run_shard", forked.run_shard)


@pytest.mark.usefixtures("forked_shards")
def test_it_reads_as_far_back_as_asked_and_no_further(town: Town) -> None:
    OldColumn(town)
    backfill(town, 2021)
    assert years_known(town) == [2019, 2020, 2021, 2022, 2023, 2024, 2025]  # the first page that is all older counts
    lists = [path for path in town.site.paths() if path.startswith("/l/")]
    assert lists == [OldColumn.path(n) for n in range(6)]


@pytest.mark.usefixtures("forked_shards")
def test_the_sites_search_finds_what_no_column_shows(town: Town) -> None:
    column = OldColumn(town)
    town.shows((title(2025), "/r2025.html", "2026-03-10"), after=SEARCH_FORM)
    hits = "".join(
        f'<li><a href="{href}">{name}</a><span>{day}</span></li>' for day, name, href in column.rows if "r20" in href
    )
    town.site.pages["/search?q=%E6%B3%95%E6%B2%BB%E6%94%BF%E5%BA%9C%E5%BB%BA%E8%AE%BE"] = Reply(
        f"<html><title>站内检索</title><ul class='result'>{hits}</ul></html>".encode()
    )
    backfill(town, 2016)
    assert years_known(town) == list(YEARS)


SEARCH_FORM = (
    "<form action='/search' method='get'><input type='text' name='q'><input type='submit' value='搜索'></form>"
)


@pytest.mark.parametrize("kind", ["night", "backfill"])
def test_killed_at_any_moment_it_goes_on_where_it_was(town: Town, kind: str) -> None:
    OldColumn(town)
    works: dict[str, Callable[..., None]] = {"night": night, "backfill": partial(backfill, from_year=2016)}
    work = works[kind]
    chance = random.Random(20261122)
    for _ in range(KILLS):
        _killed_after(chance.uniform(0.2, 4.0), town, work)
    work(town)
    assert years_known(town) == list(YEARS)
    with town.database() as database, database.reading() as session:
        assert session.scalar(select(func.count(PostRow.id))) == 4 * len(YEARS)
        assert session.scalar(select(func.count(func.distinct(PostRow.url)))) == 4 * len(YEARS)
        held = select(func.count(PostRow.id)).where(PostRow.state == "held")
        assert session.scalar(held) == len(YEARS)
        assert {walk.state for walk in session.scalars(select(WalkRow))} <= {"ended"}
        records = select(func.count(CaptureRow.id)), select(func.count(func.distinct(CaptureRow.warc_record_id)))
        assert session.scalar(records[0]) == session.scalar(records[1])


def _killed_after(seconds: float, town: Town, work: Callable[..., None]) -> None:
    """A run in a process group of its own that is killed with all that it started."""
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            work(town, slowly=0.05)
        finally:
            os._exit(0)
    until = time.monotonic() + seconds
    while time.monotonic() < until and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.02)
    for group in (child, *_shards(town)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _shards(town: Town) -> list[int]:
    return list(shards_below(town.folder))
