"""The register in the database: follows the registry files; what they no longer name is retired, never deleted."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.units import Column, Registry, Unit
from storage import board_edition, search_entries
from storage.models import ColumnRow, ListPageRow, OfficeRow, UnitColumnRow, UnitRow, WalkRow
from storage.register_rows import LEVEL_RANKS
from storage.sql import chunks

T = TypeVar("T")
_AT_ONCE = 500  # rows

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
    """Makes offices, units, columns and their links as the whole `registry` says; a second call changes nothing.

    Some hundred rows are held at a time, however large the register is.
    """
    _follow(session, OfficeRow, ((o.id, {"name": o.name}) for o in registry.offices.values()), now)
    _forget_moved(session, registry, now)
    _follow(session, ColumnRow, ((c.id, asdict(c)) for c in registry.columns.values()), now)
    _follow(session, UnitRow, ((u.id, _unit(u)) for u in registry.units.values()), now)
    _retire(session, OfficeRow, OfficeRow.id, registry.offices, now)
    _retire(session, ColumnRow, ColumnRow.id, registry.columns, now)
    _retire(session, UnitRow, UnitRow.id, registry.units, now)
    _follow_links(session, registry, now)
    search_entries.follow_units(session)
    board_edition.changed(session)


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "office_id": unit.office_id,
        "level": unit.level.value,
        "rank": LEVEL_RANKS[unit.level.value],
        "aliases": list(unit.aliases),
        "division_code": unit.division_code,
        "duty": unit.duty.value if unit.duty else None,
        "since_year": unit.since_year,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": " ".join(unit.successors) or None,
        "exempt": [asdict(exemption) for exemption in unit.exempt],
        "confirmed": unit.confirmed,
    }


def _follow(session: Session, model: type[Any], wanted: Iterable[tuple[str, Mapping[str, Any]]], now: datetime) -> None:
    """Rows as they are wanted: by id, with the fields that the register says."""
    for some in _portions(wanted):
        fields = dict(some)
        rows = {row.id: row for row in session.scalars(select(model).where(model.id.in_(fields)))}
        for id_, values in fields.items():
            row = rows.get(id_) or model(id=id_, registered_at=now)
            rows[id_] = row
            for name, value in (*values.items(), ("retired_at", None)):
                setattr(row, name, value)
        _write(session, rows.values())


def _portions(every: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(every)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _write(session: Session, rows: Collection[Any]) -> None:
    """Writes the rows, and lets go of them."""
    session.add_all(rows)
    session.flush()
    for row in rows:
        session.expunge(row)


def _retire(session: Session, model: type[Any], by: Any, kept: Collection[str], now: datetime) -> None:
    """What is not named any longer, from now on."""
    standing = session.scalars(select(by).where(model.retired_at.is_(None)).distinct())
    for some in chunks([id_ for id_ in standing if id_ not in kept]):
        session.execute(update(model).where(by.in_(some), model.retired_at.is_(None)).values(retired_at=now))


def _forget_moved(session: Session, registry: Registry, now: datetime) -> None:
    """A column with another address, or one whose site was rebuilt since, is a new list to us."""
    known = session.execute(select(ColumnRow.id, ColumnRow.url, ColumnRow.since)).tuples()
    for some in chunks([id_ for id_, url, since in known if _moved(registry.columns.get(id_), url, since)]):
        session.execute(delete(ListPageRow).where(ListPageRow.column_id.in_(some)))
        session.execute(delete(WalkRow).where(WalkRow.column_id.in_(some)))
        lost = update(ColumnRow).where(ColumnRow.id.in_(some))
        session.execute(lost.values(moved_at=now, rejudge_at=now, **_UNLEARNED))


def _moved(column: Column | None, url: str, since: date | None) -> bool:
    return column is not None and (column.url, column.since) != (url, since)


def _follow_links(session: Session, registry: Registry, now: datetime) -> None:
    for units in _portions(registry.units.values()):
        linked = select(UnitColumnRow).where(UnitColumnRow.unit_id.in_([unit.id for unit in units]))
        rows = {(row.unit_id, row.column_id): row for row in session.scalars(linked)}
        wanted = {(unit.id, id_): position for unit in units for position, id_ in enumerate(unit.column_ids)}
        for key, position in wanted.items():
            row = rows.get(key) or UnitColumnRow(unit_id=key[0], column_id=key[1])
            rows[key] = row
            row.position, row.retired_at = position, None
        for key in rows.keys() - wanted.keys():
            rows[key].retired_at = rows[key].retired_at or now
        _write(session, rows.values())
    _retire(session, UnitColumnRow, UnitColumnRow.unit_id, registry.units, now)


def offices(session: Session) -> frozenset[str]:
    """The ids of all offices that were ever registered."""
    return frozenset(session.scalars(select(OfficeRow.id)))


def office_names(session: Session) -> dict[str, str]:
    """The names of all offices that were ever registered, by id."""
    return dict(session.execute(select(OfficeRow.id, OfficeRow.name)).tuples().all())
