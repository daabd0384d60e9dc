"""When reports came out, and how the obligations of a year stand: counted in the database, never read one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.duties import Status
from core.units import Duty, Level
from storage.board import Filter
from storage.models import ObligationRow, UnitRow

Counted = Mapping[tuple[str, str], int]  # number of obligations by status and duty


@dataclass(frozen=True, slots=True)
class Day:
    """So many obligations of a year that stand so, are due on that day, and whose report came out on that day."""

    status: Status
    duty: Duty
    published_on: date | None
    due_on: date | None
    number: int


def days(session: Session, wanted: Filter, year: int) -> list[Day]:
    """The obligations of a report year, by day of publication and due date."""
    by = ObligationRow.status, ObligationRow.duty, ObligationRow.published_on, ObligationRow.due_on
    found = session.execute(_of(wanted, year, *by, func.count()).group_by(*by).order_by(*by)).tuples()
    return [Day(Status(status), Duty(duty), *rest) for status, duty, *rest in found]


def by_office(session: Session, wanted: Filter, year: int) -> dict[str, Counted]:
    return _counted(session, _of(wanted, year), ObligationRow.office_id)


def by_level(session: Session, wanted: Filter, year: int) -> dict[str, Counted]:
    """In the order of levels."""
    found = _counted(session, _with_units(wanted, year), UnitRow.level)
    return {level.value: found[level.value] for level in Level if level.value in found}


def by_region(session: Session, wanted: Filter, year: int, digits: int) -> dict[str, Counted]:
    """By the first digits of the units' division codes; units without a code are not told."""
    code = func.substr(UnitRow.division_code, 1, digits)
    return _counted(session, _with_units(wanted, year).where(UnitRow.division_code.is_not(None)), code)


def _of(wanted: Filter, year: int, *columns: Any) -> Select[Any]:
    """Obligations of the year; where all units are asked for, they need not be looked up."""
    if wanted.few_units or wanted.level:
        return _with_units(wanted, year, *columns)
    retired = select(UnitRow.id).where(UnitRow.retired_at.is_not(None))
    rows = select(*columns).select_from(ObligationRow).where(ObligationRow.report_year == year)
    return rows.where(ObligationRow.unit_id.not_in(retired))


def _with_units(wanted: Filter, year: int, *columns: Any) -> Select[Any]:
    rows = select(*columns).select_from(ObligationRow).join(UnitRow, UnitRow.id == ObligationRow.unit_id)
    return rows.where(ObligationRow.report_year == year, *wanted.of_units())


def _counted(
    session: Session, rows: Select[Any], by: InstrumentedAttribute[str] | ColumnElement[str]
) -> dict[str, Counted]:
    rows = rows.add_columns(by, ObligationRow.status, ObligationRow.duty, func.count())
    found: dict[str, dict[tuple[str, str], int]] = {}
    for among, status, duty, number in session.execute(rows.group_by(by, ObligationRow.status, ObligationRow.duty)):
        found.setdefault(among, {})[status, duty] = number
    return dict(sorted(found.items()))
