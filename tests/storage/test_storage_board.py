"""The board's views: what is counted is what the rows say, pages lose nothing, and nobody sees another office."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.duties import Standing, Status
from core.pages import Outcome
from core.posts import PostRef
from core.units import Column, Duty, Level, Office, Registry, Unit
from evidence.rates import Counts
from storage import board, board_changes, board_choices, board_counts, board_edition, register, standings, unit_views
from storage.board import Filter, Order
from storage.doubts import Waiting, doubts
from storage.models import EditionRow, UnitRow

YEARS = (2024, 2025)
FLAGS = ((), ("date_missing",), ("revised",), ("borderline", "revised"))
CODES = ("110101", "110102", "440103", None)
NAMES = ("青岚", "云溪", "云 溪_%", "<b>青")

towns = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(list(Level)), st.sampled_from(["shi", "xian"]), st.sampled_from(CODES)
    ),
    min_size=1,
    max_size=8,
)
standing = st.tuples(
    st.integers(0, 7),
    st.sampled_from(YEARS),
    st.sampled_from(list(Status)),
    st.sampled_from(list(Duty)),
    st.sampled_from(FLAGS),
    st.sampled_from([date(2026, 3, 31), None]),
)
filters = st.builds(
    Filter,
    offices=st.sampled_from([None, frozenset({"xian"}), frozenset(), frozenset({"xian", "shi"})]),
    office=st.sampled_from([None, "xian", "shi"]),
    level=st.sampled_from([None, *(level.value for level in Level)]),
    division=st.sampled_from([None, "11", "1101", "440103", "99"]),
    words=st.sampled_from([(), ("云",), ("青岚", "镇"), ("_%",), ("<b>",), ("别名",)]),
    year=st.sampled_from(YEARS),
)


EXAMPLES = itertools.count()


def _registry(towns: list[tuple[str, Level, str, str | None]], example: int) -> Registry:
    return Registry(
        offices={"xian": Office("xian", "某县司法局"), "shi": Office("shi", "某市司法局")},
        columns={"gong": Column("gong", "http://site.test/gong/")},
        units={
            id_: Unit(id_, f"{name}镇", office, level, ("别名",) if n == 2 else (), code, ("gong",))
            for n, (name, level, office, code) in enumerate(towns)
            for id_ in (f"{example}-{n}",)
        },
    )


def _turn(scene: Any, unit_id: str, year: int, status: Status, **more: Any) -> None:
    office = scene.registry.units[unit_id].office_id
    plain: dict[str, Any] = {"duty": Duty.REQUIRED, "due_on": date(year + 1, 3, 31)}
    fields = {"rule": "national-2019", "reason": "因为"} | plain | more
    judged = Standing(unit_id, office, year, status, **fields)
    with scene.session() as session:
        before = standings.statuses(session, [(unit_id, year)]).get((unit_id, year))
        standings.turn(session, run_id=scene.run_id, standing=judged, before=before, now=more_now(year), alerts=())


def more_now(year: int) -> datetime:
    return datetime.fromisoformat(f"{year + 1}-05-01T02:00:00+08:00")


def _fill(scene: Any, towns: Any, judged: Any) -> None:
    """The units of an example; those of the ones before it are retired."""
    example = next(EXAMPLES)
    scene.registry = _registry(towns, example)
    with scene.session() as session:
        register.sync(session, scene.registry, more_now(2025))
    for number, year, status, duty, flags, due_on in judged:
        if f"{example}-{number}" in scene.registry.units:
            _turn(scene, f"{example}-{number}", year, status, duty=duty, flags=flags, due_on=due_on)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    towns=towns,
    judged=st.lists(standing, max_size=8),
    wanted=st.lists(filters, min_size=1, max_size=4),
)
def test_counts_pages_and_cells_are_what_the_rows_say(
    scene: Any, towns: Any, judged: Any, wanted: list[Filter]
) -> None:
    _fill(scene, towns, judged)
    with scene.database.reading() as session:
        for one in wanted:
            rows = list(standings.board_rows(session, one))
            groups = board_counts.groups(session, one)
            assert _rate(rows) == _counted(groups), one
            due = Counter(row["due_on"] for row in rows)
            assert due == Counter({k: v for k, v in _due(groups).items() if v}), one
            units = _paged(session, one, Order.OFFICE, 3)
            assert len(units) == board_counts.number_of_units(session, one)
            assert {row["unit"] for row in rows} <= set(units)
            cells = board.cells(session, units, [one.year])
            assert {row["unit"]: (row["status"], row["duty"], bool(row["flags"])) for row in rows} == {
                unit: (cell.status, cell.duty, cell.flagged) for (unit, _), cell in cells.items()
            }
            for status in {Status(row["status"]) for row in rows} | {Status.WITHDRAWN}:
                stands = _paged(session, replace(one, standing=status), Order.NAME, 2)
                assert Counter(stands) == Counter(row["unit"] for row in rows if row["status"] == status), one


def _rate(rows: list[dict[str, Any]]) -> Counts:
    counts = Counts()
    for row in rows:
        counts.add(row)
    return counts


def _counted(groups: list[board_counts.Group]) -> Counts:
    counts = Counts()
    for group in groups:
        counts.add({"status": group.status, "duty": group.duty, "flags": group.flags}, group.number)
    return counts


def _due(groups: list[board_counts.Group]) -> Counter[str | None]:
    due = Counter[str | None]()
    for group in groups:
        due[group.due_on.isoformat() if group.due_on else None] += group.number
    return due


def _paged(session: Any, wanted: Filter, order: Order, size: int) -> list[str]:
    """All pages, forwards; then backwards again, which must show the same."""
    pages, after = [], None
    while True:
        page = board.units(session, wanted, order=order, after=after, limit=size)
        pages.append([unit.id for unit in page.units])
        if not page.more:
            break
        after = page.units[-1].id
    for back, forth in zip(reversed(pages[1:]), reversed(pages[:-1]), strict=True):
        assert [u.id for u in board.units(session, wanted, order=order, before=back[0], limit=size).units] == forth
    return [unit for page in pages for unit in page]


@pytest.mark.parametrize("order", list(Order))
def test_units_come_by_office_level_and_name(scene: Any, order: Order) -> None:
    with scene.database.reading() as session:
        units = board.units(session, Filter(), order=order).units
        rank = {level.value: n for n, level in enumerate(Level)}
        keys = {
            Order.OFFICE: [(u.office_id, rank[u.level], u.name) for u in units],
            Order.LEVEL: [("", rank[u.level], u.name) for u in units],
            Order.NAME: [("", 0, u.name) for u in units],
        }
        if order is not Order.NAME:  # how names are sorted is for the database to say
            parts = [key[:2] for key in keys[order]]
            assert parts == sorted(parts)
        assert len(units) == 4


def test_a_page_goes_on_where_it_was_though_units_come_and_go(scene: Any, now: datetime) -> None:
    with scene.database.reading() as session:
        first = board.units(session, Filter(), limit=2)
    last = first.units[-1]
    del scene.registry.units[last.id]
    scene.registry.units["ahead"] = replace(
        scene.registry.units[first.units[0].id], id="ahead", name="、最前面的单位", column_ids=()
    )
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    with scene.database.reading() as session:
        second = board.units(session, Filter(), after=last.id, limit=10)
    assert second.earlier
    assert not {u.id for u in second.units} & {u.id for u in first.units}
    assert {u.id for u in second.units} | {u.id for u in first.units} == {"zhen-a", "zhen-b", "xian-fu", "shi-ju"}


def test_a_level_that_changes_changes_the_order(scene: Any, now: datetime) -> None:
    scene.registry.units["zhen-b"] = replace(scene.registry.units["zhen-b"], level=Level.PROVINCE)
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    assert {row["id"]: row["rank"] for row in scene.rows(UnitRow)} == {
        "xian-fu": 2, "shi-ju": 4, "zhen-a": 3, "zhen-b": 0,
    }  # fmt: skip


def test_the_edition_changes_with_what_is_counted_and_only_then(scene: Any, now: datetime) -> None:
    def edition() -> int:
        with scene.database.reading() as session:
            return board_edition.edition(session)

    was = edition()
    _turn(scene, "zhen-a", 2025, Status.PUBLISHED)
    turned = edition()
    assert turned > was
    with scene.session() as session:  # judged anew with the same status and another flag
        again = scene.standing("zhen-a", Status.PUBLISHED, flags=("revised",))
        standings.turn(session, run_id=scene.run_id, standing=again, before=Status.PUBLISHED, now=now, alerts=())
    flagged = edition()
    assert flagged > turned
    with scene.session() as session:  # somebody else turned it before
        standings.turn(session, run_id=scene.run_id, standing=again, before=Status.OVERDUE, now=now, alerts=())
    assert edition() == flagged
    with scene.session() as session:
        standings.drop_unowed(session, {"zhen-a": []})
    assert edition() > flagged
    dropped = edition()
    with scene.session() as session:
        standings.drop_unowed(session, {"zhen-a": []})
        board_edition.edition(session)
    assert edition() == dropped
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    assert edition() > dropped
    with pytest.raises(RuntimeError), scene.session() as session:
        board_edition.changed(session)
        raise RuntimeError
    assert len(scene.rows(EditionRow)) == 1


def test_changes_are_turns_of_the_readers_units_but_not_the_first_judging(scene: Any, now: datetime) -> None:
    for unit_id in ("zhen-a", "shi-ju"):
        _turn(scene, unit_id, 2025, Status.DUE_SOON)
        _turn(scene, unit_id, 2025, Status.OVERDUE)
    since = more_now(2025) - timedelta(days=1)
    with scene.database.reading() as session:
        seen = board_changes.latest(session, Filter(), since)
        assert [(c.unit_id, c.before, c.after) for c in seen] == [
            ("shi-ju", "due_soon", "overdue"),
            ("zhen-a", "due_soon", "overdue"),
        ]
        theirs = Filter(offices=frozenset({"xian"}))
        assert [c.unit_id for c in board_changes.latest(session, theirs, since)] == ["zhen-a"]
        assert board_changes.counts(session, theirs, since) == {"overdue": 1}
        assert board_changes.latest(session, Filter(), since, before=seen[0].id) == seen[1:]
        assert board_changes.latest(session, Filter(), since, status="published") == []
        assert board_changes.counts(session, Filter(), more_now(2026)) == {}


def test_divisions_are_named_where_one_government_has_just_that_code(scene: Any, now: datetime) -> None:
    known = scene.registry.units
    known["xian-fu"] = replace(known["xian-fu"], division_code="990102")
    known["zhen-a"] = replace(known["zhen-a"], division_code="990102")
    known["shi-ju"] = replace(known["shi-ju"], division_code="440300")
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    with scene.database.reading() as session:

        def found(*asked: Any) -> list[tuple[str, int, str | None]]:
            return [(d.prefix, d.units, d.name) for d in board_choices.divisions(session, *asked)]

        assert found(None, "", 2) == [("44", 1, "广东省"), ("99", 2, None)]
        assert found(None, "99", 6) == [("990102", 2, "某县")]
        assert found({"shi"}, "", 2) == [("44", 1, "广东省")]
        assert board_choices.offices(session, {"shi"}) == {"shi": "某市司法局"}
        assert board_choices.offices(session, None, named="某县") == {"xian": "某县司法局"}


def test_a_unit_is_seen_by_its_office_only_with_those_that_it_came_from(scene: Any, now: datetime) -> None:
    known = scene.registry.units
    known["zhen-b"] = replace(known["zhen-b"], successors=("zhen-a", "shi-ju"), valid_to=date(2025, 6, 30))
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    with scene.database.reading() as session:
        assert unit_views.unit(session, "zhen-a", {"shi"}) is None
        assert unit_views.unit(session, "nobody", None) is None
        new, old = (unit_views.unit(session, id_, {"xian"}) for id_ in ("zhen-a", "zhen-b"))
        everywhere = unit_views.unit(session, "zhen-b", None)
    assert new and old and everywhere
    assert [one.id for one in new.forerunners] == ["zhen-b"]
    assert [one.id for one in old.heirs] == ["zhen-a"]
    assert {one.id for one in everywhere.heirs} == {"zhen-a", "shi-ju"}
    assert new.forerunners[0].name == "乙镇人民政府"


def test_the_doubts_of_a_few_units_are_those_of_all(scene: Any, now: datetime) -> None:
    for number, (column, title) in enumerate(
        [("zhen", "2025年法治报告"), ("ju", "2024年法治报告"), ("gong", "2025年疑")]
    ):
        ref = PostRef(f"http://site.test/{number}", title)
        scene.keep_list(column, ref)
        scene.keep_article(column, ref, Outcome.SERVER_ERROR, fetched=number == 2)
    keys = [(unit_id, year) for unit_id in scene.registry.units for year in YEARS]
    with scene.database.reading() as session:
        everybodys = Waiting(session).of(session, keys)
        for unit_id, _ in keys:
            few = doubts(session, [unit_id], YEARS)
            assert few == {key: said for key, said in everybodys.items() if key[0] == unit_id}
    assert {key for key, said in everybodys.items() if said} >= {("zhen-a", 2025), ("shi-ju", 2024)}
