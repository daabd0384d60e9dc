"""What holds for every obligation, every set of facts and every moment."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules import judge
from core.duties import ColumnFact, Facts, Obligation, PublishedFact, Status
from core.pages import Outcome
from core.times import SHANGHAI, day_begins_at, local_day
from core.units import Duty, Exemption, Level, Office, OwnDueDate, Unit
from tests.alerts.cases import obligation

NAMES = ["柳林镇人民政府", "柳荫街道办事处", "河畔区管委会", "青石乡"]
FLAGS = ["year_conflict", "revised", "date_missing", "borderline", "?"]
OUTCOMES = [None, *(str(outcome) for outcome in Outcome)]

years = st.integers(2012, 2029)
own_dates = st.none() | st.builds(OwnDueDate, st.integers(1, 12), st.integers(1, 28), st.none() | years)
exemptions = st.sampled_from([(), (), (Exemption(2020, "机构改革"), Exemption(2025, ""))])
doubts = st.sampled_from([(), (), ("标题不明",), ("标题与正文年度不一致",), ("标题不明", "标题与正文年度不一致")])
# Seconds from the beginning of the due date: its edges, the days around it, and far away.
_EDGES = [day * 86400 + second for day in (0, 1, 2) for second in (-1, 0, 1)]
offsets = st.sampled_from(_EDGES) | st.integers(-5 * 86400, 5 * 86400) | st.integers(-(10**8), 10**8)


@st.composite
def obligations(draw: st.DrawFn) -> Obligation:
    steps = draw(st.sampled_from([(), (0,), (14, 3), (30, 7, 1)]))
    office = Office("o", "某司法局", remind_days_before=steps, own_due_date=draw(own_dates))
    name, level = draw(st.sampled_from(NAMES)), draw(st.sampled_from(Level))
    unit = Unit("u", name, "o", level, duty=draw(st.sampled_from([None, *Duty])), exempt=draw(exemptions))
    return obligation(unit, office, draw(years))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Obligation, Facts, datetime]:
    owed = draw(obligations())
    zero = day_begins_at(owed.due_on or date(2020, 3, 31))

    def moment() -> datetime:
        return zero + timedelta(seconds=draw(offsets))

    columns = tuple(
        ColumnFact(name, moment() if draw(st.booleans()) else None, draw(st.sampled_from(OUTCOMES)))
        for name in draw(st.sampled_from(["", "a", "ab", "bca"]))
    )
    report = None
    if draw(st.booleans()):
        stated = local_day(moment()) if draw(st.booleans()) else None
        flags = tuple(draw(st.lists(st.sampled_from(FLAGS), max_size=2)))
        report = PublishedFact(1, "http://a.gov.cn/1.html", stated, "displayed" if stated else None, moment(), flags)
    return owed, Facts(report, columns, draw(doubts)), moment()


def last_day_to_publish(owed: Obligation) -> date:
    day = owed.borderline_on or owed.due_on
    assert day is not None
    return day


@settings(max_examples=150, deadline=None)
@given(situations())
def test_overdue_needs_every_column_checked_after_the_last_day(situation: tuple[Obligation, Facts, datetime]) -> None:
    owed, facts, now = situation
    if judge(owed, facts, now).status is not Status.OVERDUE:
        return
    last = last_day_to_publish(owed)
    assert owed.duty.binding
    assert facts.columns
    assert facts.published is None
    assert not facts.doubts
    assert now.astimezone(SHANGHAI).date() > last
    for column in facts.columns:
        assert column.last_complete_at is not None
        assert column.last_complete_at.astimezone(SHANGHAI).date() > last


@settings(max_examples=150, deadline=None)
@given(situations())
def test_checked_after_the_last_day_and_nothing_found_is_overdue(situation: tuple[Obligation, Facts, datetime]) -> None:
    owed, facts, now = situation
    binding = replace(owed, duty=Duty.REQUIRED, exempt_reason=None)
    if binding.due_on is None:
        return
    begins_at = day_begins_at(last_day_to_publish(binding) + timedelta(days=1))
    columns = tuple(replace(c, last_complete_at=begins_at) for c in facts.columns) or (ColumnFact("a", begins_at),)
    standing = judge(binding, Facts(None, columns), max(now, begins_at))
    assert standing.status is Status.OVERDUE
    assert standing.days_late == (local_day(max(now, begins_at)) - binding.due_on).days > 0
    a_moment_early = (*columns[1:], replace(columns[0], last_complete_at=begins_at - timedelta(microseconds=1)))
    assert judge(binding, Facts(None, a_moment_early), max(now, begins_at)).status is Status.UNVERIFIED


@settings(max_examples=60, deadline=None)
@given(situations(), st.randoms(use_true_random=False))
def test_judging_is_steady(situation: tuple[Obligation, Facts, datetime], shuffle: random.Random) -> None:
    """Twice, in another zone, with the columns in another order: the same standing."""
    owed, facts, now = situation
    standing = judge(owed, facts, now)
    turned_round = list(facts.columns)
    shuffle.shuffle(turned_round)
    assert judge(owed, facts, now) == standing
    assert judge(owed, facts, now.astimezone(SHANGHAI)) == standing
    assert judge(owed, replace(facts, columns=tuple(turned_round)), now) == standing


@settings(max_examples=60, deadline=None)
@given(situations())
def test_lateness_is_told_of_the_bound_alone(situation: tuple[Obligation, Facts, datetime]) -> None:
    owed, facts, now = situation
    standing = judge(owed, facts, now)
    if standing.status in (Status.PUBLISHED_LATE, Status.OVERDUE):
        assert owed.duty.binding
        assert owed.due_on is not None
        assert standing.days_late > 0
        assert "year_conflict" not in standing.flags
        assert "borderline" not in standing.flags
    elif standing.status is not Status.PUBLISHED:
        assert standing.days_late == 0
    if facts.published and facts.published.published_on and standing.status is Status.PUBLISHED_LATE:
        assert standing.days_late <= (facts.published.published_on - standing.due_on).days  # type: ignore[operator]
        assert facts.published.published_on != owed.borderline_on
        assert standing.published_on == facts.published.published_on
    assert (standing.status is Status.EXEMPT) == (owed.exempt_reason is not None)


@settings(max_examples=100, deadline=None)
@given(st.integers(2015, 2040), st.integers(-1, 1))
def test_the_edge_of_the_last_day_is_shanghais(year: int, second: int) -> None:
    """16:00 UTC on the day before is midnight in Shanghai, in leap years as in others."""
    unit = Unit("u", "河畔区人民政府", "o", Level.COUNTY)
    owed = obligation(unit, Office("o", "某司法局"), year)
    borderline = 1 if year >= 2019 else 0
    edge = datetime(year + 1, 3, 31, 16, tzinfo=UTC) + timedelta(days=borderline)
    now = edge + timedelta(seconds=second)
    standing = judge(owed, Facts(None, (ColumnFact("a", edge),)), now)
    assert standing.status is (Status.DUE_SOON if second < 0 else Status.OVERDUE)
    assert standing.days_late == (0 if second < 0 else 1 + borderline)
