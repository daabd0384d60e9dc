"""Checks kept as spells: none is lost or counted twice, each leads to its run, and absences are proven by them."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from core.checks import month_of, second_of
from core.crawl import ColumnRead
from core.pages import Outcome
from core.posts import PostRef
from core.sealed import check_lines, tally
from storage import check_lists, checks, columns, engines, schema
from storage.checks import DamagedChecks
from storage.database import Session, _address, open_database
from storage.models import CheckRow, ListPageRow, RunRow
from tests.storage.conftest import Scene

NIGHT = timedelta(days=1)
BORDER = datetime(2026, 3, 31, 16, tzinfo=UTC)  # April begins in Shanghai
OLD, NEW = PostRef("http://site.test/1", "旧闻"), PostRef("http://site.test/2", "甲镇2025年法治报告")


def more_runs(scene: Any, number: int) -> list[str]:
    """Runs that came after the one under way, by what is known of them."""
    first = scene.rows(RunRow)[0]
    rows = [{**first, "id": f"run{n}", "number": n, "state": "finished"} for n in range(2, number + 1)]
    with scene.session() as session:
        session.execute(insert(RunRow), rows)
    return [scene.run_id, *(row["id"] for row in rows)]


def unchanged(scene: Any, column_id: str, at: datetime, **more: Any) -> ColumnRead:
    read: ColumnRead = scene.column_read(column_id, (OLD,), at=at, outcome=Outcome.NOT_MODIFIED, listed=1)
    pages = tuple(replace(page, not_modified=True, capture=None) for page in read.pages)
    return replace(read, **({"pages": pages} | more))


def keep(scene: Any, run_id: str, *reads: ColumnRead) -> None:
    with scene.session() as session:
        columns.keep(session, run_id, reads, scene.recognise)


def test_a_month_of_unchanged_nights_is_a_row_that_leads_to_the_bytes(scene: Any) -> None:
    run_ids = more_runs(scene, 30)
    keep(scene, scene.run_id, scene.column_read("zhen", (OLD,), at=BORDER))
    for number, run_id in enumerate(run_ids[1:], 1):
        keep(scene, run_id, unchanged(scene, "zhen", BORDER + number * NIGHT))
    first, row = sorted(scene.rows(CheckRow), key=lambda row: row["first_second"])
    [page] = scene.rows(ListPageRow)
    assert (first["outcome"], first["checks"], first["capture_id"]) == ("ok", 1, page["capture_id"])
    assert (row["outcome"], row["checks"], row["capture_id"]) == ("not_modified", 29, page["capture_id"])
    assert row["digest"] == page["digest"]
    assert row["times"] == " 86400/1" * 28
    with scene.database.reading() as session:
        told = checks.of_column(session, "zhen", BORDER + 10 * NIGHT)
    assert [moment.run for moment, _ in told] == list(range(11, 31))


def test_a_failure_leads_to_its_own_page_and_silence_is_run_together(scene: Any, now: datetime) -> None:
    run_ids = more_runs(scene, 4)
    keep(scene, scene.run_id, scene.column_read("zhen", (OLD,), at=now))
    for number, run_id in enumerate(run_ids[1:3], 1):
        wall = scene.capture("http://site.test/waf", digest="e" * 64)
        keep(scene, run_id, unchanged(scene, "zhen", now + number * NIGHT, outcome=Outcome.BLOCKED, capture=wall))
    for number, run_id in enumerate(run_ids[2:], 3):
        keep(scene, run_id, unchanged(scene, "gong", now + number * NIGHT, outcome=Outcome.TIMEOUT, pages=()))
    rows = scene.rows(CheckRow)
    blocked = [row for row in rows if row["outcome"] == "blocked"]
    assert len({row["capture_id"] for row in blocked}) == 2, "each has its page, though the bytes are the same"
    assert [(r["checks"], r["capture_id"], r["digest"]) for r in rows if r["column_id"] == "gong"] == [(2, None, None)]


class _UndoneError(Exception):
    """Takes a transaction back."""


@contextlib.contextmanager
def undone(scene: Any) -> Iterator[Session]:
    with contextlib.suppress(_UndoneError), scene.session() as session:
        yield session
        raise _UndoneError


@st.composite
def nights(draw: st.DrawFn) -> list[list[tuple[str, int, Outcome]]]:
    """What each of some runs is told: columns, seconds around the border of a month, in any order, and outcomes."""
    one = st.tuples(
        st.sampled_from(["zhen", "gong"]),
        st.integers(-3, 3) | st.integers(-(10**6), 10**6),
        st.sampled_from([Outcome.NOT_MODIFIED, Outcome.TIMEOUT]),
    )
    return draw(st.lists(st.lists(one, max_size=5), min_size=1, max_size=5))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=nights(), twice=st.booleans())
def test_every_check_comes_back_with_its_run(
    scene: Any, told: list[list[tuple[str, int, Outcome]]], twice: bool
) -> None:
    run_ids = more_runs(scene, 5) if len(scene.rows(RunRow)) == 1 else [row["id"] for row in _runs(scene)]
    expected: dict[tuple[str, int, str], list[tuple[int, int]]] = defaultdict(list)
    with undone(scene) as session:
        for number, (run_id, some) in enumerate(zip(run_ids, told, strict=False), 1):
            reads = [
                unchanged(scene, column_id, BORDER + timedelta(seconds=second, microseconds=7), outcome=outcome)
                for column_id, second, outcome in some
            ]
            for _ in range(1 + twice):  # as after a crash between commit and answer
                checks.keep(session, run_id, reads, {"zhen": 1, "gong": 1}, {})
            for read in reads:
                spell = expected[read.column_id, month_of(read.checked_at), read.outcome.value]
                second = second_of(read.checked_at)
                if not spell or spell[-1][1] != number or spell[-1][0] < second:
                    spell.append((second, number))
        rows = session.scalars(select(CheckRow)).all()
        found = {
            (row.column_id, row.month, row.outcome): [(m.second, m.run) for m in checks.moments_of(row)] for row in rows
        }
        assert found == expected
        assert check_lists.tallies(session, range(1, 6)) == _one_by_one(rows)


def _runs(scene: Any) -> list[dict[str, Any]]:
    return sorted(scene.rows(RunRow), key=lambda row: row["number"])


def _one_by_one(rows: Sequence[CheckRow]) -> dict[int, dict[str, Any]]:
    """The lists of the five runs as somebody would make them who has all checks before him."""
    lines: dict[int, list[str]] = {number: [] for number in range(1, 6)}
    for row in rows:
        how = (row.outcome, row.reason, row.complete, row.whole, row.platform, row.posts_seen, row.digest, None)
        for moment in checks.moments_of(row):
            lines[moment.run] += check_lines(row.column_id, [moment.at], *how)
    return {number: tally(sorted(some)) for number, some in lines.items()}


@pytest.mark.parametrize("change", ["times = ' 5/x'", "first_second = 1000000000000, last_second = 1000000000000"])
def test_a_damaged_row_is_named(scene: Any, now: datetime, change: str) -> None:
    keep(scene, scene.run_id, scene.column_read("zhen", (OLD,), at=now))
    with scene.database.reading() as session:
        sealed = check_lists.tallies(session, [1])
    with scene.session() as session:
        session.execute(text(f"UPDATE checks SET {change}"))
    with scene.database.reading() as session, pytest.raises(DamagedChecks, match=r"zhen.*2026年3月.*archive verify"):
        checks.of_column(session, "zhen", now)
    with scene.database.reading() as session:
        assert check_lists.tallies(session, [1]) != sealed


# rows of before


def test_rows_of_single_checks_become_spells_and_come_back(servers: Any) -> None:
    url = servers.empty()
    database = open_database(url)
    scene = Scene(database, url)
    scene.begin()
    run_ids = more_runs(scene, 3)
    for number, run_id in enumerate(run_ids):
        wall = scene.capture("http://site.test/waf")
        keep(scene, run_id, unchanged(scene, "zhen", BORDER + (number - 2) * NIGHT))
        keep(scene, run_id, unchanged(scene, "gong", BORDER - number * NIGHT))  # the clock was set back twice
        keep(scene, run_id, unchanged(scene, "ju", BORDER, outcome=Outcome.BLOCKED, capture=wall, complete=False))
    spells = [(row["outcome"], row["month"], row["checks"], row["times"]) for row in scene.rows(CheckRow)]
    database.close()
    before = _moved(url, "r0004")
    assert len(before) == 9
    assert {row[1] for row in before} == set(run_ids)
    _moved(url, "r0005")
    database = open_database(url)
    scene = Scene(database, url)
    again = scene.rows(CheckRow)
    database.close()
    assert sorted((r["outcome"], r["month"], r["checks"], r["times"]) for r in again) == sorted(spells)
    assert {(row["whole"], row["digest"]) for row in again} == {(False, None)}, "what was not noted is not claimed"
    assert sum(row["capture_id"] is not None for row in again) == 3
    assert _moved(url, "r0004") == before


def _moved(url: str, revision: str) -> list[tuple[Any, ...]]:
    """The database taken to a revision; its checks then, where each has a row of its own."""
    engine = engines.make(_address(url), migrating=True)
    with engine.begin() as connection:
        (command.downgrade if revision == "r0004" else command.upgrade)(schema.config(connection), revision)
        each = "SELECT column_id, run_id, outcome, complete, checked_at, capture_id FROM checks ORDER BY id"
        found = [tuple(row) for row in connection.execute(text(each))] if revision == "r0004" else []
    engine.dispose()
    return found
