"""The checks that bear on an obligation: every reading of the unit's lists since its report could have appeared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.checks import Moment
from core.dossiers import Check
from core.times import day_begins_at
from storage import checks
from storage.models import CaptureRow, CheckRow, ReportRow, RunRow
from storage.sql import chunks


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check, and the capture that shows what it saw: the page that failed, or the first page of the list."""

    check: Check
    capture_id: int | None


def since(session: Session, unit_id: str, year: int) -> datetime:
    """Before this nobody could have published it: a report on a year appears in its last month at the earliest."""
    mine = ReportRow.unit_id == unit_id, ReportRow.report_year == year
    report = session.execute(select(ReportRow.absent_at, ReportRow.first_seen_at).where(*mine)).one_or_none()
    known = [at for at in report.tuple() if at is not None] if report else []
    return min([day_begins_at(date(year, 12, 1)), *known])


def checks_of(session: Session, column_ids: Sequence[str], since: datetime) -> list[KeptCheck]:
    """Every check of the columns since then, by column in the order given, oldest first. Raises DamagedChecks."""
    runs = dict(session.execute(select(RunRow.number, RunRow.id)).tuples().all())
    made = [one for column_id in column_ids for one in checks.of_column(session, column_id, since)]
    if strange := next((row for moment, row in made if moment.run not in runs), None):
        raise checks.damaged(strange)
    records = _records(session, {row.capture_id for _, row in made if row.capture_id is not None})
    return [
        KeptCheck(_check(moment, row, runs[moment.run], records.get(row.capture_id)), row.capture_id)
        for moment, row in made
    ]


def _records(session: Session, capture_ids: Collection[int]) -> dict[int | None, str]:
    rows = select(CaptureRow.id, CaptureRow.warc_record_id)
    return {
        id_: record
        for some in chunks(sorted(capture_ids))
        for id_, record in session.execute(rows.where(CaptureRow.id.in_(some))).tuples()
    }


def _check(moment: Moment, row: CheckRow, run_id: str, record_id: str | None) -> Check:
    return Check(
        column_id=row.column_id,
        checked_at=moment.at,
        outcome=row.outcome,
        reason=row.reason,
        complete=row.complete,
        posts_seen=row.posts_seen,
        run_id=run_id,
        record_id=record_id,
    )
