"""Stored reports as the contract shows them."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select
from sqlalchemy.orm import Session

from core.times import local_day
from storage import captures, changes, report_posts
from storage.models import CaptureRow, ReportRow, RevisionRow, SectionRow, UnitRow
from storage.report_shapes import outline_of
from storage.sql import table_of


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


_REPORT: BindParameter[int] = bindparam("report")
_REVISION = select(table_of(RevisionRow)).where(
    RevisionRow.report_id == _REPORT, RevisionRow.number == bindparam("number")
)
_SECTIONS = (
    select(table_of(SectionRow)).where(SectionRow.revision_id == bindparam("revision")).order_by(SectionRow.position)
)
_PAGES = (
    select(RevisionRow.number, RevisionRow.content, table_of(CaptureRow))
    .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    .where(RevisionRow.report_id == _REPORT)
    .order_by(RevisionRow.number)
)


def show_report(session: Session, report_id: int, revision: int | None = None) -> dict[str, Any] | None:
    """A report in the contract's shape, by its newest revision or the one named; None where there is none."""
    row = session.get(ReportRow, report_id)
    if row is None:
        return None
    wanted = {"report": report_id, "number": row.revision if revision is None else revision}
    shown = session.execute(_REVISION, wanted).one_or_none()
    if shown is None:
        return None
    sections = session.execute(_SECTIONS, {"revision": shown.id})
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
        "outline": outline_of(sections),
        "captures": _captures(session, report_id),
        "changes": changes.of_report(session, report_id),
        "addresses": report_posts.of_report(session, report_id),
    }


def _captures(session: Session, report_id: int) -> list[dict[str, Any]]:
    """The evidence of every revision, oldest first: the page, and the attachments that were read with it."""
    shown: list[dict[str, Any]] = []
    for page in session.execute(_PAGES, {"report": report_id}):
        kept: list[CaptureRow | Row[Any]] = [page, *captures.of_attachments(session, page.content["attachments"])]
        shown += ({"revision": page.number, **captures.record_of(one)} for one in kept)
    return shown
