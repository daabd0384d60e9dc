"""Chinese working days 工作日, make-up days 调休 included, and hours in which an office wants to be left alone. Pure.

The State Council announces a year's holidays in the autumn before it. Of a year that the calendar does not know yet,
Saturdays and Sundays are taken to be free, and whoever relies on that is told so.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from core.times import SHANGHAI

Hours = tuple[time, time]

_DAY = timedelta(days=1)
_LONGEST = 30  # days without a working day are fewer in every year


@cache
def is_known(year: int) -> bool:
    """Whether the holidays of the year are announced, as far as the calendar knows."""
    return any(day.year == year for day in chinese_calendar.holidays)


def is_workday(day: date) -> bool:
    return chinese_calendar.is_workday(day) if is_known(day.year) else day.weekday() < 5


def fallback_note(day: date) -> str | None:
    """What has to be said where the day's year is not known yet."""
    if is_known(day.year):
        return None
    return f"{day.year}年放假安排尚未收录，暂按周六、周日休息计算"


def next_workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    return next(later for days in range(_LONGEST) if is_workday(later := day + days * _DAY))


def in_hours(hours: Hours, now: datetime) -> bool:
    """Whether it is now, in Shanghai, between the two times; they may span midnight. The second is outside."""
    begins, ends = hours
    at = now.astimezone(SHANGHAI).time()
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def hours_end(hours: Hours, now: datetime) -> datetime:
    """When the hours that `now` lies in are over."""
    local = now.astimezone(SHANGHAI)
    end = datetime.combine(local.date(), hours[1], SHANGHAI)
    return end if end > local else end + _DAY
