"""The checks that bear on an obligation: every reading of the unit's lists since its report could have appeared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from core.checks import Moment
from core.dossiers import Check
from core.times import day_begins_at
from storage import checks
from storage.models import CaptureRow, ReportRow, RunRow
from storage.sql import chunks


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check, and the capture that shows what it saw: the page that failed, or the first page of the list."""

    check: Check
    capture_id: int | None


_RUNS = select(RunRow.number, RunRow.id).where(RunRow.number.in_(bindparam("numbers", expanding=True)))
_RECORDS = select(CaptureRow.id, CaptureRow.warc_record_id).where(CaptureRow.id.in_(bindparam("ids", expanding=True)))


def since(report: ReportRow | None, year: int) -> datetime:
    """Before this nobody could have published it: a report on a year appears in its last month at the earliest."""
    known = [at for at in (report.absent_at, report.first_seen_at) if at is not None] if report else []
    return min([day_begins_at(date(year, 12, 1)), *known])


def checks_of(session: Session, column_ids: Sequence[str], since: datetime) -> list[KeptCheck]:
    """Every check of the columns since then, by column in the order given, oldest first. Raises DamagedChecks."""
    made = checks.of_columns(session, column_ids, since)
    runs = _runs(session, {moment.run for moment, _ in made})
    if strange := next((row for moment, row in made if moment.run not in runs), None):
        raise checks.damaged(strange)
    records = records_of(session, {row.capture_id for _, row in made})
    return [
        KeptCheck(_check(moment, row, runs[moment.run], records.get(row.capture_id)), row.capture_id)
        for moment, row in made
    ]


def _runs(session: Session, numbers: Collection[int]) -> dict[int, str]:
    return {
        number: id_
        for some in chunks(sorted(numbers))
        for number, id_ in session.execute(_RUNS, {"numbers": some}).tuples()
    }


def records_of(session: Session, capture_ids: Collection[int | None]) -> dict[int | None, str]:
    """WARC records by the ids of their captures."""
    known = sorted({id_ for id_ in capture_ids if id_ is not None})
    return {id_: record for some in chunks(known) for id_, record in session.execute(_RECORDS, {"ids": some}).tuples()}


def _check(moment: Moment, row: Row[Any], run_id: str, record_id: str | None) -> Check:
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
