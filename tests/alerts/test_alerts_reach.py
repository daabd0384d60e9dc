"""Past years on a first reading: what a list cannot show any more is never said to be missing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules import judge
from core.duties import ColumnFact, Facts, Standing, Status
from core.times import day_begins_at, local_day
from tests.alerts.cases import OFFICE, at, obligation, unit

NOW = "2026-05-08T09:00"
READ = at("2026-05-08T02:00")
FIRST = at("2026-05-07T02:00")  # the column is known since yesterday


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


def first_read(*listed: str, name: str = "fzbg") -> ColumnFact:
    """A column whose list was read for the first time in this season, after the term."""
    return ColumnFact(name, READ, "ok", last_checked_at=READ, listed=days(*listed))


def standing(year: int, *columns: ColumnFact, now: str = NOW) -> Standing:
    watched = ((FIRST, READ),) if year == 2025 else ()
    known = tuple(replace(c, watched=c.watched or watched) for c in columns)
    return judge(obligation(unit(), OFFICE, year), Facts(None, known), at(now))


YEARLY = ("2022-03-11", "2023-03-09", "2024-03-15", "2025-03-20")
WEEKLY = tuple(f"{year}-{month:02}-05" for year in range(2019, 2026) for month in range(1, 13))


@pytest.mark.parametrize(
    ("listed", "accused"),
    [
        (YEARLY, {2023, 2024, 2025}),
        (("2019-03-11", "2020-03-01", *YEARLY), {2020, 2021, 2022, 2023, 2024, 2025}),
        (WEEKLY, {2019, 2020, 2021, 2022, 2023, 2024, 2025}),
        (WEEKLY[10:], {2020, 2021, 2022, 2023, 2024, 2025}),  # its first posts are of November and December 2019
        (("2012-05-01", "2022-03-11"), {2025}),  # a single old post may be pinned to the top
        (("2019-05-01", "2022-01-04", "2022-03-11"), {2022, 2023, 2024, 2025}),
        (("2004-04-20", "2010-11-08", "2025-01-02"), {2025}),  # laws under their own days
        (("2018-03-01", "2019-03-01", "2025-03-03"), {2019, 2020, 2025}),  # nothing at all between
        ((), {2025}),  # a list without days
        (("2026-03-31",), {2025}),
        (("2026-04-01", "2026-04-20"), set()),  # begun after the term: elsewhere it may have been published in time
    ],
)
def test_who_is_overdue_after_a_first_reading(listed: tuple[str, ...], accused: set[int]) -> None:
    found = {year: standing(year, first_read(*listed)) for year in range(2019, 2026)}
    assert {year for year, s in found.items() if s.status is Status.OVERDUE} == accused
    assert {s.status for s in found.values()} <= {Status.OVERDUE, Status.UNVERIFIED}


def test_the_reason_names_the_column_and_how_far_back_it_goes() -> None:
    assert standing(2019, first_read(*YEARLY)).reason == (
        "公布期限2020年3月31日已过，但栏目 fzbg 读到的最早的帖子是2022年3月的，此前是否公布过无从核实，"
        "不能认定逾期，待核实。"
    )
    assert "栏目 fzbg 的列表没有日期，当时是否公布过无从核实" in standing(2019, first_read()).reason
    alone = standing(2020, first_read("2019-05-01", "2022-03-11")).reason
    assert "栏目 fzbg 中几乎没有2017年12月至2020年11月的帖子" in alone
    young = standing(2025, first_read("2026-04-20")).reason
    assert "公布期限2026年3月31日已过，但栏目 fzbg 读到的最早的帖子是2026年4月的，此前是否公布过无从核实" in young


def test_the_reason_stays_short_with_many_columns() -> None:
    reason = standing(2019, *(first_read(*YEARLY, name=f"c{n}") for n in range(9))).reason
    assert "栏目 c2 " in reason and "栏目 c3 " not in reason
    assert "另有6个栏目也是如此" in reason
    assert reason.count("。") == 1


def test_every_column_has_to_go_back_so_far() -> None:
    far, near = first_read(*WEEKLY, name="far"), first_read(*YEARLY, name="near")
    assert standing(2020, far).status is Status.OVERDUE
    both = standing(2020, near, far)
    assert both.status is Status.UNVERIFIED
    assert "栏目 near " in both.reason and "栏目 far " not in both.reason


OLD_LIST, OVER_TERM = ("2024-01-02", "2024-03-20"), ("2024-01-02", "2024-04-03")


def watched(*spans: tuple[str, str], listed: tuple[str, ...] = (), latest: str = NOW) -> ColumnFact:
    return ColumnFact("c", at(latest), "ok", watched=tuple((at(a), at(b)) for a, b in spans), listed=days(*listed))


@pytest.mark.parametrize(
    ("column", "now", "status"),
    [
        # read over the term while the year was running: a good witness for ever, whatever the list shows today
        (watched(("2024-01-02T02:00", "2024-12-30T02:00"), listed=("2026-01-05",)), NOW, Status.OVERDUE),
        (watched(("2024-03-31T02:00", "2024-04-02T00:00"), listed=("2026-01-05",)), NOW, Status.OVERDUE),
        # known only after the term, but the list was older than that
        (watched(("2024-08-01T02:00", "2024-08-02T02:00"), listed=("2024-03-31",)), NOW, Status.OVERDUE),
        (watched(("2024-08-01T02:00", "2024-08-02T02:00")), NOW, Status.OVERDUE),
        (watched(("2024-08-01T02:00", "2024-08-02T02:00"), listed=("2024-04-01",)), NOW, Status.UNVERIFIED),
        # read before the term and not again that year
        (watched(("2023-12-05T02:00", "2024-04-01T23:59"), listed=YEARLY[2:]), NOW, Status.UNVERIFIED),
        # the site was rebuilt meanwhile: the old list until before the term, the new one after it
        (watched(OLD_LIST, ("2024-04-10", "2024-12-01"), listed=("2024-04-05",)), NOW, Status.UNVERIFIED),
        (watched(OVER_TERM, ("2024-05-10", "2024-12-01"), listed=("2024-05-05",)), NOW, Status.OVERDUE),
        # the last moment that still belongs to the year, and the first that does not
        (watched(latest="2024-12-31T23:59:59"), "2025-01-01T02:00", Status.OVERDUE),
        (watched(latest="2025-01-01T00:00:00"), "2025-01-01T02:00", Status.UNVERIFIED),
    ],
)  # fmt: skip
def test_what_was_watched_in_its_year_stays_known(column: ColumnFact, now: str, status: Status) -> None:
    assert judge(obligation(unit(), OFFICE, 2023), Facts(None, (column,)), at(now)).status is status


def test_a_column_that_cannot_be_read_is_named_first() -> None:
    broken = replace(first_read(*YEARLY), broken=True, last_outcome="timeout")
    reason = standing(2019, broken).reason
    assert "没有完整检查过" in reason and "最早的帖子" not in reason


moments = st.integers(0, 9 * 365 * 24).map(lambda hours: at("2018-01-01T00:00") + timedelta(hours=hours))
spans = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair)))
listings = st.lists(moments.map(local_day), max_size=6).map(lambda found: tuple(sorted(set(found))))
facts = st.builds(
    lambda latest, watched, listed: ColumnFact("c", latest, "ok", watched=tuple(watched), listed=listed),
    moments, st.lists(spans, max_size=2), listings,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(facts, min_size=1, max_size=2), st.integers(2019, 2025), moments)
def test_a_past_year_is_overdue_by_witnesses_of_that_year_alone(
    columns: list[ColumnFact], year: int, now: datetime
) -> None:
    known = tuple(replace(c, column_id=f"c{n}") for n, c in enumerate(columns))
    if judge(obligation(unit(), OFFICE, year), Facts(None, known), now).status is not Status.OVERDUE:
        return
    begins_at, ends_at = day_begins_at(date(year + 1, 4, 2)), day_begins_at(date(year + 2, 1, 1))
    for column in known:
        checks = [last for _, last in column.watched] + [column.last_complete_at or now]
        in_its_year = any(begins_at <= last < ends_at for last in checks)
        assert in_its_year or (len(column.listed) > 1 and column.listed[1] < date(year, 12, 1))


@settings(max_examples=100, deadline=None)
@given(facts, st.integers(2019, 2025), moments, st.lists(moments.map(local_day), max_size=3))
def test_to_see_more_of_a_list_never_takes_a_witness_away(
    column: ColumnFact, year: int, now: datetime, more: list[date]
) -> None:
    """Older posts that come to light, and days that pass, may only turn unverified into overdue."""
    owed = obligation(unit(), OFFICE, year)
    if not column.listed or judge(owed, Facts(None, (column,)), now).status is not Status.OVERDUE:
        return
    further = replace(column, listed=tuple(sorted({*column.listed, *more})))
    assert judge(owed, Facts(None, (further,)), now + timedelta(days=400)).status is Status.OVERDUE
