"""Where obligations stand: judged from facts, turned once by compare-and-set, shown on the board."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.alerts import Alert
from core.duties import Standing, Status
from core.units import Duty, Level
from storage import outbox
from storage.doubts import Key
from storage.facts import facts
from storage.models import AlertRow, DeliveryRow, ObligationRow, TransitionRow, UnitRow
from storage.shapes import iso
from storage.sql import chunks, hits, insert_new

__all__ = ["StoredStanding", "board", "current", "drop_unowed", "facts", "turn"]

_LEVELS = {level.value: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class StoredStanding:
    """An obligation's current standing: `status` is what a turn is compared against."""

    status: Status
    standing: Standing
    judged_at: datetime
    turned_at: datetime


def current(
    session: Session, years: Collection[int] | None = None, unit_ids: Collection[str] | None = None
) -> dict[Key, StoredStanding]:
    """Every stored standing (of the report years and of the units, where some are named)."""
    rows = select(ObligationRow)
    if years is not None:
        rows = rows.where(ObligationRow.report_year.in_(years))
    wanted = (
        [rows]
        if unit_ids is None
        else [rows.where(ObligationRow.unit_id.in_(some)) for some in chunks(sorted(unit_ids))]
    )
    return {(row.unit_id, row.report_year): _stored(row) for part in wanted for row in session.scalars(part)}


def _stored(row: ObligationRow) -> StoredStanding:
    standing = Standing(
        unit_id=row.unit_id,
        office_id=row.office_id,
        report_year=row.report_year,
        status=Status(row.status),
        duty=Duty(row.duty),
        rule=row.rule,
        due_on=row.due_on,
        reason=row.reason,
        days_late=row.days_late,
        published_on=row.published_on,
        published_basis=row.published_basis,
        first_seen_at=row.first_seen_at,
        report_id=row.report_id,
        url=row.url,
        flags=tuple(row.flags),
        last_complete_check_at=row.last_complete_check_at,
        columns=tuple(row.columns),
        archive=tuple(row.archive),
    )
    return StoredStanding(standing.status, standing, row.judged_at, row.turned_at)


def turn(
    session: Session,
    *,
    run_id: str,
    standing: Standing,
    before: Status | None,
    now: datetime,
    alerts: Sequence[Alert],
) -> bool:
    """Writes a standing where the stored status still is `before` (None: not judged yet), and what follows from it.

    True when it did. Then, in the same transaction, a status that differs has left a transition, and the alerts are
    queued (each key once, so an unchanged standing may carry reminders). Of rivals with the same `before` one succeeds.
    """
    turned = before is not standing.status
    if not _compare_and_set(session, standing, before, now, turned=turned):
        return False
    if turned:
        session.add(_transition(run_id, standing, before, now))
        session.flush()
        _silence_stale(session, standing)
    outbox.queue(session, alerts, run_id=run_id)
    return True


def _silence_stale(session: Session, standing: Standing) -> None:
    """Reminders and accusations that wait in the outbox while the standing turned away from them are not sent."""
    accusing = (Status.DUE_SOON, Status.OVERDUE, Status.WITHDRAWN, Status.UNVERIFIED)
    stale = {status.value for status in accusing} - {standing.status.value}
    told = AlertRow.unit_id == standing.unit_id, AlertRow.report_year == standing.report_year
    begun = select(DeliveryRow.alert_id).where(DeliveryRow.state.in_(["sent", "claimed"]))
    waiting = update(AlertRow).where(*told, AlertRow.state == "queued", AlertRow.event.in_(stale))
    silenced = waiting.where(AlertRow.id.not_in(begun)).values(state="silenced")
    session.execute(silenced, execution_options={"synchronize_session": False})


def drop_unowed(session: Session, unit_ids: Collection[str], owed: Collection[Key]) -> None:
    """Standings of the units for report years that they no longer owe leave the board; their history stays."""
    for key in set(current(session, unit_ids=unit_ids)) - set(owed):
        mine = ObligationRow.unit_id == key[0], ObligationRow.report_year == key[1]
        session.execute(delete(ObligationRow).where(*mine), execution_options={"synchronize_session": False})


def _compare_and_set(
    session: Session, standing: Standing, before: Status | None, now: datetime, *, turned: bool
) -> bool:
    values = _fields(standing) | {"judged_at": now} | ({"turned_at": now} if turned else {})
    if before is None:
        key = {"unit_id": standing.unit_id, "report_year": standing.report_year}
        return insert_new(session, ObligationRow, ["unit_id", "report_year"], [key | values]) == 1
    mine = ObligationRow.unit_id == standing.unit_id, ObligationRow.report_year == standing.report_year
    unturned = update(ObligationRow).where(*mine, ObligationRow.status == before.value)
    return hits(session, unturned.values(values).execution_options(synchronize_session=False)) == 1


def _fields(standing: Standing) -> dict[str, Any]:
    return {
        "office_id": standing.office_id,
        "status": standing.status.value,
        "duty": standing.duty.value,
        "rule": standing.rule,
        "due_on": standing.due_on,
        "reason": standing.reason,
        "days_late": standing.days_late,
        "published_on": standing.published_on,
        "published_basis": standing.published_basis,
        "first_seen_at": standing.first_seen_at,
        "report_id": standing.report_id,
        "url": standing.url,
        "flags": list(standing.flags),
        "last_complete_check_at": standing.last_complete_check_at,
        "columns": list(standing.columns),
        "archive": list(standing.archive),
    }


def _transition(run_id: str, standing: Standing, before: Status | None, now: datetime) -> TransitionRow:
    return TransitionRow(
        unit_id=standing.unit_id,
        report_year=standing.report_year,
        before=before.value if before else None,
        after=standing.status.value,
        at=now,
        run_id=run_id,
        reason=standing.reason,
        archive=list(standing.archive),
    )


def board(session: Session, *, year: int | None = None, office: str | None = None) -> list[dict[str, Any]]:
    """The obligations of all registered units in the contract's shape, by office, level, name and year."""
    rows = select(ObligationRow, UnitRow).join(UnitRow, UnitRow.id == ObligationRow.unit_id)
    rows = rows.where(UnitRow.retired_at.is_(None))
    if year is not None:
        rows = rows.where(ObligationRow.report_year == year)
    if office is not None:
        rows = rows.where(ObligationRow.office_id == office)
    shown = sorted(session.execute(rows).tuples(), key=lambda pair: _rank(*pair))
    return [_shape(obligation, unit) for obligation, unit in shown]


def _rank(row: ObligationRow, unit: UnitRow) -> tuple[str, int, str, str, int]:
    return row.office_id, _LEVELS[unit.level], unit.name, unit.id, row.report_year


def _shape(row: ObligationRow, unit: UnitRow) -> dict[str, Any]:
    return {
        "unit": row.unit_id,
        "unit_name": unit.name,
        "office": row.office_id,
        "level": unit.level,
        "report_year": row.report_year,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "rule": row.rule,
        "status": row.status,
        "reason": row.reason,
        "days_late": row.days_late,
        "published_on": row.published_on.isoformat() if row.published_on else None,
        "first_seen_at": iso(row.first_seen_at),
        "report_id": row.report_id,
        "url": row.url,
        "duty": row.duty,
        "published_basis": row.published_basis,
        "flags": row.flags,
        "evidence": {
            "last_complete_check_at": iso(row.last_complete_check_at),
            "columns": row.columns,
            "archive": row.archive,
        },
    }
