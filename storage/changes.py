"""Changes of reports as they were decided; each stands in the transaction of whatever it changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.changes import OURS, Change, ChangeKind
from storage.models import CaptureRow, ChangeRow
from storage.sql import table_of


def add(
    session: Session,
    report_id: int,
    changes: Iterable[Change],
    *,
    run_id: str,
    at: datetime,
    capture_id: int | None,
    revision: int | None = None,
) -> None:
    """`at`: when the site showed it; `capture_id`: the page that does; `revision`: the one that they made, if any."""
    for change in changes:
        if change.kind is not ChangeKind.UNCHANGED:
            row = ChangeRow(report_id=report_id, kind=change.kind.value, reason=change.reason, at=at, run_id=run_id)
            row.capture_id, row.url, row.details = capture_id, change.address, dict(change.details) or None
            row.revision = revision if change.kind in REVISING else None
            session.add(row)
    session.flush()


# What a reader would call another text of the report, and what our own reading made of the same one.
REVISING = frozenset({ChangeKind.APPEARED, ChangeKind.EDITED, ChangeKind.REDATED, *OURS})


_OF_REPORT = (
    select(table_of(ChangeRow), CaptureRow.warc_record_id)
    .outerjoin(CaptureRow, CaptureRow.id == ChangeRow.capture_id)
    .where(ChangeRow.report_id == bindparam("report"))
    .order_by(ChangeRow.id)
)


def of_report(session: Session, report_id: int) -> list[dict[str, Any]]:
    """What became of a report, in the order in which it was found."""
    return [
        {
            "kind": change.kind,
            "reason": change.reason,
            "at": change.at.isoformat(),
            "revision": change.revision,
            "url": change.url,
            "record_id": change.warc_record_id,
            **(change.details or {}),
        }
        for change in session.execute(_OF_REPORT, {"report": report_id})
    ]
