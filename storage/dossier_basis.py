"""What is known of one obligation, asked for once: its evidence is looked for with this, and told from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select
from sqlalchemy.orm import Session

from core.dossiers import WatchedColumn
from storage import standings
from storage.dossier_checks import KeptCheck, checks_of, since
from storage.doubts import Doubt, doubts
from storage.models import (
    CaptureRow,
    ChangeRow,
    ColumnRow,
    ReportRow,
    RevisionRow,
    TransitionRow,
    UnitColumnRow,
)
from storage.sql import table_of
from storage.standings import StoredStanding


@dataclass(frozen=True, slots=True)
class Basis:
    """`revisions`, `changes` and `turns`: rows in their order; `checks`: those since `checks_since`."""

    unit_id: str
    year: int
    stored: StoredStanding | None
    report: ReportRow | None
    columns: tuple[WatchedColumn, ...]
    checks_since: datetime
    checks: Sequence[KeptCheck]
    doubts: Sequence[Doubt]
    revisions: Sequence[Row[Any]]
    changes: Sequence[Row[Any]]
    turns: Sequence[Row[Any]]


_UNIT: BindParameter[str] = bindparam("unit")
_YEAR: BindParameter[int] = bindparam("year")
_REPORT = select(ReportRow).where(ReportRow.unit_id == _UNIT, ReportRow.report_year == _YEAR)
_REVISIONS = (
    select(
        *(column for column in table_of(RevisionRow).c if column.name != "body"),
        table_of(CaptureRow).c.warc_record_id,
    )
    .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    .where(RevisionRow.report_id == bindparam("report"))
    .order_by(RevisionRow.number)
)
_CHANGES = select(table_of(ChangeRow)).where(ChangeRow.report_id == bindparam("report")).order_by(ChangeRow.id)
_TURNS = (
    select(table_of(TransitionRow))
    .where(TransitionRow.unit_id == _UNIT, TransitionRow.report_year == _YEAR)
    .order_by(TransitionRow.id)
)
_COLUMNS = (
    select(
        ColumnRow.id,
        ColumnRow.url,
        UnitColumnRow.retired_at,
        ColumnRow.last_complete_at,
        ColumnRow.last_outcome,
        ColumnRow.last_reason,
        ColumnRow.broken_since,
    )
    .join(UnitColumnRow, UnitColumnRow.column_id == ColumnRow.id)
    .where(UnitColumnRow.unit_id == _UNIT)
    .order_by(UnitColumnRow.position, ColumnRow.id)
)


def basis(session: Session, unit_id: str, year: int, checks_since: datetime | None = None) -> Basis:
    """`checks_since`: of the checks only those since then."""
    mine = {"unit": unit_id, "year": year}
    report = session.scalars(_REPORT, mine).one_or_none()
    own = {"report": report.id} if report else None
    columns = watched_columns(session, unit_id)
    began_at = max(at for at in (since(report, year), checks_since) if at is not None)
    return Basis(
        unit_id=unit_id,
        year=year,
        stored=standings.current(session, [year], [unit_id]).get((unit_id, year)),
        report=report,
        columns=columns,
        checks_since=began_at,
        checks=checks_of(session, [column.column_id for column in columns], began_at),
        doubts=doubts(session, [unit_id], [year]).get((unit_id, year), ()),
        revisions=session.execute(_REVISIONS, own).all() if own else (),
        changes=session.execute(_CHANGES, own).all() if own else (),
        turns=session.execute(_TURNS, mine).all(),
    )


def watched_columns(session: Session, unit_id: str) -> tuple[WatchedColumn, ...]:
    """The unit's columns, also those that it was once served by."""
    return tuple(WatchedColumn(*row) for row in session.execute(_COLUMNS, {"unit": unit_id}).tuples())
