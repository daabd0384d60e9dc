"""The next day on which the calendar alone gives something new: held against judging every day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import wording
from alerts.rules import judge, next_turn_on
from core.duties import ColumnFact, Facts, Obligation, PublishedFact, Standing, Status
from core.times import SHANGHAI, day_begins_at, local_day
from core.units import Duty, Exemption, Level, Office, OwnDueDate, Unit
from tests.alerts.cases import OFFICE, at, columns, obligation, published, unit

DAY = timedelta(days=1)
HORIZON = 90  # days looked at one by one


def next_on(now: str, facts: Facts, **of_unit: Any) -> date | None:
    owed = replace(obligation(unit(**of_unit), OFFICE, 2025), ended_on=of_unit.get("valid_to"))
    return next_turn_on(owed, judge(owed, facts, at(now)), facts, local_day(at(now)))


ABSENT = Facts(None, columns(at("2026-01-02T02:00")))
CHECKED = Facts(None, columns(at("2026-04-02T02:00")))


@pytest.mark.parametrize(
    ("now", "facts", "expected"),
    [
        ("2026-01-05T09:00", ABSENT, "2026-03-17"),  # the first reminder
        ("2026-03-16T23:59:59", ABSENT, "2026-03-17"),
        ("2026-03-17T00:00:00", ABSENT, "2026-03-28"),  # the second
        ("2026-03-28T00:00:00", ABSENT, "2026-04-02"),  # overdue or unverified
        ("2026-04-01T23:59:59", ABSENT, "2026-04-02"),
        ("2026-04-02T09:00", ABSENT, None),  # unverified: only a check can tell
        ("2026-04-02T09:00", CHECKED, "2026-04-07"),  # escalations after 7 and 30 days
        ("2026-04-07T09:00", CHECKED, "2026-04-30"),
        ("2026-04-30T09:00", CHECKED, None),
    ],
)
def test_the_days_of_a_season(now: str, facts: Facts, expected: str | None) -> None:
    assert next_on(now, facts) == (date.fromisoformat(expected) if expected else None)


def test_reminders_again_and_again() -> None:
    owed = replace(obligation(unit(), OFFICE, 2025), repeat_every_days=10)
    days = [date(2026, 4, 30)]
    for _ in range(3):
        now = datetime.combine(days[-1], time(9), SHANGHAI)
        following = next_turn_on(owed, judge(owed, CHECKED, now), CHECKED, days[-1])
        assert following is not None
        days.append(following)
    assert days == [date(2026, 4, 30), date(2026, 5, 10), date(2026, 5, 20), date(2026, 5, 30)]


@pytest.mark.parametrize("name", ["青石街道办事处", "青岚区平安建设中心"])
def test_who_is_not_bound_is_never_looked_at_again(name: str) -> None:
    assert next_on("2026-01-05T09:00", ABSENT, name=name) is None


def test_what_only_facts_can_turn() -> None:
    assert next_on("2026-01-05T09:00", ABSENT, exempt=(Exemption(2025, "涉密"),)) is None
    answered = Facts(published(date(2026, 3, 1), at("2026-03-02T02:00")), ())
    assert next_on("2026-03-05T09:00", answered) is None
    assert next_on("2026-01-05T09:00", replace(ABSENT, doubts=("标题与正文年度不一致",))) is None


def test_the_end_of_the_unit_is_a_turn() -> None:
    assert next_on("2026-04-02T09:00", CHECKED, valid_to=date(2026, 4, 3)) == date(2026, 4, 4)
    assert next_on("2026-04-02T09:00", ABSENT, valid_to=date(2026, 4, 3)) == date(2026, 4, 4)
    assert next_on("2026-04-04T09:00", ABSENT, valid_to=date(2026, 4, 3)) is None


def test_patience_with_what_waits_to_be_read() -> None:
    gone = replace(published(date(2026, 3, 1), at("2026-03-02T02:00")), gone_since=at("2026-04-10T02:00"))
    facts = Facts(gone, (), ("一份材料待人工确认",))
    assert next_on("2026-04-10T09:00", facts) == date(2026, 4, 11)
    assert next_on("2026-04-11T09:00", facts) == date(2026, 4, 12)
    assert next_on("2026-04-12T09:00", facts) is None
    assert next_on("2026-04-10T09:00", replace(facts, doubts=())) is None


steps = st.sampled_from([(), (0,), (1, 7, 30), (14, 3), (3, 60)])


@st.composite
def situations(draw: st.DrawFn) -> tuple[Obligation, Office, Unit, Facts, datetime]:
    """An obligation, with facts that all lie before the moment of judging."""
    own = draw(st.sampled_from([None, None, OwnDueDate(3, 15), OwnDueDate(2, 28), OwnDueDate(12, 31)]))
    office = Office(
        "o",
        "某司法局",
        remind_days_before=draw(steps),
        escalate_days_after=draw(steps),
        own_due_date=own,
        repeat_every_days=draw(st.sampled_from([None, 1, 9])),
    )
    of = Unit("u", "青石镇", "o", Level.TOWNSHIP, duty=draw(st.sampled_from([None, None, *Duty])))
    owed = obligation(of, office, draw(st.sampled_from([2014, 2017, 2023, 2025])))
    zero = day_begins_at(owed.due_on or date(2026, 3, 31))
    now = zero + timedelta(hours=draw(st.integers(-40 * 24, 60 * 24)))
    ended = draw(st.sampled_from([None, None, *range(-2, 20, 3)]))
    owed = replace(owed, ended_on=local_day(now) + ended * DAY if ended is not None else None)

    def before() -> datetime:
        return now - timedelta(hours=draw(st.integers(0, 100)))

    checks = tuple(ColumnFact(c, before(), "ok", broken=draw(st.booleans())) for c in draw(st.sampled_from(["", "ab"])))
    report = None
    if draw(st.integers(0, 2)) == 0:
        gone_since = draw(st.sampled_from([None, before()]))
        report = PublishedFact(1, "http://a.gov.cn/", local_day(before()), "meta", before(), gone_since=gone_since)
    doubts = draw(st.sampled_from([(), (), ("标题不明",), ("标题与正文年度不一致",)]))
    return owed, office, of, Facts(report, checks, doubts), now


def news(standing: Standing, owed: Obligation, office: Office, of: Unit, now: datetime) -> set[str]:
    """What would be told, by key, of a standing that has not turned."""
    told = wording.alerts_for(standing.status, standing, owed, of, office, now, cycle_year=owed.report_year)
    return {alert.key for alert in told}


@settings(max_examples=40, deadline=None)
@given(situations())
def test_never_later_than_the_day_that_gives_something_new(
    situation: tuple[Obligation, Office, Unit, Facts, datetime],
) -> None:
    owed, office, of, facts, now = situation
    standing, today = judge(owed, facts, now), local_day(now)
    said = next_turn_on(owed, standing, facts, today)
    assert said is None or said > today
    known = news(standing, owed, office, of, now)
    for n in range(1, HORIZON):
        day = today + n * DAY
        for moment in (day_begins_at(day), day_begins_at(day + DAY) - timedelta(seconds=1)):
            then = judge(owed, facts, moment)
            turned = then.status is not standing.status
            if turned or not news(then, owed, office, of, moment) <= known:
                assert said is not None, (day, then.reason)
                assert said <= day, then.reason
                return


@settings(max_examples=50, deadline=None)
@given(situations())
def test_an_unturned_standing_waits_for_nothing_but_facts(
    situation: tuple[Obligation, Office, Unit, Facts, datetime],
) -> None:
    """What is settled or unbound is not judged night by night."""
    owed, _, _, facts, now = situation
    standing = judge(owed, facts, now)
    said = next_turn_on(owed, standing, facts, local_day(now))
    if standing.status is Status.EXEMPT or (facts.published is None and not owed.duty.binding):
        assert said is None
    if facts.published is not None and not facts.doubts:
        assert said is None
