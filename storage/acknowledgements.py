"""Acknowledgements 签收: who took note of what, which stops its reminders until the standing turns."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from core.alerts import Event
from storage.doubts import Key
from storage.models import AcknowledgementRow, AlertRow, ObligationRow
from storage.sql import chunks


def acknowledge(session: Session, alert_ids: Sequence[int], *, by: str, note: str, now: datetime) -> list[int]:
    """Notes that a person took note of the alerts; returns the numbers that no alert has (then nothing is noted)."""
    rows = {row.id: row for some in chunks(alert_ids) for row in session.scalars(_alerts(some))}
    if unknown := sorted(set(alert_ids) - set(rows)):
        return unknown
    session.add_all(
        AcknowledgementRow(
            alert_id=row.id,
            unit_id=row.unit_id,
            report_year=row.report_year,
            event=row.event,
            made_by=by,
            note=note,
            made_at=now,
        )
        for row in rows.values()
    )
    session.flush()
    return []


def in_force(session: Session, keys: Collection[Key]) -> dict[Key, dict[Event, str]]:
    """What is acknowledged of the units and report years, and by whom; over once the standing has turned since."""
    wanted = set(keys)
    found: dict[Key, dict[Event, str]] = {}
    for some in chunks(sorted({unit_id for unit_id, _ in wanted})):
        for row in session.scalars(_holding().where(AcknowledgementRow.unit_id.in_(some))):
            if row.unit_id is not None and row.report_year is not None and (row.unit_id, row.report_year) in wanted:
                found.setdefault((row.unit_id, row.report_year), {})[Event(row.event)] = row.made_by
    return found


def _alerts(ids: Sequence[int]) -> Select[tuple[AlertRow]]:
    return select(AlertRow).where(AlertRow.id.in_(ids))


def _holding() -> Select[tuple[AcknowledgementRow]]:
    owed = and_(
        ObligationRow.unit_id == AcknowledgementRow.unit_id,
        ObligationRow.report_year == AcknowledgementRow.report_year,
    )
    unturned = or_(ObligationRow.turned_at.is_(None), ObligationRow.turned_at <= AcknowledgementRow.made_at)
    return select(AcknowledgementRow).outerjoin(ObligationRow, owed).where(unturned).order_by(AcknowledgementRow.id)
