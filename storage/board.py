"""The board 总览: registered units by the page, each with its standings of some report years.

A page goes on behind the unit that was last on the one before, so that it stays where it is however many units come and
go meanwhile. `offices` are those whose units the reader may see (None: all).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.duties import Status
from storage.doubts import Key
from storage.models import ObligationRow, OfficeRow, UnitRow
from storage.sql import table_of


class Order(StrEnum):
    """What the units are sorted by 排序: office, level and name; level and name; or name alone."""

    OFFICE = "office"
    LEVEL = "level"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which units are asked for 筛选. `division`: the beginning of a division code; `words`: all stand in the name, or
    in one of its aliases. `standing` (with the report `year` that it is about): only those that stand so.
    """

    offices: frozenset[str] | None = None
    office: str | None = None
    level: str | None = None
    division: str | None = None
    words: tuple[str, ...] = ()
    year: int = 0
    standing: Status | None = None

    @property
    def few_units(self) -> bool:
        """Whether it leaves only some of the units, as a rule."""
        return self.offices is not None or bool(self.office or self.division or self.words)

    def of_units(self) -> list[ColumnElement[bool]]:
        """Conditions on units, but for where they stand."""
        conditions: list[ColumnElement[bool]] = [UnitRow.retired_at.is_(None)]
        if self.offices is not None:
            conditions.append(UnitRow.office_id.in_(sorted(self.offices)))
        conditions += [
            c == value for c, value in ((UnitRow.office_id, self.office), (UnitRow.level, self.level)) if value
        ]
        if self.division:
            conditions.append(UnitRow.division_code.between(self.division, f"{self.division}~"))
        return [*conditions, *map(_named, self.words)]


def within(division: str) -> list[ColumnElement[bool]]:
    """Conditions on units: their division codes begin with these digits. As a range, for which there is an index."""
    end = str(int(division) + 1).zfill(len(division))
    conditions = [UnitRow.division_code >= division]
    return [*conditions, UnitRow.division_code < end] if len(end) == len(division) else conditions


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit on the board."""

    id: str
    name: str
    level: str
    office_id: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Some units in their order. `more`, `earlier`: whether there are others behind and before them."""

    units: Sequence[UnitLine]
    more: bool
    earlier: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an obligation stands; `flagged`: with a remark."""

    status: str
    duty: str
    flagged: bool


_MANY = 5_000

_ORDERS: Mapping[Order, tuple[InstrumentedAttribute[Any], ...]] = {
    Order.OFFICE: (UnitRow.office_id, UnitRow.rank, UnitRow.name, UnitRow.id),
    Order.LEVEL: (UnitRow.rank, UnitRow.name, UnitRow.id),
    Order.NAME: (UnitRow.name, UnitRow.id),
}


def units(
    session: Session,
    wanted: Filter,
    *,
    order: Order = Order.OFFICE,
    after: str | None = None,
    before: str | None = None,
    limit: int = 100,
) -> UnitPage:
    """At most `limit` units behind the unit `after`, or those right before the unit `before`."""
    keys = _ORDERS[order]
    back = before is not None
    rows = select(UnitRow.id, UnitRow.name, UnitRow.level, UnitRow.office_id).where(*_conditions(session, wanted))
    if place := _place(session, keys, before if back else after):
        rows = rows.where(tuple_(*keys) < place if back else tuple_(*keys) > place)
    rows = rows.order_by(*(key.desc() if back else key for key in keys)).limit(limit + 1)
    found = [UnitLine(*row) for row in session.execute(rows).tuples()]
    over, shown = len(found) > limit, found[:limit]
    if back:
        return UnitPage(shown[::-1], more=True, earlier=over)
    return UnitPage(shown, more=over, earlier=place is not None)


def _place(session: Session, keys: Sequence[InstrumentedAttribute[Any]], unit_id: str | None) -> tuple[Any, ...] | None:
    """Where a unit stands in the order; also one that is no longer registered."""
    row = session.execute(select(*keys).where(UnitRow.id == unit_id)).one_or_none() if unit_id else None
    return tuple(row) if row else None


def _conditions(session: Session, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = wanted.of_units()
    if wanted.standing is not None:
        conditions.append(_standing(session, wanted.year, wanted.standing))
    return conditions


def _standing(session: Session, year: int, status: Status) -> ColumnElement[bool]:
    """Many are met soon by looking at one unit after the other in their order; few are found first, and then sorted."""
    stand = select(ObligationRow.unit_id).where(ObligationRow.report_year == year, ObligationRow.status == status.value)
    met = session.scalars(select(func.count()).select_from(stand.limit(_MANY).subquery())).one()
    if met < _MANY:
        return UnitRow.id.in_(stand)
    return stand.where(ObligationRow.unit_id == UnitRow.id).correlate(UnitRow).exists()


def _named(word: str) -> ColumnElement[bool]:
    aliases = cast(UnitRow.aliases, Text)
    return or_(UnitRow.name.contains(word, autoescape=True), aliases.contains(word, autoescape=True))


def cells(session: Session, unit_ids: Collection[str], years: Collection[int]) -> dict[Key, Cell]:
    """Where these units stand for the report years, as far as they owe them."""
    of = table_of(ObligationRow).c
    rows = select(of.unit_id, of.report_year, of.status, of.duty, cast(of.flags, Text) != "[]")
    rows = rows.where(of.unit_id.in_(unit_ids), of.report_year.in_(years))
    return {(row[0], row[1]): Cell(*row[2:]) for row in session.execute(rows).tuples()} if unit_ids else {}


# Two questions in one: each is answered by one look into the index of the years.
_ENDS = select(
    *(select(end(ObligationRow.report_year)).scalar_subquery() for end in (func.min, func.max)),
)


def years(session: Session) -> tuple[int, int] | None:
    """The first and the last report year of which anything is known."""
    first, last = session.execute(_ENDS).tuples().one()
    return (first, last) if first is not None and last is not None else None


def judged_at(session: Session, wanted: Filter) -> datetime | None:
    """Up to when the standings of all these offices are known to hold; None where one was never judged."""
    rows: Select[Any] = select(func.min(OfficeRow.judged_at), func.count(), func.count(OfficeRow.judged_at))
    rows = rows.where(OfficeRow.retired_at.is_(None))
    if wanted.offices is not None:
        rows = rows.where(OfficeRow.id.in_(sorted(wanted.offices)))
    if wanted.office:
        rows = rows.where(OfficeRow.id == wanted.office)
    earliest, offices, known = session.execute(rows).tuples().one()
    return earliest if offices == known else None
