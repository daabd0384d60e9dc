"""What plots tell: days of publication and checks of nights, counted by the database as by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.duties import Status
from core.pages import Outcome
from core.posts import PostRef
from core.units import Duty
from storage import nights, publications, runs, standings
from storage.board import Filter
from storage.nights import Night
from storage.publications import Day
from tests.storage.conftest import LEASE

ALL = Filter()
DAY = timedelta(days=1)
POSTS = (PostRef("http://site.test/1", "甲镇2025年法治报告"),)


@pytest.fixture
def judged(scene: Any, now: datetime) -> Any:
    """A year in which one published on time, one late, one is exempt and one is owed by nobody."""
    stood = (
        ("zhen-a", Status.PUBLISHED, {"published_on": date(2026, 3, 30)}),
        ("zhen-b", Status.PUBLISHED_LATE, {"published_on": date(2026, 4, 9)}),
        ("xian-fu", Status.PUBLISHED, {"published_on": date(2026, 3, 30)}),
        ("shi-ju", Status.PUBLISHED, {"published_on": date(2026, 3, 30), "duty": Duty.CUSTOMARY}),
    )
    with scene.session() as session:
        for unit, status, more in stood:
            standing = scene.standing(unit, status, **more)
            standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=now, alerts=())
    return scene


def view(scene: Any, what: Any, *given: Any) -> Any:
    with scene.database.reading() as session:
        return what(session, *given)


def test_days_of_a_year(judged: Any) -> None:
    due = date(2026, 3, 31)
    on, late = date(2026, 3, 30), date(2026, 4, 9)
    assert view(judged, publications.days, ALL, 2025) == [
        Day(Status.PUBLISHED, Duty.CUSTOMARY, on, due, 1),
        Day(Status.PUBLISHED, Duty.REQUIRED, on, due, 2),
        Day(Status.PUBLISHED_LATE, Duty.REQUIRED, late, due, 1),
    ]
    assert view(judged, publications.days, ALL, 2024) == []
    towns = [
        Day(Status.PUBLISHED, Duty.REQUIRED, on, due, 1),
        Day(Status.PUBLISHED_LATE, Duty.REQUIRED, late, due, 1),
    ]
    assert view(judged, publications.days, Filter(level="township"), 2025) == towns
    theirs = view(judged, publications.days, Filter(offices=frozenset({"shi"})), 2025)
    assert [day.number for day in theirs] == [1]
    assert view(judged, publications.days, Filter(offices=frozenset({"shi"}), office="xian"), 2025) == []


def test_standings_by_group(judged: Any) -> None:
    on_time, late = ("published", "required"), ("published_late", "required")
    assert view(judged, publications.by_level, ALL, 2025) == {
        "county": {on_time: 1},
        "township": {on_time: 1, late: 1},
        "department": {("published", "customary"): 1},
    }
    assert view(judged, publications.by_office, ALL, 2025) == {
        "shi": {("published", "customary"): 1},
        "xian": {on_time: 2, late: 1},
    }
    assert view(judged, publications.by_region, ALL, 2025, 2) == {}
    assert list(view(judged, publications.by_office, Filter(offices=frozenset({"xian"})), 2025)) == ["xian"]


def _night(scene: Any, at: datetime, outcomes: dict[str, int], *, kind: str = "nightly") -> None:
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=at, state="finished", summary={"outcomes": {}})
        scene.run_id = runs.begin(session, kind=kind, now=at, real_now=at, lease=LEASE)
        runs.finish(session, scene.run_id, now=at, state="finished", summary={"outcomes": outcomes, "notes": ["…"]})


def test_nights_as_the_runs_counted_them(scene: Any, now: datetime) -> None:
    """At 18:00 UTC it is the next day in Beijing; of two runs of one night the one counts that checked more."""
    _night(scene, now + DAY, {"ok": 3, "blocked": 1, "empty": 0})
    _night(scene, now + DAY + timedelta(hours=1), {"ok": 1})
    _night(scene, now + 2 * DAY, {"not_modified": 4})
    _night(scene, now + 3 * DAY, {"ok": 9}, kind="backfill")
    nights_seen = [Night(date(2026, 3, 3), {"ok": 3, "blocked": 1}), Night(date(2026, 3, 4), {"not_modified": 4})]
    assert view(scene, nights.of_all, now) == nights_seen
    assert view(scene, nights.of_all, now + 2 * DAY) == nights_seen[1:]
    assert view(scene, nights.newest)[1] == now + 2 * DAY


def _next_run(scene: Any, at: datetime) -> None:
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=at, state="finished", summary={})
        scene.run_id = runs.begin(session, kind="nightly", now=at, real_now=at, lease=LEASE)


def test_nights_of_some_columns_as_their_checks_tell(scene: Any, now: datetime) -> None:
    def checked(at: datetime, **outcomes: Outcome) -> None:
        for column, outcome in outcomes.items():
            scene.keep_list(column, *POSTS, at=at, outcome=outcome, complete=outcome.sound)

    checked(now, gong=Outcome.OK, ju=Outcome.OK)
    for night in (1, 2):
        _next_run(scene, now + night * DAY)
        checked(now + night * DAY, gong=Outcome.OK, zhen=Outcome.BLOCKED, ju=Outcome.TIMEOUT)

    def seen(wanted: Filter) -> Sequence[tuple[date, dict[str, int]]]:
        columns = view(scene, nights.columns_of, wanted)
        return [(night.on, dict(night.outcomes)) for night in view(scene, nights.of_columns, columns, now)]

    later = [(date(2026, 3, day), {"ok": 1, "blocked": 1}) for day in (3, 4)]
    assert seen(Filter(office="xian")) == [(date(2026, 3, 2), {"ok": 1}), *later]
    bureau = [(date(2026, 3, 2), {"ok": 1}), *((date(2026, 3, day), {"timeout": 1}) for day in (3, 4))]
    assert seen(Filter(level="department")) == bureau
    assert seen(Filter(offices=frozenset())) == []
    assert view(scene, nights.of_columns, ["ju"], datetime(2026, 3, 3, 12, tzinfo=UTC))[0].on == date(2026, 3, 4)


def test_of_too_many_columns_one_more_than_may_be_told_is_named(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "MOST_COLUMNS", 1)
    assert len(view(scene, nights.columns_of, ALL)) == 2
