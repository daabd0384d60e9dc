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
    RUN_FAILED = "run_failed"
    RUN_MISSING = "run_missing"
    STORM = "storm"
    CHANNEL_DISABLED = "channel_disabled"


class Audience(StrEnum):
    OFFICE = "office"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell once 提醒. `key` is stable: an event makes one row, a repeat carries the same key."""

    key: str
    event: Event
    audience: Audience
    office_id: str | None  # None: of the watching itself, for no one office
    title: str
    body: str
    created_at: datetime
    unit_id: str | None = None
    report_year: int | None = None
    column_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a unit and report year before 已发提醒.

    `acknowledged`: of those events, what a person took note of; no reminder of it goes out until the standing turns.
    """

    events: frozenset[Event] = frozenset()
    acknowledged: frozenset[Event] = frozenset()


@dataclass(frozen=True, slots=True)
class Message:
    """What goes over one channel at once 消息: one or more alerts of one audience; `body` ends with `#key` lines."""

    title: str
    body: str
    alert_ids: tuple[int, ...]
