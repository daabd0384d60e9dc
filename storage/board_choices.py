"""What the board can be filtered by: the offices and the divisions that its units have."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.divisions import PROVINCES
from core.units import Level
from storage.board import within
from storage.models import OfficeRow, ReportRow, UnitRow


@dataclass(frozen=True, slots=True)
class Division:
    """The beginning of division codes, how many units have it, and its name where a government has just that code."""

    prefix: str
    units: int
    name: str | None = None


def offices(
    session: Session, seen: Collection[str] | None, *, named: str = "", limit: int | None = None
) -> dict[str, str]:
    """The registered offices that the reader sees (None: all), by id in the order of their names."""
    rows = select(OfficeRow.id, OfficeRow.name).where(OfficeRow.retired_at.is_(None))
    if seen is not None:
        rows = rows.where(OfficeRow.id.in_(sorted(seen)))
    if named:
        rows = rows.where(or_(OfficeRow.id == named, OfficeRow.name.contains(named, autoescape=True)))
    return dict(session.execute(rows.order_by(OfficeRow.name, OfficeRow.id).limit(limit)).tuples().all())


def report_years(session: Session, seen: Collection[str] | None) -> list[int]:
    """Of which the reader sees reports, the newest first."""
    rows = select(ReportRow.report_year).distinct().order_by(ReportRow.report_year.desc())
    if seen is not None:
        rows = rows.join(UnitRow, UnitRow.id == ReportRow.unit_id).where(UnitRow.office_id.in_(sorted(seen)))
    return list(session.scalars(rows))


def divisions(session: Session, seen: Collection[str] | None, division: str, digits: int) -> list[Division]:
    """The divisions of so many digits in `division` ('' for all)."""
    prefix = func.substr(UnitRow.division_code, 1, digits)
    here: list[ColumnElement[bool]] = [UnitRow.retired_at.is_(None), UnitRow.division_code.is_not(None)]
    if division:
        here += within(division)
    if seen is not None:
        here.append(UnitRow.office_id.in_(sorted(seen)))
    rows = session.execute(select(prefix, func.count()).where(*here).group_by(prefix).order_by(prefix)).tuples().all()
    names = _names(session, [f"{code:0<6}" for code, _ in rows]) if len(rows) <= _MOST else {}
    return [Division(code, number, names.get(f"{code:0<6}") or PROVINCES.get(code)) for code, number in rows]


_MOST = 900
_GOVERNMENTS = (Level.PROVINCE, Level.CITY, Level.COUNTY)
_ENDING = "人民政府"


def _names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """A place is called as its government, where the register has one and no other with the same code."""
    rows = select(UnitRow.division_code, UnitRow.name).where(
        UnitRow.division_code.in_(codes),
        UnitRow.level.in_([level.value for level in _GOVERNMENTS]),
        UnitRow.name.endswith(_ENDING),
        UnitRow.retired_at.is_(None),
    )
    found: dict[str, set[str]] = {}
    for code, name in session.execute(rows).tuples():
        if code is not None:
            found.setdefault(code, set()).add(name.removesuffix(_ENDING))
    return {code: names.pop() for code, names in found.items() if len(names) == 1}
