"""Everything about one obligation, gathered for evidence: what is said of it, and all that this rests on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from core.dossiers import Address, ChangeSeen, Dossier, KeptCapture, ReportFound, RevisionSeen, Told, Turn
from core.reports import DateSeen
from storage import dossier_captures
from storage.dossier_basis import basis, watched_columns
from storage.dossier_checks import records_of
from storage.models import AlertRow, ObligationRow, OfficeRow, PostRow, ReportPostRow, ReportRow, UnitRow

__all__ = ["captures_of", "dossier", "watched_columns", "years_owed"]

_DATES = TypeAdapter(tuple[DateSeen, ...])
_YEARS = select(ObligationRow.report_year).where(ObligationRow.unit_id == bindparam("unit"))
_NAMES = (
    select(UnitRow.name, UnitRow.level, OfficeRow.name)
    .join(OfficeRow, OfficeRow.id == bindparam("office"))
    .where(UnitRow.id == bindparam("unit"))
)
_ADDRESSES = (
    select(PostRow.url, ReportPostRow.role, ReportPostRow.since_at, ReportPostRow.until_at)
    .join(ReportPostRow, ReportPostRow.post_id == PostRow.id)
    .where(ReportPostRow.report_id == bindparam("report"))
    .order_by(ReportPostRow.since_at, PostRow.id)
)
_TOLD = (
    select(AlertRow.event, AlertRow.audience, AlertRow.title, AlertRow.created_at, AlertRow.state, AlertRow.sent_at)
    .where(AlertRow.unit_id == bindparam("unit"), AlertRow.report_year == bindparam("year"))
    .order_by(AlertRow.id)
)


def years_owed(session: Session, unit_id: str) -> list[int] | None:
    """The report years of which the unit's standing is known; None for a unit that was never registered."""
    years = sorted(session.scalars(_YEARS, {"unit": unit_id}))
    known = bool(years) or session.get(UnitRow, unit_id) is not None
    return years if known else None


def captures_of(session: Session, unit_id: str, year: int) -> tuple[KeptCapture, ...]:
    """Every capture that concerns the unit's obligation for the report `year` (see `dossier_captures`)."""
    return dossier_captures.captures_of(session, basis(session, unit_id, year))


def dossier(session: Session, unit_id: str, year: int, checks_since: datetime | None = None) -> Dossier | None:
    """All about the unit's obligation for the report `year`; None where it was never judged, or is not owed.

    `checks_since`: of the checks, and of what shows them, only those since then.
    """
    known = basis(session, unit_id, year, checks_since)
    stored = known.stored
    if stored is None:
        return None
    mine = {"unit": unit_id, "year": year}
    unit_name, level, office_name = (
        session.execute(_NAMES, {"unit": unit_id, "office": stored.standing.office_id}).tuples().one()
    )
    shown = {known.report.absent_capture_id} if known.report else set()
    records = records_of(session, shown | {change.capture_id for change in known.changes})
    return Dossier(
        unit_name=unit_name,
        level=level,
        office_name=office_name,
        standing=stored.standing,
        judged_at=stored.judged_at,
        turned_at=stored.turned_at,
        columns=known.columns,
        checks_since=known.checks_since,
        checks=tuple(kept.check for kept in known.checks),
        captures=dossier_captures.captures_of(session, known),
        report=_report(known.report, known.revisions, records) if known.report else None,
        changes=_changes(known.changes, records),
        addresses=_addresses(session, known.report.id) if known.report else (),
        turns=tuple(Turn(row.before, row.after, row.at, row.reason, row.run_id) for row in known.turns),
        told=tuple(Told(*row) for row in session.execute(_TOLD, mine).tuples()),
        doubts=tuple(doubt.reason for doubt in known.doubts),
    )


def _report(row: ReportRow, revisions: Sequence[Row[Any]], records: Mapping[int | None, str]) -> ReportFound:
    return ReportFound(
        id=row.id,
        title=row.title,
        url=row.url,
        first_seen_at=row.first_seen_at,
        doubted=row.doubted,
        absent_at=row.absent_at,
        absent_record_id=records.get(row.absent_capture_id),
        gone_since=row.gone_since,
        withdrawn_at=row.withdrawn_at,
        revisions=tuple(map(_revision, revisions)),
        refused=row.refused,
    )


def _revision(row: Row[Any]) -> RevisionSeen:
    content = row.content
    published_at, signed_on = content.get("published_at"), content.get("signed_on")
    return RevisionSeen(
        number=row.number,
        title=row.title,
        made_at=row.made_at,
        kind=row.change_kind,
        reason=row.change_reason,
        parser_version=row.parser_version,
        record_id=row.warc_record_id,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        published_precision=content.get("published_precision"),
        published_basis=content.get("published_basis"),
        published_reason=content.get("published_reason"),
        signed_on=date.fromisoformat(signed_on) if signed_on else None,
        dates=_DATES.validate_python(content.get("dates") or ()),
    )


def _changes(rows: Sequence[Row[Any]], records: Mapping[int | None, str]) -> tuple[ChangeSeen, ...]:
    return tuple(
        ChangeSeen(row.kind, row.reason, row.at, row.run_id, row.revision, row.url, records.get(row.capture_id))
        for row in sorted(rows, key=lambda row: (row.at, row.id))
    )


def _addresses(session: Session, report_id: int) -> tuple[Address, ...]:
    return tuple(Address(*row) for row in session.execute(_ADDRESSES, {"report": report_id}).tuples())
