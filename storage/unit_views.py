"""A unit with all that its page tells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.dossiers import WatchedColumn
from storage import alert_shapes, dossiers, standings
from storage.models import (
    AlertRow,
    OfficeRow,
    PostColumnRow,
    ReportPostRow,
    ReportRow,
    UnitColumnRow,
    UnitRow,
)
from storage.report_views import listed
from storage.standings import StoredStanding


@dataclass(frozen=True, slots=True)
class Named:
    """Another unit by its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit as registered, or as it was (`retired_at`). `heirs` took over from it, it took over from `forerunners`."""

    id: str
    name: str
    level: str
    office_id: str
    office_name: str
    aliases: Sequence[str]
    division_code: str | None
    duty: str | None
    since_year: int
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    registered_at: datetime
    retired_at: datetime | None
    heirs: Sequence[Named]
    forerunners: Sequence[Named]


def unit(session: Session, unit_id: str, offices: Collection[str] | None) -> UnitSeen | None:
    """The unit, where it is one of the offices' (None: of all); also one that is no longer registered."""
    row = session.get(UnitRow, unit_id)
    if row is None or (offices is not None and row.office_id not in offices):
        return None
    return UnitSeen(
        id=row.id,
        name=row.name,
        level=row.level,
        office_id=row.office_id,
        office_name=session.get_one(OfficeRow, row.office_id).name,
        aliases=tuple(row.aliases),
        division_code=row.division_code,
        duty=row.duty,
        since_year=row.since_year,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        confirmed=row.confirmed,
        registered_at=row.registered_at,
        retired_at=row.retired_at,
        heirs=_named(session, offices, UnitRow.id.in_((row.successor or "").split())),
        forerunners=[one for one in _followed(session, offices, unit_id) if one.id != unit_id],
    )


def _named(session: Session, offices: Collection[str] | None, which: ColumnElement[bool]) -> list[Named]:
    rows = select(UnitRow.id, UnitRow.name).where(which).order_by(UnitRow.name, UnitRow.id)
    if offices is not None:
        rows = rows.where(UnitRow.office_id.in_(sorted(offices)))
    return [Named(id_, name) for id_, name in session.execute(rows).tuples()]


def _followed(session: Session, offices: Collection[str] | None, unit_id: str) -> list[Named]:
    """Successors are written one after the other, with blanks between; few units have any."""
    rows = select(UnitRow.id, UnitRow.successor).where(UnitRow.successor.is_not(None))
    before = [id_ for id_, heirs in session.execute(rows).tuples() if unit_id in (heirs or "").split()]
    return _named(session, offices, UnitRow.id.in_(before))


def years(session: Session, unit_id: str) -> list[StoredStanding]:
    """Where the unit stands, the newest report year first."""
    found = standings.current(session, unit_ids=[unit_id]).values()
    return sorted(found, key=lambda stored: stored.standing.report_year, reverse=True)


def columns(session: Session, unit_id: str) -> tuple[WatchedColumn, ...]:
    """The unit's columns, also those that it was once served by."""
    return dossiers.watched_columns(session, unit_id)


def newest_years(session: Session, unit_id: str) -> dict[str, int]:
    """The newest report year of the unit's reports that stand in each of its columns."""
    rows = select(PostColumnRow.column_id, func.max(ReportRow.report_year))
    rows = rows.join(ReportPostRow, ReportPostRow.post_id == PostColumnRow.post_id)
    rows = rows.join(ReportRow, ReportRow.id == ReportPostRow.report_id)
    mine = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id == unit_id)
    there = PostColumnRow.gone_at.is_(None), PostColumnRow.column_id.in_(mine)
    found = rows.where(ReportRow.unit_id == unit_id, *there).group_by(PostColumnRow.column_id)
    return dict(session.execute(found).tuples().all())


def reports(session: Session, unit_id: str) -> list[dict[str, Any]]:
    """The unit's reports in the contract's shape, the newest year first."""
    rows = select(ReportRow).where(ReportRow.unit_id == unit_id).order_by(ReportRow.report_year.desc())
    return [listed(row) for row in session.scalars(rows)]


def alerts(session: Session, unit_id: str, *, audience: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The latest alerts about the unit in the contract's shape, the newest first."""
    rows = select(AlertRow).where(AlertRow.unit_id == unit_id)
    if audience is not None:
        rows = rows.where(AlertRow.audience == audience)
    return alert_shapes.shapes(session, session.scalars(rows.order_by(AlertRow.id.desc()).limit(limit)).all())
