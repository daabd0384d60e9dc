"""What `doctor` asks the database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from core.chain import Head
from storage import chain, runs, schema
from storage.base import Base
from storage.models import (
    AlertRow,
    CaptureRow,
    ColumnRow,
    DeliveryRow,
    ObligationRow,
    PostRow,
    ReportRow,
    RevisionRow,
    UnitRow,
)


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of what is stored, what waits, and the last run (as `runs.latest` gives it)."""

    schema_revision: str | None
    units: int
    columns: int
    broken_columns: int
    posts: int
    posts_to_review: int
    captures: int
    unread_captures: int
    reports: int
    revisions: int
    obligations: int
    queued_alerts: int
    untried_alerts: int  # queued, and no channel was ever tried: perhaps there is none
    failed_alerts: int
    last_run: dict[str, Any] | None
    chain_head: Head


def facts(session: Session) -> Health:
    untried = AlertRow.state == "queued", ~exists().where(DeliveryRow.alert_id == AlertRow.id)
    unread = CaptureRow.read_at.is_(None), PostRow.capture_id == CaptureRow.id
    return Health(
        schema_revision=schema.revision_of(session.connection()),
        units=_count(session, UnitRow, UnitRow.retired_at.is_(None)),
        columns=_count(session, ColumnRow, ColumnRow.retired_at.is_(None)),
        broken_columns=_count(session, ColumnRow, ColumnRow.retired_at.is_(None), ColumnRow.broken_since.is_not(None)),
        posts=_count(session, PostRow),
        posts_to_review=_count(session, PostRow, PostRow.review_reason.is_not(None)),
        captures=_count(session, CaptureRow),
        unread_captures=_count(session, CaptureRow, *unread),
        reports=_count(session, ReportRow),
        revisions=_count(session, RevisionRow),
        obligations=_count(session, ObligationRow),
        queued_alerts=_count(session, AlertRow, AlertRow.state == "queued"),
        untried_alerts=_count(session, AlertRow, *untried),
        failed_alerts=_count(session, AlertRow, AlertRow.state == "failed"),
        last_run=runs.latest(session),
        chain_head=chain.head(session),
    )


def _count(session: Session, model: type[Base], *where: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(model).where(*where)).one()
