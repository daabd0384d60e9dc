"""Figures beside each other: a key's over units and years, how they lie, and all those of one unit.

Compared is like with like: a figure counts for its year where the report is that year's. A doubted report counts for
nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.outliers import Spread, between, places
from storage.board import Filter
from storage.models import IndicatorRow, ReportRow, UnitRow
from storage.sql import chunks

G = TypeVar("G", str, int)
Fences = Mapping[str, tuple[float, float]]
_YEARS = 30  # more than there have been


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its sentence. `year`: the one that it tells of; `report_year`: that of the report that tells it."""

    report_id: int
    key: str
    year: int
    report_year: int
    value: float
    unit: str
    approximate: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit in the order of its figure of the year."""

    unit_id: str
    name: str
    level: str
    office_id: str
    value: float


def counts(session: Session, wanted: Filter, year: int) -> dict[str, int]:
    """How many units' figures of a year there are, by key."""
    rows = _figures(wanted, IndicatorRow.key, func.count()).where(IndicatorRow.year == year)
    return dict(session.execute(rows.group_by(IndicatorRow.key)).tuples().all())


def years(session: Session, wanted: Filter) -> list[int]:
    """The report years of which there are reports, newest first."""
    rows = select(ReportRow.report_year).distinct().join(UnitRow, UnitRow.id == ReportRow.unit_id)
    rows = rows.where(*wanted.of_units(), ReportRow.doubted.is_(None))
    return list(session.scalars(rows.order_by(ReportRow.report_year.desc()).limit(_YEARS)))


def years_of(session: Session, wanted: Filter, key: str) -> list[int]:
    """The years of which there are figures of a key, newest first."""
    rows = _figures(wanted, IndicatorRow.year).where(IndicatorRow.key == key).distinct()
    return list(session.scalars(rows.order_by(IndicatorRow.year.desc()).limit(_YEARS)))


def spreads_by_level(session: Session, wanted: Filter, key: str, year: int) -> dict[str, Spread]:
    rows = _figures(wanted).where(IndicatorRow.key == key, IndicatorRow.year == year)
    return _spreads(session, rows, UnitRow.level)


def spreads_by_year(session: Session, wanted: Filter, key: str, since: int) -> dict[int, Spread]:
    rows = _figures(wanted).where(IndicatorRow.key == key, IndicatorRow.year >= since)
    return _spreads(session, rows, IndicatorRow.year)


def _spreads(session: Session, rows: Select[Any], by: InstrumentedAttribute[G]) -> dict[G, Spread]:
    """The database sorts and counts; of each group no more than the values that stand at the quartiles are read."""
    place = func.row_number().over(partition_by=by, order_by=IndicatorRow.value) - 1
    number = func.count().over(partition_by=by)
    ranked = rows.add_columns(by.label("among"), IndicatorRow.value, place.label("place"), number.label("number"))
    found = ranked.subquery()
    last = found.c.number - 1
    quarters = [last * quarter // 4 + step for quarter in range(5) for step in (0, 1)]
    values: dict[G, dict[int, float]] = defaultdict(dict)
    sizes: dict[G, int] = {}
    for among, value, at, size in session.execute(select(found).where(found.c.place.in_(quarters))):
        values[among][at], sizes[among] = value, size
    return {among: _spread(values[among], sizes[among]) for among in sorted(sizes)}


def _spread(values: Mapping[int, float], count: int) -> Spread:
    q1, middle, q3 = (between(values[floor(p)], values[min(floor(p) + 1, count - 1)], p) for p in places(count))
    return Spread(count, values[0], q1, middle, q3, values[count - 1])


def ranking(
    session: Session,
    wanted: Filter,
    key: str,
    year: int,
    *,
    limit: int,
    lowest_first: bool = False,
    after: tuple[float, str] | None = None,
    beyond: Fences | None = None,
) -> list[Ranked]:
    """Units by their figure, the greatest first. `after`: value and id of the unit before; `beyond`: only those outside
    the fences of their level.
    """
    rows = _figures(wanted, UnitRow.id, UnitRow.name, UnitRow.level, UnitRow.office_id, IndicatorRow.value)
    rows = rows.where(IndicatorRow.key == key, IndicatorRow.year == year)
    if after is not None:
        value, unit_id = after
        further = IndicatorRow.value > value if lowest_first else IndicatorRow.value < value
        rows = rows.where(or_(further, and_(IndicatorRow.value == value, UnitRow.id > unit_id)))
    if beyond is not None:
        rows = rows.where(or_(*(_outside(level, *fences) for level, fences in beyond.items()), UnitRow.id.is_(None)))
    order = IndicatorRow.value if lowest_first else IndicatorRow.value.desc()
    return [Ranked(*row) for row in session.execute(rows.order_by(order, UnitRow.id).limit(limit)).tuples()]


def _outside(level: str, lowest: float, highest: float) -> ColumnElement[bool]:
    beyond = or_(IndicatorRow.value < lowest, IndicatorRow.value > highest)
    return and_(UnitRow.level == level, beyond)


def lines(session: Session, key: str, unit_ids: Sequence[str]) -> dict[str, dict[int, Figure]]:
    """Each unit's figures of a key by year, a year's own report before others that tell of it."""
    found: dict[str, dict[int, Figure]] = {unit_id: {} for unit_id in unit_ids}
    rows = _shown().where(IndicatorRow.key == key)
    for some in chunks(unit_ids):
        for unit_id, *fields in session.execute(rows.where(ReportRow.unit_id.in_(some))).tuples():
            _take(found[unit_id], Figure(*fields))
    return found


def of_unit(session: Session, unit_id: str) -> dict[str, dict[int, Figure]]:
    """All figures of a unit, by key and year."""
    found: dict[str, dict[int, Figure]] = defaultdict(dict)
    for _, *fields in session.execute(_shown().where(ReportRow.unit_id == unit_id)).tuples():
        figure = Figure(*fields)
        _take(found[figure.key], figure)
    return dict(found)


def _take(years: dict[int, Figure], figure: Figure) -> None:
    known = years.get(figure.year)
    if known is None or known.report_year != figure.year:
        years[figure.year] = figure


def unit_of(session: Session, wanted: Filter, unit_id: str) -> Ranked | None:
    """The unit, where it is one of those asked about; its value is of no meaning."""
    unit = session.scalars(select(UnitRow).where(UnitRow.id == unit_id, *wanted.of_units())).one_or_none()
    return Ranked(unit.id, unit.name, unit.level, unit.office_id, 0) if unit else None


def _figures(wanted: Filter, *columns: Any) -> Select[Any]:
    """Figures of their reports' own years."""
    rows = select(*columns).select_from(IndicatorRow).join(ReportRow, ReportRow.id == IndicatorRow.report_id)
    rows = rows.join(UnitRow, UnitRow.id == ReportRow.unit_id).where(*wanted.of_units())
    return rows.where(IndicatorRow.year == ReportRow.report_year, ReportRow.doubted.is_(None))


def _shown() -> Select[Any]:
    """In the order of report years."""
    row = IndicatorRow
    figure = row.report_id, row.key, row.year, ReportRow.report_year, row.value, row.unit, row.approximate, row.quote
    rows = select(ReportRow.unit_id, *figure).join(ReportRow, ReportRow.id == row.report_id)
    return rows.where(ReportRow.doubted.is_(None)).order_by(ReportRow.report_year)
