"""What the checks of the nights came to: of all columns as the runs counted them, of some as their checks tell."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.checks import month_of
from core.times import local_day
from storage.board import Filter
from storage.checks import moments_of
from storage.models import CheckRow, RunRow, UnitColumnRow, UnitRow
from storage.sql import CHUNK

MOST_COLUMNS = 5000  # whose checks are told one by one for a picture
_RUNS = 1000


@dataclass(frozen=True, slots=True)
class Night:
    """The nightly run of a day (in Beijing), of several the one that checked most. `outcomes`: columns by outcome."""

    on: date
    outcomes: Mapping[str, int]


def of_all(session: Session, since: datetime) -> list[Night]:
    """The nights since then, oldest first."""
    rows = select(RunRow.started_at, RunRow.outcomes).where(*_nightly(since), RunRow.outcomes.is_not(None))
    found = session.execute(rows.order_by(RunRow.number.desc()).limit(_RUNS)).tuples()
    return _fullest((local_day(at), outcomes) for at, outcomes in reversed(found.all()) if outcomes)


def of_columns(session: Session, column_ids: Sequence[str], since: datetime) -> list[Night]:
    """The same for some columns."""
    rows = select(RunRow.number, RunRow.started_at).where(*_nightly(since))
    nights = {number: local_day(at) for number, at in session.execute(rows.order_by(RunRow.number)).tuples()}
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    months = CheckRow.month >= month_of(since)
    for start in range(0, len(column_ids), CHUNK):
        some = CheckRow.column_id.in_(column_ids[start : start + CHUNK])
        for row in session.scalars(select(CheckRow).where(some, months).execution_options(yield_per=CHUNK)):
            counted_in = {moment.run for moment in moments_of(row)}
            for run in counted_in & nights.keys():
                counted[run][row.outcome] += 1
    return _fullest((day, counted[run]) for run, day in nights.items() if run in counted)


def columns_of(session: Session, wanted: Filter) -> list[str]:
    """The columns of the units asked about; one more than `MOST_COLUMNS` where they are too many."""
    rows = select(UnitColumnRow.column_id).distinct().join(UnitRow, UnitRow.id == UnitColumnRow.unit_id)
    rows = rows.where(UnitColumnRow.retired_at.is_(None), *wanted.of_units())
    return list(session.scalars(rows.order_by(UnitColumnRow.column_id).limit(MOST_COLUMNS + 1)))


def newest(session: Session) -> tuple[int, datetime] | None:
    """Number and beginning of the newest nightly run that was counted."""
    rows = select(RunRow.number, RunRow.started_at).where(RunRow.kind == "nightly", RunRow.outcomes.is_not(None))
    return session.execute(rows.order_by(RunRow.number.desc()).limit(1)).tuples().one_or_none()


def _nightly(since: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RunRow.kind == "nightly", RunRow.started_at >= since


def _fullest(runs: Iterable[tuple[date, Mapping[str, int]]]) -> list[Night]:
    best: dict[date, Mapping[str, int]] = {}
    for on, outcomes in runs:
        if on not in best or sum(outcomes.values()) >= sum(best[on].values()):
            best[on] = {outcome: number for outcome, number in outcomes.items() if number}
    return [Night(on, best[on]) for on in sorted(best)]
