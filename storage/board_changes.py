"""What changed on the board 变化: standings that turned. What was judged for the first time is no change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.board import Filter
from storage.models import TransitionRow, UnitRow


@dataclass(frozen=True, slots=True)
class Changed:
    """A standing that turned, with its reason as it was then."""

    id: int
    unit_id: str
    unit_name: str
    report_year: int
    before: str | None
    after: str
    at: datetime
    reason: str


def latest(
    session: Session,
    wanted: Filter,
    since: datetime,
    *,
    status: str | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[Changed]:
    """The newest first, `before`: older than this one. `status`: those that became so."""
    rows = select(
        TransitionRow.id,
        TransitionRow.unit_id,
        UnitRow.name,
        TransitionRow.report_year,
        TransitionRow.before,
        TransitionRow.after,
        TransitionRow.at,
        TransitionRow.reason,
    ).join(UnitRow, UnitRow.id == TransitionRow.unit_id)
    rows = rows.where(*_since(wanted, since))
    if status is not None:
        rows = rows.where(TransitionRow.after == status)
    if before is not None:
        rows = rows.where(TransitionRow.id < before)
    found = session.execute(rows.order_by(TransitionRow.id.desc()).limit(limit)).tuples()
    return [Changed(*row) for row in found]


def counts(session: Session, wanted: Filter, since: datetime) -> dict[str, int]:
    """How many became what."""
    rows = select(TransitionRow.after, func.count()).join(UnitRow, UnitRow.id == TransitionRow.unit_id)
    rows = rows.where(*_since(wanted, since)).group_by(TransitionRow.after)
    return dict(session.execute(rows).tuples().all())


def _since(wanted: Filter, since: datetime) -> Sequence[ColumnElement[bool]]:
    return (TransitionRow.at >= since, TransitionRow.before.is_not(None), *wanted.of_units())
