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
