"""Lists by the page: each row that was there from the start is met exactly once, however many are added meanwhile."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.alerts import Event
from core.duties import Status
from core.units import Level, Unit
from storage import alert_pages, outbox, pages, register, standings
from storage.board import Filter
from storage.database import Session

YEARS = range(2019, 2027)
UNITS = 8
KEYS = [(f"unit-{number}", year) for number in range(UNITS) for year in YEARS]
STATUSES = (Status.PUBLISHED, Status.OVERDUE)


def status_of(key: tuple[str, int]) -> Status:
    return STATUSES[(key[1] + len(key[0])) % 3 == 0]


@pytest.fixture
def crowded(scene: Any) -> Any:
    """A scene with some units; their obligations come as they are added."""
    for number in range(UNITS):
        unit = Unit(f"unit-{number}", f"第{number}镇人民政府", ("xian", "shi")[number % 2], Level.TOWNSHIP)
        scene.registry.units[unit.id] = unit
    with scene.session() as session:
        register.sync(session, scene.registry, _now(scene))
    return scene


def _now(scene: Any) -> Any:
    return scene.alert("x").created_at


def add(scene: Any, key: tuple[str, int]) -> None:
    standing = scene.standing(key[0], status_of(key), year=key[1])
    with scene.session() as session:
        standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=_now(scene), alerts=())


walks = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("wanted", [None, Status.OVERDUE])
def test_obligations_are_met_once_while_others_are_added(crowded: Any, wanted: Status | None) -> None:
    there: set[tuple[str, int]] = set()

    @walks
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        def more(most: int) -> None:
            for key in data.draw(st.sets(st.sampled_from(KEYS), max_size=most)) - there:
                add(crowded, key)
                there.add(key)

        more(6)
        at_first = {key for key in there if wanted in (None, status_of(key))}
        limit, after, met = data.draw(st.integers(1, 7)), None, []
        for _ in range(len(KEYS) + 1):
            with crowded.database.reading() as session:
                page = page_of(session, limit, after, wanted)
            assert len(page.items) <= limit
            met += [(row["unit"], row["report_year"]) for row in page.items]
            after = page.after
            if after is None:
                break
            more(2)
        assert after is None
        assert met == sorted(set(met))
        assert at_first <= set(met) <= {key for key in there if wanted in (None, status_of(key))}

    walk()


def page_of(session: Session, limit: int, after: Any, status: Status | None) -> pages.Page:
    return pages.obligations(session, Filter(standing=status), years=YEARS, after=after, limit=limit)


def test_an_offices_obligations_are_its_own(crowded: Any) -> None:
    for key in KEYS:
        add(crowded, key)
    with crowded.database.reading() as session:
        for offices, units in ((None, UNITS), (frozenset({"xian"}), UNITS // 2), (frozenset[str](), 0)):
            page = pages.obligations(session, Filter(offices=offices), years=[2020, 2021], after=None, limit=500)
            assert len({row["unit"] for row in page.items}) == units
            assert {row["report_year"] for row in page.items} <= {2020, 2021}
            assert page.after is None
        one = pages.obligations(session, Filter(), years=YEARS, after=None, limit=500, unit="unit-3")
        assert [row["report_year"] for row in one.items] == list(YEARS)


def test_alerts_come_newest_first_and_once(scene: Any) -> None:
    def queue(*numbers: int) -> None:
        with scene.session() as session:
            outbox.queue(session, [scene.alert(f"k{n}", event=Event.REVISED) for n in numbers], run_id=scene.run_id)

    queue(*range(5))
    met: list[str] = []
    before: Any = None
    for turn in range(4):
        with scene.database.reading() as session:
            found = alert_pages.page(session, alert_pages.Asked(), before=before, limit=3)
        shown, after = pages.cut(found, 2, lambda alert: (alert["id"],))
        met += [alert["key"] for alert in shown]
        queue(10 + turn)
        if after is None:
            break
        before = after[0]
    assert met == ["k4", "k3", "k2", "k1", "k0"]
