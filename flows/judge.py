"""The judging stage: every obligation is judged from what is stored; a standing turns once, with its alerts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts import rules, wording
from core.alerts import Alert, Event
from core.duties import Obligation, Status
from core.pages import Outcome
from core.times import local_day
from core.units import Unit
from flows.progress import report as report_progress
from flows.run import Run
from storage import columns, outbox, standings

BATCH = 500
_LATELY = timedelta(days=90)
_SETTLED = (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.OVERDUE, Status.WITHDRAWN, Status.EXEMPT)


@dataclass(frozen=True, slots=True)
class Judged:
    obligations: int
    turned: int


def judge(run: Run, years: Collection[int] = (), unit_ids: Collection[str] = ()) -> Judged:
    """Judges the run's units (or those named) for the years asked for (all years owed so far when none are named)."""
    owed = [(unit, owes) for unit, owes in obligations(run, years) if not unit_ids or unit.id in unit_ids]
    told = _told(run)
    turned = 0
    if not years and not unit_ids:
        with run.database.session() as session:
            keys = {(unit.id, owes.report_year) for unit, owes in owed}
            standings.drop_unowed(session, {unit.id for unit in run.units}, keys)
    for start in range(0, len(owed), BATCH):
        turned += _judge_batch(run, owed[start : start + BATCH], told)
        report_progress("认定办理状态", min(start + BATCH, len(owed)), len(owed))
        run.beat()
    return Judged(len(owed), turned)


def judge_and_tell(run: Run, years: Collection[int] = ()) -> Judged:
    """Judges, and writes what the operator must know of the columns; the alerts of both wait in the outbox."""
    with run.database.session() as session:
        before = outbox.count(session)
    judged = judge(run, years)
    tell_broken_columns(run)
    with run.database.session() as session:
        run.tally.add(run.tally.alerts, "queued", outbox.count(session) - before)
    return judged


def obligations(run: Run, years: Collection[int] = ()) -> Iterator[tuple[Unit, Obligation]]:
    today = local_day(run.now)
    for unit in run.units:
        office = run.registry.offices[unit.office_id]
        for year in rules.report_years(unit, today):
            if not years or year in years:
                yield unit, rules.obligation(unit, office, year)


def columns_to_prove(run: Run) -> frozenset[str]:
    """Columns where a report that has lately fallen due stands, or is proven to be absent: they are read to the end."""
    today = local_day(run.settings.clock())
    years = {run.cycle_year - 1, run.cycle_year}
    due = [
        (unit, owes.report_year)
        for unit, owes in obligations(run, years)
        if owes.due_on is not None and timedelta() < today - owes.due_on <= _LATELY
    ]
    with run.database.reading() as session:
        current = standings.current(session, years, unit_ids={unit.id for unit, _ in due})
    settled = {key for key, standing in current.items() if standing.status in _SETTLED}
    return frozenset(c for unit, year in due if (unit.id, year) not in settled for c in unit.column_ids)


def _told(run: Run) -> Mapping[Event, frozenset[tuple[str, int]]]:
    """What the office was told of whom: it is taken back when the report turns up, or returns."""
    with run.database.session() as session:
        return {event: outbox.told(session, event.value) for event in (Event.OVERDUE, Event.WITHDRAWN)}


def _judge_batch(
    run: Run, batch: Sequence[tuple[Unit, Obligation]], told: Mapping[Event, frozenset[tuple[str, int]]]
) -> int:
    turned = 0
    now = run.settings.clock()  # later than the run's beginning: its own checks must not lie in the future
    with run.database.session() as session:
        asked = [(unit.id, obligation.report_year) for unit, obligation in batch]
        facts = standings.facts(session, {u for u, _ in asked}, {y for _, y in asked})
        current = standings.current(session, {y for _, y in asked}, unit_ids={u for u, _ in asked})
        for unit, obligation in batch:
            key = (unit.id, obligation.report_year)
            standing = rules.judge(obligation, facts[key], now)
            stored = current.get(key)
            before = stored.status if stored else None
            news = wording.alerts_for(
                before,
                standing,
                obligation,
                unit,
                run.registry.offices[unit.office_id],
                now,
                cycle_year=run.cycle_year,
                told=[event for event, keys in told.items() if key in keys],
                column_urls=[run.registry.columns[c].url for c in unit.column_ids],
            )
            turned += standings.turn(session, run_id=run.id, standing=standing, before=before, now=now, alerts=news)
    return turned


def tell_broken_columns(run: Run) -> int:
    """One operator alert for each column that broke and was not told yet; returns how many are new."""
    with run.database.session() as session:
        broken = columns.broken(session, [column.id for column in run.columns])
        return outbox.queue(session, list(_broken_alerts(run, broken)), run_id=run.id)


def _broken_alerts(run: Run, broken: Iterable[columns.BrokenColumn]) -> Iterator[Alert]:
    for column in broken:
        units = run.registry.units_of_column(column.column_id)
        yield wording.column_broken_alert(
            column.column_id,
            run.registry.columns[column.column_id].url,
            units[0].office_id,
            [unit.name for unit in units],
            column.broken_since,
            Outcome(column.outcome),
            column.reason,
            run.now,
        )
