"""The judging stage: what was touched is judged from what is stored; a standing turns once, with its alerts."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from alerts import rules
from core.duties import Obligation, Status
from core.times import local_day
from core.units import Unit
from flows import reviewing, telling
from flows.judging import Judging, register_at_rest
from flows.run import Run
from flows.touched import changed_units, mark_by_columns, touched
from storage import outbox, rejudging, runs, standings
from storage.doubts import Key

_LATELY = timedelta(days=90)
_SETTLED = (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.OVERDUE, Status.WITHDRAWN, Status.EXEMPT)


@dataclass(frozen=True, slots=True)
class Judged:
    obligations: int
    turned: int


@register_at_rest()
def judge(run: Run, years: Collection[int] = (), unit_ids: Collection[str] = ()) -> Judged:
    """Judges the run's units (or those named) for the years asked for (all years owed so far when none are named)."""
    judging = Judging(run)
    judging.whole([unit for unit in run.units if not unit_ids or unit.id in unit_ids], years)
    if not years and not unit_ids:
        _note_offices(run, judging)
    return Judged(judging.judged, judging.turned)


@register_at_rest()
def judge_touched(run: Run) -> Judged:
    """Judges what the calendar, the register or any fact may have turned since the last judging, and nothing else: the
    outcome is the same as if all were judged. Of offices that the run has only some units of, these are judged whole;
    and all are where the clock stands before that of an earlier run.
    """
    judging = Judging(run)
    with run.database.session() as session:
        rejudging.forget_retired(session)
        mark_by_columns(session, judging.register)
        judged = {} if runs.later_than(session, judging.now) else rejudging.bases(session)
    complete = _complete_offices(run)
    theirs = {unit.id: judged.get(unit.id, (None, None)) for unit in run.units if unit.office_id in complete}
    anew, grown = changed_units(judging.register, run.units, theirs, judging.today.year)
    judging.whole(anew)
    for judged_to, units in grown.items():
        judging.grown(units, judged_to)
    for keys in touched(run.database, judging.register, judging.waiting, judging.today):
        judging.these(keys)
    _note_offices(run, judging)
    return Judged(judging.judged, judging.turned)


@register_at_rest()
def judge_decided(run: Run, keys: Collection[Key]) -> Judged:
    """Judges the obligations that decisions by hand concern, and those of the units' heirs; nothing else."""
    judging = Judging(run, by_hand=True)
    with run.database.session() as session:
        before = outbox.count(session)
    judging.these(judging.register.heirs_too(keys))
    with run.database.session() as session:
        run.tally.add(run.tally.alerts, "queued", outbox.count(session) - before)
    return Judged(judging.judged, judging.turned)


def judge_and_tell(run: Run, years: Collection[int] = (), *, anew: bool = False) -> Judged:
    """Carries out what was decided by hand meanwhile, judges what was touched (the years named, or all `anew`), and
    writes what the operator must know of the columns; the alerts of both wait in the outbox.
    """
    reviewing.carry_out(run)
    with run.database.session() as session:
        before = outbox.count(session)
    judged = judge(run, years) if years or anew else judge_touched(run)
    telling.tell(run)
    with run.database.session() as session:
        run.tally.add(run.tally.alerts, "queued", outbox.count(session) - before)
    return judged


def _complete_offices(run: Run) -> frozenset[str]:
    """The offices all of whose units the run is about."""
    asked = Counter(unit.office_id for unit in run.units)
    registered = Counter(unit.office_id for unit in run.registry.units.values())
    return frozenset(office_id for office_id, number in asked.items() if number == registered[office_id])


def _note_offices(run: Run, judging: Judging) -> None:
    with run.database.session() as session:
        rejudging.note_offices(session, _complete_offices(run), judging.now)


def obligations(run: Run, years: Collection[int] = ()) -> Iterator[tuple[Unit, Obligation]]:
    return rules.obligations(run.registry, run.units, local_day(run.now), years)


def columns_to_prove(run: Run) -> frozenset[str]:
    """Columns where a report that has lately fallen due stands, or is proven to be absent: they are read to the end. So
    they are on a day on which its absence is told once more.
    """
    today = local_day(run.settings.clock())
    years = {run.cycle_year - 1, run.cycle_year}
    with run.database.reading() as session:
        settled = standings.settled(session, years, _SETTLED)
        told_again = frozenset(rejudging.due(session, today))

    def is_open(key: Key, due_on: date | None) -> bool:
        if due_on is None or today <= due_on:
            return False
        return key in told_again or (key not in settled and today - due_on <= _LATELY)

    owing = obligations(run, years)
    open_ = [(unit, owes) for unit, owes in owing if is_open((unit.id, owes.report_year), owes.due_on)]
    units = [unit for unit, _ in open_] + [
        run.registry.units[before.unit_id] for _, owes in open_ for before in owes.forerunners if before.answers
    ]
    return frozenset(column_id for unit in units for column_id in unit.column_ids)
