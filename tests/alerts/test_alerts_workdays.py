"""Working days as the State Council set them, and what is taken to be one where it has not yet."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.workdays import fallback_note, hours_end, in_hours, is_known, is_workday, next_workday
from core.times import SHANGHAI
from tests.alerts.cases import at

TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
INSTANTS = st.integers(0, 6 * 365 * 1440).map(lambda minutes: at("2024-01-01") + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-01-01", False),  # New Year's Day, a Thursday
        ("2026-01-04", True),  # a Sunday worked for it
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-02-17", False),
        ("2026-04-06", False),  # a Monday, free for 清明
        ("2026-10-07", False),
        ("2026-10-10", True),  # a Saturday worked for the National Day
        ("2026-11-21", False),
        ("2026-11-23", True),
        ("2024-02-09", True),  # the eve of the Spring Festival was no holiday in 2024
    ],
)
def test_announced_days(day: str, working: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is working
    assert fallback_note(date.fromisoformat(day)) is None


def test_a_year_that_is_not_announced_has_weekends_and_says_so() -> None:
    year = next(year for year in range(2027, 2060) if not is_known(year))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert all(is_workday(day) == (day.weekday() < 5) for day in days)
    assert fallback_note(days[0]) == f"{year}年放假安排尚未收录，暂按周六、周日休息计算"


@given(st.dates(date(2004, 1, 1), date(2060, 1, 1)))
def test_the_next_working_day_is_one_and_near(day: date) -> None:
    found = next_workday(day)
    assert is_workday(found)
    assert timedelta() <= found - day <= timedelta(days=12)
    assert not any(is_workday(day + timedelta(days=n)) for n in range((found - day).days))


@pytest.mark.parametrize(
    ("hours", "moment", "inside"),
    [
        ("20:00-08:00", "2026-03-02T19:59", False),
        ("20:00-08:00", "2026-03-02T20:00", True),
        ("20:00-08:00", "2026-03-03T00:00", True),
        ("20:00-08:00", "2026-03-03T07:59", True),
        ("20:00-08:00", "2026-03-03T08:00", False),
        ("12:00-14:00", "2026-03-03T11:59", False),
        ("12:00-14:00", "2026-03-03T13:59", True),
        ("12:00-14:00", "2026-03-03T14:00", False),
        ("20:00-00:00", "2026-03-03T23:59", True),
        ("20:00-00:00", "2026-03-03T00:00", False),
    ],
)
def test_hours_may_span_midnight(hours: str, moment: str, inside: bool) -> None:
    begins, ends = (time.fromisoformat(one) for one in hours.split("-"))
    assert in_hours((begins, ends), at(moment)) is inside


@given(TIMES, TIMES, INSTANTS)
def test_hours_end_when_they_say(begins: time, ends: time, now: datetime) -> None:
    if begins != ends and in_hours((begins, ends), now):
        over = hours_end((begins, ends), now)
        assert now < over <= now + timedelta(days=1)
        assert over.astimezone(SHANGHAI).time() == ends
        assert not in_hours((begins, ends), over)
        assert in_hours((begins, ends), over - timedelta(minutes=1)) or over - timedelta(minutes=1) < now
