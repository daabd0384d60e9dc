"""Silences 静默: a time in which some alerts are written but not sent; what is still true when it ends is sent then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from core.alerts import Event
from core.duties import Status
from storage.models import AlertRow, ColumnRow, DeliveryRow, ObligationRow, SilenceRow, UnitColumnRow, UnitRow
from storage.shapes import iso
from storage.sql import chunks, hits

HAND, STORM = "hand", "storm"
NO_LONGER_TRUE = "静默结束时已不再成立，不再发送"
SAID_LATER = "静默结束时只发送同一事项最新的一条"
# No silence covers these: an operator has to hear of them.
OF_OUR_WORK = (Event.RUN_FAILED, Event.RUN_MISSING, Event.STORM, Event.CHANNEL_DISABLED)
_UNSYNCED = {"synchronize_session": False}
_ANSWERED = (Status.PUBLISHED.value, Status.PUBLISHED_LATE.value)
_OF_A_REPORT = (Event.REVISED.value, Event.BACKDATED.value, Event.INCOMPLETE.value, Event.COPIED.value)


@dataclass(frozen=True, slots=True)
class Silence:
    """Until when, why and by whom. What is not named does not matter; none named: all that concerns units or columns.

    `division` is the beginning of a division code: all units there, and their columns. `kind`: HAND, or STORM for one
    that a run made by itself.
    """

    reason: str
    by: str
    until_at: datetime
    office_id: str | None = None
    unit_id: str | None = None
    event: Event | None = None
    column_id: str | None = None
    division: str | None = None
    kind: str = HAND


def begin(session: Session, silence: Silence, now: datetime) -> int:
    """Writes a silence, which holds back what waits and what comes; returns its number."""
    row = SilenceRow(
        kind=silence.kind,
        office_id=silence.office_id,
        unit_id=silence.unit_id,
        event=silence.event.value if silence.event else None,
        column_id=silence.column_id,
        division=silence.division,
        reason=silence.reason,
        made_by=silence.by,
        began_at=now,
        until_at=silence.until_at,
    )
    session.add(row)
    session.flush()
    _hold(session, row)
    return row.id


def end(session: Session, silence_id: int, *, by: str, reason: str, now: datetime) -> bool:
    """Ends a silence before its time; False where there is none such in force."""
    running = SilenceRow.id == silence_id, SilenceRow.ended_at.is_(None), SilenceRow.until_at > now
    ended = update(SilenceRow).where(*running).values(ended_at=now, ended_by=by, ended_because=reason)
    return hits(session, ended.execution_options(**_UNSYNCED)) == 1


def in_force(session: Session, now: datetime, *, kind: str | None = None) -> list[dict[str, Any]]:
    return [_shape(row, now) for row in _running(session, now) if kind in (None, row.kind)]


def list_silences(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Every silence there was, in the order they were made."""
    return [_shape(row, now) for row in session.scalars(select(SilenceRow).order_by(SilenceRow.id))]


def hold_new(session: Session, keys: Sequence[str], now: datetime) -> None:
    """Of the alerts just written (by key), those that fall under a silence in force wait for its end."""
    for row in _running(session, now):
        for some in chunks(keys):
            _hold(session, row, AlertRow.key.in_(some))


def release(session: Session, now: datetime) -> int:
    """Puts back into the outbox, once, what was held by a silence that is over and is still true; how many."""
    over = or_(SilenceRow.ended_at.is_not(None), SilenceRow.until_at <= now)
    rows = select(SilenceRow).where(SilenceRow.released_at.is_(None), over).order_by(SilenceRow.id)
    return sum(_release(session, row, now) for row in session.scalars(rows).all())


def _running(session: Session, now: datetime) -> Sequence[SilenceRow]:
    not_ended = or_(SilenceRow.ended_at.is_(None), SilenceRow.ended_at > now)
    rows = select(SilenceRow).where(SilenceRow.released_at.is_(None), SilenceRow.began_at <= now, not_ended)
    return session.scalars(rows.where(SilenceRow.until_at > now).order_by(SilenceRow.id)).all()


def _hold(session: Session, silence: SilenceRow, *only: ColumnElement[bool]) -> None:
    """What a sender took up already is not called back."""
    begun = exists().where(DeliveryRow.alert_id == AlertRow.id, DeliveryRow.state.in_(["sent", "claimed"]))
    waiting = AlertRow.state.in_(["queued", "failed"]), ~begun
    held = update(AlertRow).where(*waiting, *only, *_under(silence))
    session.execute(held.values(state="silenced", silence_id=silence.id), execution_options=_UNSYNCED)


def _under(silence: SilenceRow) -> list[ColumnElement[bool]]:
    named = {
        AlertRow.office_id: silence.office_id,
        AlertRow.unit_id: silence.unit_id,
        AlertRow.event: silence.event,
        AlertRow.column_id: silence.column_id,
    }
    conditions = [column == wanted for column, wanted in named.items() if wanted is not None]
    if silence.division is not None:
        conditions.append(_in_division(silence.division))
    return [AlertRow.event.not_in(OF_OUR_WORK), *conditions]


def _in_division(prefix: str) -> ColumnElement[bool]:
    units = select(UnitRow.id).where(UnitRow.division_code.startswith(prefix, autoescape=True))
    columns = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id.in_(units))
    return or_(AlertRow.unit_id.in_(units), AlertRow.column_id.in_(columns))


def _release(session: Session, silence: SilenceRow, now: datetime) -> int:
    mine = SilenceRow.id == silence.id, SilenceRow.released_at.is_(None)
    if hits(session, update(SilenceRow).where(*mine).values(released_at=now).execution_options(**_UNSYNCED)) != 1:
        return 0
    for other in _running(session, now):
        under = AlertRow.silence_id == silence.id, AlertRow.state == "silenced", *_under(other)
        session.execute(update(AlertRow).where(*under).values(silence_id=other.id), execution_options=_UNSYNCED)
    held = AlertRow.silence_id == silence.id, AlertRow.state == "silenced"
    true = session.scalars(select(AlertRow).where(*held, _still_true()).order_by(AlertRow.id)).all()
    newest = {_matter(row): row.id for row in true}
    _explain(session, held, NO_LONGER_TRUE)
    _explain(session, (*held, AlertRow.id.in_([row.id for row in true])), SAID_LATER)
    return _requeue(session, sorted(newest.values()))


def _matter(row: AlertRow) -> tuple[object, ...]:
    """What a reminder reminds of: of several the newest says it all."""
    alone = row.key if row.event in _OF_A_REPORT else None
    return row.event, row.office_id, row.unit_id, row.report_year, row.column_id, alone


def _explain(session: Session, which: Collection[ColumnElement[bool]], words: str) -> None:
    session.execute(update(AlertRow).where(*which).values(held_because=words), execution_options=_UNSYNCED)


def _requeue(session: Session, alert_ids: Sequence[int]) -> int:
    back = update(AlertRow).values(state="queued", held_because=None).execution_options(**_UNSYNCED)
    return sum(hits(session, back.where(AlertRow.id.in_(some))) for some in chunks(alert_ids))


def _still_true() -> ColumnElement[bool]:
    owed = ObligationRow.unit_id == AlertRow.unit_id, ObligationRow.report_year == AlertRow.report_year
    stands = exists().where(*owed, ObligationRow.status == AlertRow.event)
    there = and_(AlertRow.event.in_(_OF_A_REPORT), exists().where(*owed, ObligationRow.status.in_(_ANSWERED)))
    some = ObligationRow.office_id == AlertRow.office_id, ObligationRow.report_year == AlertRow.report_year
    unverified = exists().where(*some, ObligationRow.status == Status.UNVERIFIED.value)
    many = and_(AlertRow.event == Event.UNVERIFIED.value, AlertRow.unit_id.is_(None), unverified)
    named = or_(AlertRow.column_id.is_(None), ColumnRow.id == AlertRow.column_id)
    broken = exists().where(named, ColumnRow.broken_since.is_not(None))
    return or_(stands, there, many, and_(AlertRow.event == Event.COLUMN_BROKEN.value, broken))


def _shape(row: SilenceRow, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "office": row.office_id,
        "unit": row.unit_id,
        "event": row.event,
        "column": row.column_id,
        "division": row.division,
        "reason": row.reason,
        "by": row.made_by,
        "began_at": row.began_at.isoformat(),
        "until": row.until_at.isoformat(),
        "ended_at": iso(row.ended_at),
        "ended_by": row.ended_by,
        "ended_because": row.ended_because,
        "in_force": row.ended_at is None and row.began_at <= now < row.until_at,
    }
