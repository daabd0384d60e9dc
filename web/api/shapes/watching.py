"""What the watching does and tells: alerts, runs."""

from typing import Any, Literal

from pydantic import Field

from core.alerts import Audience, Event
from web.api.shapes.base import Instant, Shape


class Silence(Shape):
    id: int
    reason: str
    by: str
    until: Instant


class Delivery(Shape):
    """送达情况 / over one channel, which is named by a fingerprint, never by its address."""

    channel: str
    state: str
    attempts: int
    last_error: str | None
    next_attempt_at: Instant | None
    sent_at: Instant | None


class Alert(Shape):
    """提醒 / an alert, with what holds it, who took note, and each channel's delivery."""

    id: int
    key: str = Field(description="同一件事的标识 / the same whenever the same thing is told again")
    event: Event
    audience: Audience
    office: str | None
    unit: str | None
    report_year: int | None
    column: str | None
    title: str
    body: str
    created_at: Instant
    state: Literal["queued", "sent", "failed", "silenced"]
    attempts: int
    last_error: str | None
    sent_at: Instant | None
    held_because: str | None
    silence: Silence | None
    acknowledged_by: str | None
    acknowledged_at: Instant | None
    acknowledged_note: str | None
    deliveries: list[Delivery]


class CountedColumns(Shape):
    checked: int
    complete: int
    failed: int


class CountedPosts(Shape):
    seen: int
    new: int


class CountedReports(Shape):
    new: int
    revised: int
    withdrawn: int


class CountedAlerts(Shape):
    queued: int
    sent: int
    failed: int


class Failure(Shape):
    column: str
    outcome: str
    reason: str


class Summary(Shape):
    """任务小结 / a run's summary. Runs that do less say less."""

    run_id: str | None = None
    started_at: Instant | None = None
    finished_at: Instant | None = None
    columns: CountedColumns | None = None
    outcomes: dict[str, int] | None = None
    requests: int | None = None
    posts: CountedPosts | None = None
    reports: CountedReports | None = None
    alerts: CountedAlerts | None = None
    failures: list[Failure] | None = None


class Run(Shape):
    """任务 / a run; `outcomes`: how many columns ended how."""

    run_id: str
    kind: str
    state: Literal["running", "finished", "failed", "abandoned"]
    started_at: Instant
    finished_at: Instant | None
    outcomes: dict[str, int]


class RunWhole(Run):
    """任务全文 / a run with how far it is, and with its summary once it has ended."""

    progress: dict[str, Any] | None
    summary: Summary | None
