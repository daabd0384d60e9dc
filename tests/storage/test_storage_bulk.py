"""Tens of thousands of posts: the number of statements must not follow the number of rows."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from core.changes import Change, ChangeKind
from core.duties import Status
from core.posts import PostRef
from core.reports import Report
from core.units import Level, Unit
from storage import captures, jobs, outbox, register, reports, standings
from storage.reading_order import waiting


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    seen: list[str] = []

    def remember(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", remember)


def keys(scene: Any, years: Iterable[int]) -> list[tuple[str, int]]:
    return [(unit_id, year) for year in years for unit_id in scene.registry.units]


def _refs(first: int, number: int) -> list[PostRef]:
    return [PostRef(f"http://site.test/{n}", f"法治{2000 + n % 26}") for n in range(first, first + number)]


def test_statements_do_not_follow_posts(scene: Any, now: datetime) -> None:
    def night(first: int, number: int) -> dict[str, int]:
        counts = {}
        with counted() as seen:
            scene.keep_list("zhen", *_refs(first, number))
        counts["keep_column"] = len(seen)
        with counted() as seen:
            scene.keep_list("zhen", *_refs(first, number), at=now + timedelta(days=1))
        counts["keep_column again"] = len(seen)
        with counted() as seen, scene.database.reading() as session:
            columns = list(scene.registry.columns.values())
            jobs.column_jobs(session, columns, now=now, cycle_year=2025, reread_after=timedelta())
        counts["column_jobs"] = len(seen)
        with counted() as seen, scene.database.reading() as session:
            standings.facts(session, keys(scene, range(2015, 2026)))
        counts["facts"] = len(seen)
        return counts

    assert night(0, 10) == night(10, 700)


def test_statements_do_not_follow_reports_and_obligations(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    def cycle(years: range) -> dict[str, int]:
        for year in years:
            ref = PostRef(f"http://site.test/{year}", "法治")
            capture_id = scene.keep_article("zhen", ref)
            with scene.session() as session:
                post_id = captures.one(session, capture_id).post_id
                report_id = reports.keep(
                    session,
                    run_id=scene.run_id,
                    unit_id="zhen-a",
                    report=make_report(report_year=year),
                    changes=(Change(ChangeKind.APPEARED, "因为"),),
                    url=ref.url,
                    post_id=post_id,
                    capture_id=capture_id,
                    parser_version="1",
                    first_seen_at=now,
                    now=now,
                )
                standing = scene.standing("zhen-a", Status.PUBLISHED, year=year, report_id=report_id)
                standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=now, alerts=())
                outbox.queue(session, [scene.alert(str(year))], run_id=scene.run_id)
        counts = {}
        readings: dict[str, Callable[[Any], object]] = {
            "facts": lambda s: standings.facts(s, keys(scene, range(1900, 2026))),
            "current": standings.current,
            "board": standings.board,
            "list_reports": reports.list_reports,
            "list_alerts": outbox.list_alerts,
            "pending": outbox.pending,
            "unread": lambda s: captures.these(s, waiting(s)),
        }
        for name, reading in readings.items():
            with counted() as seen, scene.database.reading() as session:
                reading(session)
            counts[name] = len(seen)
        return counts

    assert cycle(range(2025, 2026)) == cycle(range(2000, 2020))


@pytest.mark.parametrize("servers", ["sqlite"], indirect=True)
def test_a_county_of_twenty_thousand_posts_is_quick(scene: Any, now: datetime) -> None:
    """Generous bounds on a busy machine: what they catch is a query a row."""
    for n in range(1000):
        unit = Unit(f"u{n:04}", f"第{n}镇", "xian", Level.TOWNSHIP, column_ids=("zhen", "gong"))
        scene.registry.units[unit.id] = unit
    took: dict[str, float] = {}

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        took[what] = time.monotonic() - began

    with timed("sync"), scene.session() as session:
        register.sync(session, scene.registry, now)
    refs = [PostRef(f"http://site.test/{n}", "疑" if n % 500 == 0 else "新闻") for n in range(20_000)]
    with timed("keep"):
        scene.keep_list("zhen", *refs)
    with timed("keep again"):
        scene.keep_list("zhen", *refs, at=now + timedelta(days=1))
    with timed("jobs"), scene.database.reading() as session:
        columns = list(scene.registry.columns.values())
        found = jobs.column_jobs(session, columns, now=now, cycle_year=2025, reread_after=timedelta())
    with timed("facts"), scene.database.reading() as session:
        facts = standings.facts(session, keys(scene, range(2019, 2026)))
    assert len(found[1].again) == 40
    assert len(facts) == 1004 * 7
    assert len(facts["u0001", 2025].doubts) == 40
    assert max(took.values()) < 20, took


@pytest.mark.parametrize("servers", ["sqlite"], indirect=True)
def test_waiting_posts_are_found_by_index(scene: Any) -> None:
    with counted() as seen, scene.database.reading() as session:
        standings.facts(session, keys(scene, [2025]))
    looking = next(statement for statement in seen if "review_reason IS NOT NULL" in statement)
    values = ("wanted", "failed", "refused", "held", "wanted", "failed", "refused")
    with scene.database.reading() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {looking}", values)
        plan = [row[3] for row in rows]
    assert any("USING INDEX ix_posts_review" in step for step in plan), plan
    assert "SCAN posts" not in plan
