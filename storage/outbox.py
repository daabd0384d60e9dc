"""The outbox: every alert once, and its delivery over each channel claimed by one sender at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session

from core.alerts import Alert, Audience, Event, Told
from core.duties import Status
from storage import acknowledgements, alert_shapes, silences
from storage.deliveries import Reach, Settled, accused_over, claim, failed, free, release_claims, sent, settle
from storage.doubts import Key
from storage.models import AlertRow, DeliveryRow, ObligationRow, SilenceRow
from storage.sql import chunks, hits, insert_new, table_of

__all__ = [
    "PendingAlert",
    "Reach",
    "Settled",
    "accused_over",
    "claim",
    "count",
    "failed",
    "free",
    "list_alerts",
    "pending",
    "queue",
    "release_claims",
    "sent",
    "settle",
    "told_of",
]


_OF_A_TURN = frozenset(event.value for event in (Event.DUE_SOON, Event.OVERDUE, Event.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class PendingAlert:
    """A queued alert, as a message needs it, and what it rests on now.

    `standing` is the status of its unit and year (None: not judged), `since_at` when that began: of a standing that
    turned away since, when the alert was made. `acknowledged_by`: who took note of this event since.
    """

    id: int
    key: str
    event: Event
    audience: Audience
    office_id: str | None
    unit_id: str | None
    report_year: int | None
    title: str
    body: str
    created_at: datetime
    since_at: datetime
    standing: Status | None = None
    acknowledged_by: str | None = None
    due_on: date | None = None


def queue(session: Session, alerts: Sequence[Alert], *, run_id: str | None) -> int:
    """Writes alerts that are not there yet, by key; how many were new. Those under a silence wait for its end. One that
    was called back before anybody got it, and is true again, waits to be sent like a new one.
    """
    if not alerts:
        return 0
    rows = [_row(alert, run_id) for alert in alerts]
    new = insert_new(session, AlertRow, ["key"], rows)
    again = _put_back(session, [row for row in rows if row["event"] in _OF_A_TURN]) if new < len(rows) else 0
    if new or again:
        silences.hold_new(session, [alert.key for alert in alerts], max(alert.created_at for alert in alerts))
    return new


def _put_back(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Those of the alerts that nobody was sent, and that no silence in force holds: their standing turned back."""
    if not rows:
        return 0
    alerts = table_of(AlertRow)
    held = select(SilenceRow.id).where(SilenceRow.released_at.is_(None))
    free = or_(alerts.c.silence_id.is_(None), alerts.c.silence_id.not_in(held))
    reached = exists().where(DeliveryRow.alert_id == alerts.c.id, DeliveryRow.state != "failed")
    called_back = alerts.c.key == bindparam("of_key"), alerts.c.state == "silenced", free, ~reached
    said: dict[str, Any] = {name: bindparam(name) for name in ("title", "body", "run_id")}
    created_at = bindparam("created_at", type_=alerts.c.created_at.type)
    back = (
        update(alerts)
        .where(*called_back)
        .values(state="queued", silence_id=None, held_because=None, created_at=created_at, **said)
    )
    return hits(
        session, back, [{name: row[name] for name in (*said, "created_at")} | {"of_key": row["key"]} for row in rows]
    )


def _row(alert: Alert, run_id: str | None) -> dict[str, Any]:
    return {
        "key": alert.key,
        "event": alert.event.value,
        "audience": alert.audience.value,
        "office_id": alert.office_id,
        "unit_id": alert.unit_id,
        "report_year": alert.report_year,
        "column_id": alert.column_id,
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
    audience: str | None = None,
    office: str | None = None,
    force: bool = False,
) -> list[PendingAlert]:
    """Queued alerts, oldest first; with `force` also those refused for good.

    Which of them may be sent over a channel at `now` is for `claim` to say, channel by channel.
    """
    owed = and_(ObligationRow.unit_id == AlertRow.unit_id, ObligationRow.report_year == AlertRow.report_year)
    rows = select(AlertRow, ObligationRow.status, ObligationRow.turned_at, ObligationRow.due_on)
    rows = rows.outerjoin(ObligationRow, owed)
    rows = rows.where(AlertRow.state.in_(["queued", "failed"] if force else ["queued"]))
    if audience is not None:
        rows = rows.where(AlertRow.audience == audience)
    if office is not None:
        rows = rows.where(AlertRow.office_id == office)
    found = session.execute(rows.order_by(AlertRow.id)).tuples().all()
    noted = acknowledgements.in_force(session, [key for row, *_ in found if (key := _key(row))])
    return [_pending(*one, noted.get(_key(one[0]) or ("", 0), {})) for one in found]


def _key(row: AlertRow) -> Key | None:
    return (row.unit_id, row.report_year) if row.unit_id is not None and row.report_year is not None else None


def _pending(
    row: AlertRow, status: str | None, turned_at: datetime | None, due_on: date | None, noted: Mapping[Event, str]
) -> PendingAlert:
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
        since_at=turned_at if turned_at and status == row.event else row.created_at,
        standing=Status(status) if status else None,
        acknowledged_by=noted.get(Event(row.event)),
        due_on=due_on,
    )


def told_of(session: Session, keys: Collection[Key]) -> dict[Key, Told]:
    """What was told of each of the units and report years before; what a silence swallowed, or was called back before
    anybody got it, was not. What waits counts: it stands in the list of alerts, and may go out at any moment.
    """
    wanted = set(keys)
    events: dict[Key, set[Event]] = {key: set() for key in wanted}
    sent = exists().where(DeliveryRow.alert_id == AlertRow.id, DeliveryRow.state == "sent")
    rows = select(AlertRow.unit_id, AlertRow.report_year, AlertRow.event)
    rows = rows.where(or_(AlertRow.state != "silenced", sent)).distinct()
    for some in chunks(sorted({unit_id for unit_id, _ in wanted})):
        for unit_id, year, event in session.execute(rows.where(AlertRow.unit_id.in_(some))).tuples():
            if unit_id is not None and year is not None and (unit_id, year) in wanted:
                events[unit_id, year].add(Event(event))
    noted = acknowledgements.in_force(session, wanted)
    return {key: Told(frozenset(events[key]), frozenset(noted.get(key, {}))) for key in wanted}


def count(session: Session) -> int:
    """How many alerts were ever written."""
    return session.scalars(select(func.count()).select_from(AlertRow)).one()


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
    return alert_shapes.shapes(session, list(reversed(session.scalars(rows).all())))
