"""Time in the product: instants are stored in UTC, days are counted in Asia/Shanghai."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_day(instant: datetime) -> date:
    """The calendar day in Shanghai on which `instant` (with zone) falls."""
    return instant.astimezone(SHANGHAI).date()


def day_begins_at(day: date) -> datetime:
    """The instant (UTC) at which `day` begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short_day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def instant_words(instant: datetime) -> str:
    """An instant as the clock in Beijing showed it, to the minute."""
    local = instant.astimezone(SHANGHAI)
    return f"{day_words(local.date())}{local:%H:%M}"
