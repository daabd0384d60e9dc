"""Addresses where a report stands or stood: its own, former ones, and mirrors."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.models import PostRow, ReportPostRow


def stands(session: Session, report_id: int, post_id: int, at: datetime, *, former: str = "former") -> None:
    """From `at` on the post is the report's own address; what was before is a `former` one (or a mirror)."""
    other = ReportPostRow.report_id == report_id, ReportPostRow.post_id != post_id, ReportPostRow.role == "current"
    until = at if former == "former" else None
    session.execute(update(ReportPostRow).where(*other).values(role=former, until_at=until))
    _note(session, report_id, post_id, "current", at)


def mirrored(session: Session, report_id: int, post_id: int, at: datetime) -> None:
    """The post shows the same text besides."""
    _note(session, report_id, post_id, "mirror", at)


def _note(session: Session, report_id: int, post_id: int, role: str, at: datetime) -> None:
    row = session.get(ReportPostRow, (report_id, post_id))
    if row is None:
        session.add(ReportPostRow(report_id=report_id, post_id=post_id, role=role, since_at=at))
    elif row.role != role:
        row.role, row.since_at, row.until_at = role, at, None
    session.flush()


_OF_REPORT = (
    select(PostRow.url, ReportPostRow.role, ReportPostRow.since_at, ReportPostRow.until_at)
    .join(ReportPostRow, ReportPostRow.post_id == PostRow.id)
    .where(ReportPostRow.report_id == bindparam("report"))
)


def of_report(session: Session, report_id: int) -> list[dict[str, Any]]:
    """The own address first, then by when each was noted."""
    rows = session.execute(_OF_REPORT, {"report": report_id})
    found = sorted(rows, key=lambda row: (row.role != "current", row.since_at, row.url))
    return [
        {
            "url": row.url,
            "role": row.role,
            "since": row.since_at.isoformat(),
            "until": row.until_at.isoformat() if row.until_at else None,
        }
        for row in found
    ]
