"""A unit with all that its page tells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
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
from storage.report_views import LISTED, listed
from storage.sql import table_of
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


_MINE: BindParameter[str] = bindparam("unit")
_UNIT = (
    select(table_of(UnitRow), OfficeRow.name.label("office_name"))
    .join(OfficeRow, OfficeRow.id == UnitRow.office_id)
    .where(UnitRow.id == _MINE)
)
_SUCCEEDED = select(UnitRow.id, UnitRow.successor).where(UnitRow.successor.is_not(None))
_NEWEST = (
    select(PostColumnRow.column_id, func.max(ReportRow.report_year))
    .join(ReportPostRow, ReportPostRow.post_id == PostColumnRow.post_id)
    .join(ReportRow, ReportRow.id == ReportPostRow.report_id)
    .where(
        ReportRow.unit_id == _MINE,
        PostColumnRow.gone_at.is_(None),
        PostColumnRow.column_id.in_(select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id == _MINE)),
    )
    .group_by(PostColumnRow.column_id)
)
_REPORTS = select(*LISTED).where(ReportRow.unit_id == _MINE).order_by(ReportRow.report_year.desc())
_ALERTS = select(AlertRow).where(AlertRow.unit_id == _MINE).order_by(AlertRow.id.desc()).limit(bindparam("most"))


def unit(session: Session, unit_id: str, offices: Collection[str] | None) -> UnitSeen | None:
    """The unit, where it is one of the offices' (None: of all); also one that is no longer registered."""
    row = session.execute(_UNIT, {"unit": unit_id}).one_or_none()
    if row is None or (offices is not None and row.office_id not in offices):
        return None
    return UnitSeen(
        id=row.id,
        name=row.name,
        level=row.level,
        office_id=row.office_id,
        office_name=row.office_name,
        aliases=tuple(row.aliases),
        division_code=row.division_code,
        duty=row.duty,
        since_year=row.since_year,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        confirmed=row.confirmed,
        registered_at=row.registered_at,
        retired_at=row.retired_at,
        heirs=_named(session, offices, (row.successor or "").split()),
        forerunners=_named(session, offices, _followed(session, unit_id)),
    )


def _named(session: Session, offices: Collection[str] | None, ids: Collection[str]) -> list[Named]:
    if not ids:
        return []
    rows = select(UnitRow.id, UnitRow.name).where(UnitRow.id.in_(ids)).order_by(UnitRow.name, UnitRow.id)
    if offices is not None:
        rows = rows.where(UnitRow.office_id.in_(sorted(offices)))
    return [Named(id_, name) for id_, name in session.execute(rows).tuples()]


def _followed(session: Session, unit_id: str) -> list[str]:
    """Successors are written one after the other, with blanks between; few units have any."""
    heirs = session.execute(_SUCCEEDED).tuples()
    return [id_ for id_, named in heirs if id_ != unit_id and unit_id in (named or "").split()]


def years(session: Session, unit_id: str) -> list[StoredStanding]:
    """Where the unit stands, the newest report year first."""
    found = standings.current(session, unit_ids=[unit_id]).values()
    return sorted(found, key=lambda stored: stored.standing.report_year, reverse=True)


def columns(session: Session, unit_id: str) -> tuple[WatchedColumn, ...]:
    """The unit's columns, also those that it was once served by."""
    return dossiers.watched_columns(session, unit_id)


def newest_years(session: Session, unit_id: str) -> dict[str, int]:
    """The newest report year of the unit's reports that stand in each of its columns."""
    return dict(session.execute(_NEWEST, {"unit": unit_id}).tuples().all())


def reports(session: Session, unit_id: str) -> list[dict[str, Any]]:
    """The unit's reports in the contract's shape, the newest year first."""
    return [listed(row) for row in session.execute(_REPORTS, {"unit": unit_id})]


def alerts(session: Session, unit_id: str, *, audience: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The latest alerts about the unit in the contract's shape, the newest first."""
    rows = _ALERTS if audience is None else _ALERTS.where(AlertRow.audience == audience)
    return alert_shapes.shapes(session, session.scalars(rows, {"unit": unit_id, "most": limit}).all())
