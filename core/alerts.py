"""What is told, to whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What an alert tells 提醒事项."""

    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    BACKDATED = "backdated"
    INCOMPLETE = "incomplete"
    COPIED = "copied"
    COLUMN_BROKEN = "column_broken"
    UNVERIFIED = "unverified"


class Audience(StrEnum):
    OFFICE = "office"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell once 提醒. `key` is stable: an event makes one row, a repeat carries the same key."""

    key: str
    event: Event
    audience: Audience
    office_id: str
    title: str
    body: str
    created_at: datetime
    unit_id: str | None = None
    report_year: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What goes over one channel at once 消息: one or more alerts of one audience; `body` ends with `#key` lines."""

    title: str
    body: str
    alert_ids: tuple[int, ...]
