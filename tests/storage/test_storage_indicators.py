"""Figures of reports as rows: of the newest revision, kept with it, and beside each other by hand-counted cases."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from core.changes import Change, ChangeKind
from core.outliers import Spread
from core.posts import PostRef
from core.reports import Indicator, Report
from storage import engines, indicator_views, reports, schema
from storage.board import Filter
from storage.database import _address, open_database
from storage.models import IndicatorRow, PostRow, RunRow
from tests.storage.conftest import Scene

ALL = Filter()
FINES = "fines_yuan"


def figure(key: str, value: float, *, year: int | None = None, **more: Any) -> Indicator:
    plain: dict[str, Any] = {"unit": "件", "quote": f"共办理{value:g}件", "start": 3, "end": 9}
    return Indicator(key, value, year=year, **(plain | more))


@pytest.fixture
def told(scene: Any, now: datetime, make_report: Callable[..., Report]) -> Callable[..., int]:
    """Keeps a unit's report of a year with some figures; returns its id."""

    def keep(
        unit: str,
        year: int,
        *figures: Indicator,
        change: ChangeKind = ChangeKind.APPEARED,
        parser: str = "1",
        doubted: str | None = None,
    ) -> int:
        ref = PostRef(f"http://site.test/{unit}/{year}", "法治 2025")
        capture_id = scene.keep_article("zhen", ref, at=now)
        post_id = next(row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url)
        with scene.session() as session:
            report_id = reports.keep(
                session,
                run_id=scene.run_id,
                unit_id=unit,
                report=make_report(report_year=year, indicators=figures),
                changes=(Change(change, "因为"),),
                url=ref.url,
                post_id=post_id,
                capture_id=capture_id,
                parser_version=parser,
                first_seen_at=now,
                now=now,
            )
            if doubted:
                reports.doubt(session, report_id, doubted)
        return report_id

    return keep


def view(scene: Any, what: Callable[..., Any], *given: Any, **more: Any) -> Any:
    with scene.database.reading() as session:
        return what(session, *given, **more)


def rows(scene: Any) -> Mapping[tuple[int, str], tuple[int, float, bool]]:
    return {
        (row["report_id"], row["key"]): (row["year"], row["value"], row["approximate"])
        for row in scene.rows(IndicatorRow)
    }


def test_the_newest_revision_has_them_and_a_better_reading_too(scene: Any, told: Callable[..., int]) -> None:
    first = told("zhen-a", 2025, figure("penalty_cases", 30), figure(FINES, 7e5, approximate=True, year=2025))
    assert rows(scene) == {(first, "penalty_cases"): (2025, 30, False), (first, FINES): (2025, 7e5, True)}
    told("zhen-a", 2025, figure("penalty_cases", 31), change=ChangeKind.EDITED)
    assert rows(scene) == {(first, "penalty_cases"): (2025, 31, False)}
    told("zhen-a", 2025, figure("penalty_cases", 32, year=2024), change=ChangeKind.MOVED, parser="2")
    assert rows(scene) == {(first, "penalty_cases"): (2024, 32, False)}


def test_of_a_key_the_first_counts(scene: Any, told: Callable[..., int]) -> None:
    first = told("zhen-a", 2025, figure(FINES, 1), figure(FINES, 2))
    assert rows(scene) == {(first, FINES): (2025, 1, False)}


def test_an_older_database_gets_them(servers: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    url = servers.empty()
    database = open_database(url)
    scene = Scene(database, url)
    scene.begin()
    tell = told.__wrapped__(scene, now, make_report)  # type: ignore[attr-defined]
    for year in (2024, 2025):
        tell("zhen-a", year, figure("penalty_cases", year, approximate=True), figure(FINES, 5, year=2020))
    tell("zhen-a", 2025, figure("penalty_cases", 9), change=ChangeKind.EDITED)
    with scene.session() as session:
        session.execute(sa.update(RunRow).values(summary={"outcomes": {"ok": 3}}))
    before = rows(scene)
    database.close()
    engine = engines.make(_address(url), migrating=True)
    with engine.begin() as connection:
        command.downgrade(schema.config(connection), "r0009")
        command.upgrade(schema.config(connection), "head")
    engine.dispose()
    database = open_database(url)
    scene = Scene(database, url)
    assert rows(scene) == before
    assert [run["outcomes"] for run in scene.rows(RunRow)] == [{"ok": 3}]
    database.close()


@pytest.fixture
def four(told: Callable[..., int]) -> dict[str, int]:
    """Two towns, a county and a bureau of another office, with penalties of 10, 20, 30 and 40 cases in 2025."""
    units = ("zhen-a", "zhen-b", "xian-fu", "shi-ju")
    return {unit: told(unit, 2025, figure("penalty_cases", 10 * n)) for n, unit in enumerate(units, 1)}


def test_counts_and_years(scene: Any, told: Callable[..., int], four: dict[str, int]) -> None:
    told("zhen-a", 2024, figure("penalty_cases", 4), figure(FINES, 1))
    told("zhen-b", 2024, figure("penalty_cases", 5), doubted="认错了")
    assert view(scene, indicator_views.counts, ALL, 2025) == {"penalty_cases": 4}
    assert view(scene, indicator_views.counts, ALL, 2024) == {"penalty_cases": 1, FINES: 1}
    assert view(scene, indicator_views.counts, Filter(offices=frozenset({"shi"})), 2025) == {"penalty_cases": 1}
    assert view(scene, indicator_views.years, ALL) == [2025, 2024]
    assert view(scene, indicator_views.years, Filter(office="shi")) == [2025]
    assert view(scene, indicator_views.years, Filter(offices=frozenset())) == []


def test_spreads_are_those_counted_by_hand(scene: Any, four: dict[str, int]) -> None:
    by_level = view(scene, indicator_views.spreads_by_level, ALL, "penalty_cases", 2025)
    assert by_level == {
        "county": Spread(1, 30, 30, 30, 30, 30),
        "department": Spread(1, 40, 40, 40, 40, 40),
        "township": Spread(2, 10, 12.5, 15, 17.5, 20),
    }
    by_year = view(scene, indicator_views.spreads_by_year, ALL, "penalty_cases", 2020)
    assert by_year == {2025: Spread(4, 10, 17.5, 25, 32.5, 40)}
    mine = Filter(offices=frozenset({"xian"}))
    assert view(scene, indicator_views.spreads_by_year, mine, "penalty_cases", 2020)[2025].count == 3
    assert view(scene, indicator_views.spreads_by_level, ALL, FINES, 2025) == {}


def test_a_figure_of_another_year_is_shown_and_not_compared(
    scene: Any, told: Callable[..., int], four: dict[str, int]
) -> None:
    late = told("zhen-b", 2024, figure(FINES, 8, year=2023))
    own = told("zhen-b", 2023, figure(FINES, 7))
    told("zhen-a", 2024, figure(FINES, 9, year=2023))
    assert view(scene, indicator_views.spreads_by_year, ALL, FINES, 2020) == {2023: Spread(1, 7, 7, 7, 7, 7)}
    lines = view(scene, indicator_views.lines, FINES, ["zhen-a", "zhen-b", "xian-fu"])
    assert [(f.report_id, f.value) for f in lines["zhen-b"].values()] == [(own, 7)]
    assert [(y, f.report_year, f.value) for y, f in lines["zhen-a"].items()] == [(2023, 2024, 9)]
    assert lines["xian-fu"] == {}
    assert set(view(scene, indicator_views.of_unit, "zhen-b")) == {"penalty_cases", FINES}
    assert late != own


def test_the_ranking_goes_on_where_it_stopped(scene: Any, four: dict[str, int]) -> None:
    def ranked(wanted: Filter = ALL, **more: Any) -> list[tuple[str, float]]:
        found = view(scene, indicator_views.ranking, wanted, "penalty_cases", 2025, limit=2, **more)
        return [(one.unit_id, one.value) for one in found]

    assert ranked() == [("shi-ju", 40), ("xian-fu", 30)]
    assert ranked(after=(30.0, "xian-fu")) == [("zhen-b", 20), ("zhen-a", 10)]
    assert ranked(lowest_first=True) == [("zhen-a", 10), ("zhen-b", 20)]
    assert ranked(lowest_first=True, after=(20.0, "zhen-b")) == [("xian-fu", 30), ("shi-ju", 40)]
    assert ranked(after=(30.0, "a")) == [("xian-fu", 30), ("zhen-b", 20)]  # of equal ones by id
    assert ranked(Filter(level="township")) == [("zhen-b", 20), ("zhen-a", 10)]
    assert ranked(Filter(offices=frozenset({"xian"}), office="shi")) == []
    assert ranked(beyond={"township": (15, 100), "county": (0, 25)}) == [("xian-fu", 30), ("zhen-a", 10)]
    assert ranked(beyond={}) == []


def test_a_unit_is_found_by_those_who_see_it(scene: Any) -> None:
    found = view(scene, indicator_views.unit_of, ALL, "zhen-a")
    assert (found.unit_id, found.name, found.level) == ("zhen-a", "甲镇人民政府", "township")
    assert view(scene, indicator_views.unit_of, Filter(offices=frozenset({"shi"})), "zhen-a") is None
    assert view(scene, indicator_views.unit_of, ALL, "no-such") is None
