"""Addresses where a report stands or stood: its own, former ones, and mirrors."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
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


def of_report(session: Session, report_id: int) -> list[dict[str, Any]]:
    """The own address first, then by when each was noted."""
    rows = select(ReportPostRow, PostRow.url).join(PostRow, PostRow.id == ReportPostRow.post_id)
    rows = rows.where(ReportPostRow.report_id == report_id)
    found = sorted(session.execute(rows).tuples(), key=lambda row: (row[0].role != "current", row[0].since_at, row[1]))
    return [
        {
            "url": url,
            "role": row.role,
            "since": row.since_at.isoformat(),
            "until": row.until_at.isoformat() if row.until_at else None,
        }
        for row, url in found
    ]
