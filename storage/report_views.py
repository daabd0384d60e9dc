"""Stored reports as the contract shows them."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from core.times import local_day
from storage import captures, changes, report_posts
from storage.models import CaptureRow, ReportRow, RevisionRow, SectionRow, UnitRow
from storage.report_shapes import outline_of


def list_reports(
    session: Session, *, unit: str | None = None, year: int | None = None, office: str | None = None
) -> list[dict[str, Any]]:
    """Stored reports in the contract's `reports list` shape, by unit and year."""
    rows = select(ReportRow).join(UnitRow, UnitRow.id == ReportRow.unit_id)
    for column, wanted in ((ReportRow.unit_id, unit), (ReportRow.report_year, year), (UnitRow.office_id, office)):
        if wanted is not None:
            rows = rows.where(column == wanted)
    return [listed(row) for row in session.scalars(rows.order_by(ReportRow.unit_id, ReportRow.report_year))]


LISTED = (
    ReportRow.id,
    ReportRow.unit_id,
    ReportRow.report_year,
    ReportRow.title,
    ReportRow.published_at,
    ReportRow.first_seen_at,
    ReportRow.revision,
    ReportRow.url,
    ReportRow.flags,
    ReportRow.doubted,
)


def listed(row: ReportRow | Row[Any]) -> dict[str, Any]:
    """A row of the contract's `reports list`, of a report or of its `LISTED` columns."""
    return {
        "id": row.id,
        "unit": row.unit_id,
        "report_year": row.report_year,
        "title": row.title,
        "published_on": local_day(row.published_at).isoformat() if row.published_at else None,
        "first_seen_at": row.first_seen_at.isoformat(),
        "revisions": row.revision,
        "url": row.url,
        "flags": row.flags,
        "doubted": row.doubted,
    }


def show_report(session: Session, report_id: int, revision: int | None = None) -> dict[str, Any] | None:
    """A report in the contract's shape, by its newest revision or the one named; None where there is none."""
    row = session.get(ReportRow, report_id)
    if row is None:
        return None
    wanted = RevisionRow.report_id == report_id, RevisionRow.number == (row.revision if revision is None else revision)
    shown = session.scalars(select(RevisionRow).where(*wanted)).one_or_none()
    if shown is None:
        return None
    sections = select(SectionRow).where(SectionRow.revision_id == shown.id).order_by(SectionRow.position)
    return {
        "id": row.id,
        "unit": row.unit_id,
        "revision": shown.number,
        "revisions": row.revision,
        "url": row.url,
        "first_seen_at": row.first_seen_at.isoformat(),
        **shown.content,
        "flags": row.flags if shown.number == row.revision else shown.content["flags"],
        "doubted": row.doubted,
        "change_kind": shown.change_kind,
        "change_reason": shown.change_reason,
        "title": shown.title,
        "body": shown.body,
        "outline": outline_of(session.scalars(sections)),
        "captures": _captures(session, report_id),
        "changes": changes.of_report(session, report_id),
        "addresses": report_posts.of_report(session, report_id),
    }


def _captures(session: Session, report_id: int) -> list[dict[str, Any]]:
    """The evidence of every revision, oldest first: the page, and the attachments that were read with it."""
    rows = select(RevisionRow.number, RevisionRow.content, CaptureRow)
    rows = rows.join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    rows = rows.where(RevisionRow.report_id == report_id).order_by(RevisionRow.number)
    return [
        {"revision": number, **captures.record_of(capture)}
        for number, content, page in session.execute(rows).tuples()
        for capture in (page, *captures.of_attachments(session, content["attachments"]))
    ]
