"""The journal 操作记录: every change by hand, with who, when, what and why. Nothing in it is ever changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.account_rows import JournalRow
from storage.shapes import iso


def note(session: Session, *, at: datetime, by: str, action: str, about: str, reason: str) -> int:
    """Writes down a change, in its own transaction; returns the entry's number.

    All words are for people: `action` in short (静默; 修改权限：查看 → 经办), `about` what it was done to
    (单位 云溪市司法局), `reason` as the person gave it, empty where none is asked for.
    """
    row = JournalRow(at=at, by=by, action=action, about=about, reason=" ".join(reason.split()))
    session.add(row)
    session.flush()
    return row.id


def entries(
    session: Session, *, before: int | None = None, about: str | None = None, by: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """At most `limit` entries, newest first; `before`: the number of the last one on the page before."""
    rows = select(JournalRow).order_by(JournalRow.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(JournalRow.id < before)
    if about is not None:
        rows = rows.where(JournalRow.about == about)
    if by is not None:
        rows = rows.where(JournalRow.by == by)
    return [_shape(row) for row in session.scalars(rows)]


def _shape(row: JournalRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": iso(row.at),
        "by": row.by,
        "action": row.action,
        "about": row.about,
        "reason": row.reason,
    }
