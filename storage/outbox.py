"""The outbox: every alert once, and its delivery over each channel claimed by one sender at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.alerts import Alert, Audience, Event
from storage.deliveries import Settled, claim, failed, free, sent, settle
from storage.models import AlertRow
from storage.shapes import iso
from storage.sql import insert_new

__all__ = [
    "PendingAlert",
    "Settled",
    "claim",
    "count",
    "failed",
    "free",
    "list_alerts",
    "pending",
    "queue",
    "sent",
    "settle",
    "told",
]


@dataclass(frozen=True, slots=True)
class PendingAlert:
    """A queued alert, as a message needs it."""

    id: int
    key: str
    event: Event
    audience: Audience
    office_id: str
    unit_id: str | None
    report_year: int | None
    title: str
    body: str
    created_at: datetime


def queue(session: Session, alerts: Sequence[Alert], *, run_id: str | None) -> int:
    """Writes alerts that are not there yet, by key; how many were new."""
    return sum(insert_new(session, AlertRow, ["key"], [_row(alert, run_id)]) for alert in alerts)


def _row(alert: Alert, run_id: str | None) -> dict[str, Any]:
    return {
        "key": alert.key,
        "event": alert.event.value,
        "audience": alert.audience.value,
        "office_id": alert.office_id,
        "unit_id": alert.unit_id,
        "report_year": alert.report_year,
        "title": alert.title,
        "body": alert.body,
        "created_at": alert.created_at,
        "state": "queued",
        "attempts": 0,
        "run_id": run_id,
    }


def pending(
    session: Session,
    *,
    now: datetime | None = None,
    audience: str | None = None,
    office: str | None = None,
    force: bool = False,
) -> list[PendingAlert]:
    """Queued alerts, oldest first; with `force` also those refused for good.

    Which of them may be sent over a channel at `now` is for `claim` to say, channel by channel.
    """
    rows = select(AlertRow).where(AlertRow.state.in_(["queued", "failed"] if force else ["queued"]))
    if audience is not None:
        rows = rows.where(AlertRow.audience == audience)
    if office is not None:
        rows = rows.where(AlertRow.office_id == office)
    return [_pending(row) for row in session.scalars(rows.order_by(AlertRow.id))]


def _pending(row: AlertRow) -> PendingAlert:
    return PendingAlert(
        id=row.id,
        key=row.key,
        event=Event(row.event),
        audience=Audience(row.audience),
        office_id=row.office_id,
        unit_id=row.unit_id,
        report_year=row.report_year,
        title=row.title,
        body=row.body,
        created_at=row.created_at,
    )


def count(session: Session) -> int:
    """How many alerts were ever written."""
    return session.scalars(select(func.count()).select_from(AlertRow)).one()


def told(session: Session, event: str) -> frozenset[tuple[str, int]]:
    """The units and report years of which an alert of this event was ever written."""
    rows = select(AlertRow.unit_id, AlertRow.report_year).where(AlertRow.event == event).distinct()
    return frozenset(
        (unit_id, year) for unit_id, year in session.execute(rows).tuples() if unit_id and year is not None
    )


def list_alerts(
    session: Session,
    *,
    state: str | None = None,
    office: str | None = None,
    event: str | None = None,
    audience: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Alerts in the contract's shape, in the order they were written; `limit` keeps the newest."""
    rows = select(AlertRow).order_by(AlertRow.id.desc()).limit(limit)
    filters = {AlertRow.state: state, AlertRow.office_id: office, AlertRow.event: event, AlertRow.audience: audience}
    for column, wanted in filters.items():
        if wanted is not None:
            rows = rows.where(column == wanted)
    return [_shape(row) for row in reversed(session.scalars(rows).all())]


def _shape(row: AlertRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "event": row.event,
        "audience": row.audience,
        "office": row.office_id,
        "unit": row.unit_id,
        "report_year": row.report_year,
        "title": row.title,
        "body": row.body,
        "created_at": row.created_at.isoformat(),
        "state": row.state,
        "attempts": row.attempts,
        "last_error": row.last_error,
        "sent_at": iso(row.sent_at),
    }
