"""Lists by the page 分页: each page goes on behind the key of the one before, never by counting.

What is there from the first page on is met exactly once, however many rows are added meanwhile. `offices` are those
whose units may be seen (None: all).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, literal_column, select, tuple_
from sqlalchemy.orm import Session

from core.duties import Status
from storage import standings
from storage.board import Filter
from storage.models import ColumnRow, ObligationRow, ReportRow, UnitColumnRow, UnitRow
from storage.report_views import listed
from storage.shapes import iso

T = TypeVar("T")
Key = tuple[str | int | float, ...]

_YEAR: ColumnElement[int] = literal_column("+obligations.report_year")
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the contract's shape. `after`: the key that the next page goes on behind (None: there is none)."""

    items: list[dict[str, Any]]
    after: Key | None


def obligations(
    session: Session,
    wanted: Filter,
    *,
    years: Collection[int],
    after: Key | None,
    limit: int,
    unit: str | None = None,
) -> Page:
    """Where the units of the filter stand for those report years, by unit and year; the filter's own year is unused."""
    rows = standings.stored_rows().join(UnitRow, UnitRow.id == ObligationRow.unit_id).where(*wanted.of_units())
    # an expression, so that SQLite goes through the units in order: by the year, it would sort all that there are
    rows = rows.where(_YEAR.in_(years))
    if unit is not None:
        rows = rows.where(ObligationRow.unit_id == unit)
    if wanted.standing is not None:
        rows = rows.where(_stand(session, years, wanted.standing))
    if after is not None:
        rows = rows.where(tuple_(ObligationRow.unit_id, ObligationRow.report_year) > after)
    ordered = rows.order_by(ObligationRow.unit_id, ObligationRow.report_year)
    found = session.execute(ordered.add_columns(UnitRow.name, UnitRow.level).limit(limit + 1)).tuples().all()
    shown, last = cut(found, limit, lambda row: (row[0].unit_id, row[0].report_year))
    return Page(standings.shown(session, shown), last)


def _stand(session: Session, years: Collection[int], status: Status) -> ColumnElement[bool]:
    """Where few stand so, they are listed first; of many, the next ones are soon met."""
    stand = select(ObligationRow.id).where(ObligationRow.report_year.in_(years), ObligationRow.status == status.value)
    met = session.scalars(select(func.count()).select_from(stand.limit(_MANY).subquery())).one()
    return ObligationRow.status == status.value if met == _MANY else ObligationRow.id.in_(stand)


def reports(
    session: Session,
    *,
    offices: Collection[str] | None,
    after: Key | None,
    limit: int,
    unit: str | None = None,
    year: int | None = None,
) -> Page:
    """Stored reports, by unit and report year."""
    rows = select(ReportRow)
    for column, value in ((ReportRow.unit_id, unit), (ReportRow.report_year, year)):
        if value is not None:
            rows = rows.where(column == value)
    if offices is not None:
        rows = rows.join(UnitRow, UnitRow.id == ReportRow.unit_id).where(UnitRow.office_id.in_(offices))
    if after is not None:
        rows = rows.where(tuple_(ReportRow.unit_id, ReportRow.report_year) > after)
    ordered = rows.order_by(ReportRow.unit_id, ReportRow.report_year).limit(limit + 1)
    found, last = cut(session.scalars(ordered).all(), limit, lambda row: (row.unit_id, row.report_year))
    return Page([listed(row) for row in found], last)


def columns(session: Session, *, after: Key | None, limit: int, broken: bool | None = None) -> Page:
    """Registered columns by id, each with the units that it serves and how its last check ended."""
    rows = select(ColumnRow).where(ColumnRow.retired_at.is_(None))
    if broken is not None:
        rows = rows.where(ColumnRow.broken_since.is_not(None) if broken else ColumnRow.broken_since.is_(None))
    if after is not None:
        rows = rows.where(ColumnRow.id > after[0])
    found, last = cut(session.scalars(rows.order_by(ColumnRow.id).limit(limit + 1)).all(), limit, lambda row: (row.id,))
    units = _served(session, [row.id for row in found])
    return Page([_column(row, units.get(row.id, [])) for row in found], last)


def _served(session: Session, column_ids: Sequence[str]) -> dict[str, list[str]]:
    links = select(UnitColumnRow.column_id, UnitColumnRow.unit_id).order_by(UnitColumnRow.unit_id)
    standing = links.where(UnitColumnRow.column_id.in_(column_ids), UnitColumnRow.retired_at.is_(None))
    served: dict[str, list[str]] = {}
    for column_id, unit_id in session.execute(standing).tuples():
        served.setdefault(column_id, []).append(unit_id)
    return served


def _column(row: ColumnRow, units: list[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": row.url,
        "units": units,
        "platform": row.platform,
        "platform_found": row.platform_found,
        "render": row.render,
        "confirmed": row.confirmed,
        "last_checked_at": iso(row.last_checked_at),
        "last_outcome": row.last_outcome,
        "last_reason": row.last_reason,
        "last_complete_at": iso(row.last_complete_at),
        "broken_since": iso(row.broken_since),
    }


def cut(found: Sequence[T], limit: int, key: Callable[[T], Key]) -> tuple[list[T], Key | None]:
    """The rows of a page, of which one more was asked for; and the key of its last one, if there are more."""
    shown = list(found[:limit])
    return shown, key(shown[-1]) if len(found) > limit else None
