"""Alerts as they are shown: the contract's shape, with what holds them, who took note, and each channel's delivery."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from storage.models import AcknowledgementRow, AlertRow, DeliveryRow, SilenceRow
from storage.shapes import iso
from storage.sql import chunks

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SILENCES = select(SilenceRow).where(SilenceRow.id.in_(_IDS))
_NOTED = select(AcknowledgementRow).where(AcknowledgementRow.alert_id.in_(_IDS)).order_by(AcknowledgementRow.id)
_DELIVERED = select(DeliveryRow).where(DeliveryRow.alert_id.in_(_IDS)).order_by(DeliveryRow.id)


def shapes(session: Session, rows: Sequence[AlertRow]) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    held = {row.silence_id for row in rows if row.silence_id is not None}
    silences = {
        row.id: _silence(row) for some in chunks(sorted(held)) for row in session.scalars(_SILENCES, {"ids": some})
    }
    noted = _acknowledged(session, ids)
    deliveries = _deliveries(session, ids)
    return [_shape(row, silences, noted.get(row.id, {}), deliveries.get(row.id, [])) for row in rows]


def _acknowledged(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The latest of each alert."""
    return {
        row.alert_id: {
            "acknowledged_by": row.made_by,
            "acknowledged_at": row.made_at.isoformat(),
            "acknowledged_note": row.note,
        }
        for some in chunks(ids)
        for row in session.scalars(_NOTED, {"ids": some})
    }


def _deliveries(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for some in chunks(ids):
        for row in session.scalars(_DELIVERED, {"ids": some}):
            found.setdefault(row.alert_id, []).append(_delivery(row))
    return found


def _delivery(row: DeliveryRow) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "state": row.state,
        "attempts": row.attempts,
        "last_error": row.last_error,
        "next_attempt_at": iso(row.next_attempt_at),
        "sent_at": iso(row.sent_at),
    }


def _silence(row: SilenceRow) -> dict[str, Any]:
    until_at = row.ended_at or row.until_at
    return {"id": row.id, "reason": row.reason, "by": row.made_by, "until": until_at.isoformat()}


def _shape(
    row: AlertRow,
    silences: Mapping[int, dict[str, Any]],
    noted: Mapping[str, Any],
    deliveries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "event": row.event,
        "audience": row.audience,
        "office": row.office_id,
        "unit": row.unit_id,
        "report_year": row.report_year,
        "column": row.column_id,
        "title": row.title,
        "body": row.body,
        "created_at": row.created_at.isoformat(),
        "state": row.state,
        "attempts": row.attempts,
        "last_error": row.last_error,
        "sent_at": iso(row.sent_at),
        "held_because": row.held_because,
        "silence": silences.get(row.silence_id) if row.silence_id is not None else None,
        "acknowledged_by": None,
        "acknowledged_at": None,
        "acknowledged_note": None,
        **noted,
        "deliveries": list(deliveries),
    }
