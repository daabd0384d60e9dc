"""How many units stand how: counted by the database, one row for all that are alike."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, cast, func, literal_column, select
from sqlalchemy.orm import Session

from storage.board import Filter
from storage.models import ObligationRow, UnitRow

_YEAR: ColumnElement[int] = literal_column("+obligations.report_year", Integer)
_PLAIN = (ObligationRow.status, ObligationRow.duty, ObligationRow.due_on)


@dataclass(frozen=True, slots=True)
class Group:
    """So many obligations of a report year stand alike."""

    status: str
    duty: str
    due_on: date | None
    flags: tuple[str, ...]
    number: int


def groups(session: Session, wanted: Filter) -> list[Group]:
    """The obligations of the filter's year, of its units, whatever their standing.

    All units' are counted over an index of the year, and the few that carry flags once more by these.
    """
    flags = cast(ObligationRow.flags, Text)
    rows = _counted(wanted, flags)
    marked = session.execute(rows if wanted.few_units else rows.where(flags != literal_column("'[]'"))).tuples()
    flagged = [Group(status, duty, due_on, tuple(json.loads(said)), n) for status, duty, due_on, said, n in marked]
    return flagged if wanted.few_units else [*flagged, *_plain(session, wanted, flagged)]


def _plain(session: Session, wanted: Filter, flagged: list[Group]) -> Iterator[Group]:
    """All that are left."""
    for status, duty, due_on, number in session.execute(_counted(wanted)).tuples():
        alike = (g.number for g in flagged if (g.status, g.duty, g.due_on) == (status, duty, due_on))
        if left := number - sum(alike):
            yield Group(status, duty, due_on, (), left)


def _counted(wanted: Filter, *more: Any) -> Select[Any]:
    rows = select(*_PLAIN, *more, func.count()).group_by(*_PLAIN, *more)
    units = select(UnitRow.id).where(*wanted.of_units())
    if wanted.few_units:  # an expression: by the year, SQLite would look at all units
        return rows.where(ObligationRow.unit_id.in_(units), _YEAR.in_((wanted.year,)))
    rows = rows.where(ObligationRow.report_year == wanted.year)
    if wanted.level:
        return rows.where(ObligationRow.unit_id.in_(units))
    return rows.where(ObligationRow.unit_id.not_in(select(UnitRow.id).where(UnitRow.retired_at.is_not(None))))


def number_of_units(session: Session, wanted: Filter) -> int:
    """Registered units of the filter, whatever their standing."""
    return session.scalars(select(func.count()).select_from(UnitRow).where(*wanted.of_units())).one()
