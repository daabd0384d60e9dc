"""Everything about one obligation, gathered for evidence: what is said of it, and all that this rests on."""

from collections.abc import Collection
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dossiers import (
    Address,
    ChangeSeen,
    Dossier,
    ReportFound,
    RevisionSeen,
    Told,
    Turn,
    WatchedColumn,
)
from core.reports import DateSeen
from storage import standings
from storage.dossier_captures import captures_of
from storage.dossier_checks import checks_of, since
from storage.doubts import doubts
from storage.models import (
    AlertRow,
    CaptureRow,
    ChangeRow,
    ColumnRow,
    ObligationRow,
    OfficeRow,
    PostRow,
    ReportPostRow,
    ReportRow,
    RevisionRow,
    TransitionRow,
    UnitColumnRow,
    UnitRow,
)
from storage.sql import chunks

__all__ = ["captures_of", "dossier", "watched_columns", "years_owed"]

_DATES = TypeAdapter(tuple[DateSeen, ...])


def years_owed(session: Session, unit_id: str) -> list[int] | None:
    """The report years of which the unit's standing is known; None for a unit that was never registered."""
    if session.get(UnitRow, unit_id) is None:
        return None
    years = select(ObligationRow.report_year).where(ObligationRow.unit_id == unit_id)
    return sorted(session.scalars(years))


def dossier(session: Session, unit_id: str, year: int, checks_since: datetime | None = None) -> Dossier | None:
    """All about the unit's obligation for the report `year`; None where it was never judged, or is not owed.

    `checks_since`: of the checks, and of what shows them, only those since then.
    """
    stored = standings.current(session, [year], [unit_id]).get((unit_id, year))
    if stored is None:
        return None
    unit = session.get_one(UnitRow, unit_id)
    columns = watched_columns(session, unit_id)
    report = _report(session, unit_id, year)
    began_at = max(at for at in (since(session, unit_id, year), checks_since) if at is not None)
    checks = checks_of(session, [column.column_id for column in columns], began_at)
    return Dossier(
        unit_name=unit.name,
        level=unit.level,
        office_name=session.get_one(OfficeRow, stored.standing.office_id).name,
        standing=stored.standing,
        judged_at=stored.judged_at,
        turned_at=stored.turned_at,
        columns=columns,
        checks_since=began_at,
        checks=tuple(kept.check for kept in checks),
        captures=captures_of(session, unit_id, year, began_at),
        report=report,
        changes=_changes(session, report.id) if report else (),
        addresses=_addresses(session, report.id) if report else (),
        turns=_turns(session, unit_id, year),
        told=_told(session, unit_id, year),
        doubts=tuple(doubt.reason for doubt in doubts(session, [unit_id], [year]).get((unit_id, year), ())),
    )


def watched_columns(session: Session, unit_id: str) -> tuple[WatchedColumn, ...]:
    rows = select(ColumnRow, UnitColumnRow.retired_at).join(UnitColumnRow, UnitColumnRow.column_id == ColumnRow.id)
    rows = rows.where(UnitColumnRow.unit_id == unit_id).order_by(UnitColumnRow.position, ColumnRow.id)
    return tuple(
        WatchedColumn(
            column_id=row.id,
            url=row.url,
            retired_at=retired_at,
            last_complete_at=row.last_complete_at,
            last_outcome=row.last_outcome,
            last_reason=row.last_reason,
            broken_since=row.broken_since,
        )
        for row, retired_at in session.execute(rows).tuples()
    )


def _report(session: Session, unit_id: str, year: int) -> ReportFound | None:
    mine = ReportRow.unit_id == unit_id, ReportRow.report_year == year
    row = session.scalars(select(ReportRow).where(*mine)).one_or_none()
    if row is None:
        return None
    return ReportFound(
        id=row.id,
        title=row.title,
        url=row.url,
        first_seen_at=row.first_seen_at,
        doubted=row.doubted,
        absent_at=row.absent_at,
        absent_record_id=_records(session, [row.absent_capture_id]).get(row.absent_capture_id),
        gone_since=row.gone_since,
        withdrawn_at=row.withdrawn_at,
        revisions=_revisions(session, row.id),
    )


def _revisions(session: Session, report_id: int) -> tuple[RevisionSeen, ...]:
    rows = select(RevisionRow, CaptureRow.warc_record_id).join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    rows = rows.where(RevisionRow.report_id == report_id).order_by(RevisionRow.number)
    return tuple(_revision(row, record_id) for row, record_id in session.execute(rows).tuples())


def _revision(row: RevisionRow, record_id: str) -> RevisionSeen:
    content = row.content
    published_at, signed_on = content.get("published_at"), content.get("signed_on")
    return RevisionSeen(
        number=row.number,
        title=row.title,
        made_at=row.made_at,
        kind=row.change_kind,
        reason=row.change_reason,
        parser_version=row.parser_version,
        record_id=record_id,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        published_precision=content.get("published_precision"),
        published_basis=content.get("published_basis"),
        published_reason=content.get("published_reason"),
        signed_on=date.fromisoformat(signed_on) if signed_on else None,
        dates=_DATES.validate_python(content.get("dates") or ()),
    )


def _changes(session: Session, report_id: int) -> tuple[ChangeSeen, ...]:
    rows = session.scalars(select(ChangeRow).where(ChangeRow.report_id == report_id)).all()
    records = _records(session, {row.capture_id for row in rows})
    return tuple(
        ChangeSeen(row.kind, row.reason, row.at, row.run_id, row.revision, row.url, records.get(row.capture_id))
        for row in sorted(rows, key=lambda row: (row.at, row.id))
    )


def _records(session: Session, capture_ids: Collection[int | None]) -> dict[int | None, str]:
    """WARC records by the ids of their captures."""
    rows = select(CaptureRow.id, CaptureRow.warc_record_id)
    known = sorted({id_ for id_ in capture_ids if id_ is not None})
    return {
        id_: record
        for some in chunks(known)
        for id_, record in session.execute(rows.where(CaptureRow.id.in_(some))).tuples()
    }


def _addresses(session: Session, report_id: int) -> tuple[Address, ...]:
    rows = select(PostRow.url, ReportPostRow).join(PostRow, PostRow.id == ReportPostRow.post_id)
    rows = rows.where(ReportPostRow.report_id == report_id).order_by(ReportPostRow.since_at, PostRow.id)
    return tuple(Address(url, row.role, row.since_at, row.until_at) for url, row in session.execute(rows).tuples())


def _turns(session: Session, unit_id: str, year: int) -> tuple[Turn, ...]:
    mine = TransitionRow.unit_id == unit_id, TransitionRow.report_year == year
    rows = session.scalars(select(TransitionRow).where(*mine).order_by(TransitionRow.id))
    return tuple(Turn(row.before, row.after, row.at, row.reason, row.run_id) for row in rows)


def _told(session: Session, unit_id: str, year: int) -> tuple[Told, ...]:
    mine = AlertRow.unit_id == unit_id, AlertRow.report_year == year
    rows = session.scalars(select(AlertRow).where(*mine).order_by(AlertRow.id))
    return tuple(Told(row.event, row.audience, row.title, row.created_at, row.state, row.sent_at) for row in rows)
