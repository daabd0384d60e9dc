"""The register in the database: follows the registry files; what they no longer name is retired, never deleted."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.units import Registry, Unit
from storage.models import ColumnRow, ListPageRow, OfficeRow, UnitColumnRow, UnitRow, WalkRow

# What a column's checks taught is true of the list at its address alone.
_UNLEARNED: dict[str, Any] = {
    "platform_found": None,
    "needs_browser": False,
    "last_checked_at": None,
    "last_outcome": None,
    "last_reason": None,
    "last_complete_at": None,
    "broken_since": None,
    "walked_at": None,
    "recent_counts": None,
}


def sync(session: Session, registry: Registry, now: datetime) -> None:
    """Makes offices, units, columns and their links as the whole `registry` says; a second call changes nothing."""
    _follow(session, OfficeRow, {o.id: {"name": o.name} for o in registry.offices.values()}, now)
    _forget_moved(session, registry, now)
    _follow(session, ColumnRow, {c.id: asdict(c) for c in registry.columns.values()}, now)
    _follow(session, UnitRow, {u.id: _unit(u) for u in registry.units.values()}, now)
    _follow_links(session, registry, now)


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "office_id": unit.office_id,
        "level": unit.level.value,
        "aliases": list(unit.aliases),
        "division_code": unit.division_code,
        "duty": unit.duty.value if unit.duty else None,
        "since_year": unit.since_year,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": unit.successor,
        "exempt": [asdict(exemption) for exemption in unit.exempt],
        "confirmed": unit.confirmed,
    }


def _follow(
    session: Session,
    model: type[Any],
    wanted: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    rows: dict[str, Any] = {row.id: row for row in session.scalars(select(model))}
    for id_, fields in wanted.items():
        if id_ not in rows:
            rows[id_] = model(id=id_, registered_at=now)
            session.add(rows[id_])
        for name, value in fields.items():
            setattr(rows[id_], name, value)
        rows[id_].retired_at = None
    for id_ in rows.keys() - wanted.keys():
        rows[id_].retired_at = rows[id_].retired_at or now
    session.flush()


def _forget_moved(session: Session, registry: Registry, now: datetime) -> None:
    """A column with another address, or one whose site was rebuilt since, is a new list to us."""
    for row in session.scalars(select(ColumnRow)):
        column = registry.columns.get(row.id)
        if column and (column.url, column.since) != (row.url, row.since):
            session.execute(delete(ListPageRow).where(ListPageRow.column_id == row.id))
            session.execute(delete(WalkRow).where(WalkRow.column_id == row.id))
            row.moved_at = now
            for name, value in _UNLEARNED.items():
                setattr(row, name, value)


def _follow_links(session: Session, registry: Registry, now: datetime) -> None:
    rows = {(row.unit_id, row.column_id): row for row in session.scalars(select(UnitColumnRow))}
    wanted = {
        (unit.id, column_id): position
        for unit in registry.units.values()
        for position, column_id in enumerate(unit.column_ids)
    }
    for (unit_id, column_id), position in wanted.items():
        row = rows.get((unit_id, column_id))
        if row is None:
            session.add(UnitColumnRow(unit_id=unit_id, column_id=column_id, position=position))
        else:
            row.position, row.retired_at = position, None
    for key in rows.keys() - wanted.keys():
        rows[key].retired_at = rows[key].retired_at or now
    session.flush()


def offices(session: Session) -> frozenset[str]:
    """The ids of all offices that were ever registered."""
    return frozenset(session.scalars(select(OfficeRow.id)))
