"""Tables of the register: offices, units, columns, and which unit is served by which column."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from core.units import Level
from storage.base import Base


class OfficeRow(Base):
    """A supervising office. Its notification addresses stay in the registry: they may hold secrets.

    `judged_at`: when all its units were last judged; what was not judged anew then stood as it had been judged before.
    """

    __tablename__ = "offices"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    registered_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]


LEVEL_RANKS = {level.value: rank for rank, level in enumerate(Level)}


def _rank(context: DefaultExecutionContext) -> int:
    given: Mapping[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return LEVEL_RANKS[given["level"]]


class UnitRow(Base):
    """A unit as registered. `rank`: of its level, to sort by. `judged_as`: a digest of all that the register and the
    rules say of it, as it was when all its report years up to the running one (`judged_to`: the calendar year of that
    day) were last judged.
    """

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"), index=True)
    level: Mapped[str]
    rank: Mapped[int] = mapped_column(default=_rank)
    aliases: Mapped[list[str]]
    division_code: Mapped[str | None]
    duty: Mapped[str | None]
    since_year: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor: Mapped[str | None]
    exempt: Mapped[list[dict[str, Any]]]
    confirmed: Mapped[bool]
    registered_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    judged_as: Mapped[str | None]
    judged_to: Mapped[int | None]


# The board's orders, and what it is filtered by; most units are registered.
_REGISTERED = UnitRow.retired_at.is_(None)
for _order in (
    (UnitRow.office_id, UnitRow.rank, UnitRow.name, UnitRow.id),
    (UnitRow.rank, UnitRow.name, UnitRow.id),
    (UnitRow.name, UnitRow.id),
    (UnitRow.division_code,),
):
    _name = "ix_units_" + "_".join(column.key for column in _order)
    Index(_name, *_order, sqlite_where=_REGISTERED, postgresql_where=_REGISTERED)
# Few among many.
for _few in (UnitRow.retired_at, UnitRow.successor):
    _some = _few.is_not(None)
    Index(f"ix_units_{_few.key}", UnitRow.id, sqlite_where=_some, postgresql_where=_some)


class ColumnRow(Base):
    """A column as registered, and what its checks have taught.

    `rejudge_at`: a check since the last judging that changed what standings rest on: it broke, is sound again, fails in
    another way, or was read to its end after it was not.
    """

    __tablename__ = "columns"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    allow_private: Mapped[bool]
    min_posts: Mapped[int]
    platform: Mapped[str]
    render: Mapped[str]
    confirmed: Mapped[bool]
    since: Mapped[date | None]
    registered_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]  # since then it is another list: at another address, or rebuilt

    platform_found: Mapped[str | None]
    needs_browser: Mapped[bool] = mapped_column(default=False)
    last_checked_at: Mapped[datetime | None]
    last_outcome: Mapped[str | None]
    last_reason: Mapped[str | None]
    last_complete_at: Mapped[datetime | None]
    broken_since: Mapped[datetime | None]
    rejudge_at: Mapped[datetime | None]
    walked_at: Mapped[datetime | None]  # to its end, completely
    # posts at the latest complete walks, newest first
    recent_counts: Mapped[list[int] | None]


Index(
    "ix_columns_rejudge_at",
    ColumnRow.rejudge_at,
    sqlite_where=ColumnRow.rejudge_at.is_not(None),
    postgresql_where=ColumnRow.rejudge_at.is_not(None),
)
Index(
    "ix_columns_broken",
    ColumnRow.broken_since,
    ColumnRow.id,
    sqlite_where=ColumnRow.broken_since.is_not(None),
    postgresql_where=ColumnRow.broken_since.is_not(None),
)


class UnitColumnRow(Base):
    __tablename__ = "unit_columns"
    __table_args__ = (Index(None, "column_id"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    column_id: Mapped[str] = mapped_column(ForeignKey("columns.id"), primary_key=True)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
