"""Judging some obligations: their facts, the rules, and what follows, a batch a transaction."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice

from alerts import rules, wording
from core.alerts import Told
from core.duties import ColumnFact, Facts, Obligation, Standing, Status
from core.standings import words_turn_on
from core.times import local_day
from core.units import Unit
from flows.progress import report as report_progress
from flows.run import Run
from flows.touched import Register
from storage import outbox, rejudging, standings
from storage.database import Session
from storage.doubts import Key, Waiting, digest
from storage.standings import Turn

BATCH = 1000  # obligations
UNITS = 200

Owed = tuple[Unit, Obligation]


@contextmanager
def register_at_rest() -> Iterator[None]:
    """A register is a million objects that last: looking through them for garbage over and over would take longer than
    much of the judging.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Judging:
    """One pass of judging, at one instant: later than all checks of the run.

    `by_hand`: after a decision, between the nights; that somebody is overdue is left to the next night to say and tell.
    """

    def __init__(self, run: Run, *, by_hand: bool = False) -> None:
        self.run = run
        self.by_hand = by_hand
        self.now = run.settings.clock()
        self.today = local_day(self.now)
        self.register = Register(run.registry)
        with run.database.reading() as session:
            self.waiting = Waiting(session)
        self.judged = 0
        self.turned = 0

    def whole(self, units: Sequence[Unit], years: Collection[int] = ()) -> None:
        """All that the units owe for the years. What they owe of all years is then noted as judged, and no more stands
        than they owe.
        """
        for start in range(0, len(units), UNITS):
            some = units[start : start + UNITS]
            owed = list(rules.obligations(self.run.registry, some, self.today, years))
            with self.run.database.session() as session:
                self._judge(session, owed)
                if not years:
                    standings.drop_unowed(session, _years(some, owed))
                    self._note(session, some)
            self._report(start + len(some), len(units))

    def grown(self, units: Sequence[Unit], judged_to: int) -> None:
        """What the units owe since the calendar year that they were last judged in."""
        for start in range(0, len(units), UNITS):
            some = units[start : start + UNITS]
            years = range(judged_to + 1, self.today.year + 1)
            owed = list(rules.obligations(self.run.registry, some, self.today, years))
            with self.run.database.session() as session:
                self._judge(session, owed)
                self._note(session, some)
            self._report(start + len(some), len(units))

    def these(self, keys: Collection[Key]) -> None:
        """Obligations of the run's units; marks on what is not owed are taken away."""
        mine = {unit.id for unit in self.run.units}
        wanted = {key for key in keys if key[0] in mine}
        units = [self.run.registry.units[id_] for id_ in sorted({id_ for id_, _ in wanted})]
        found = rules.obligations(self.run.registry, units, self.today, {year for _, year in wanted})
        owed = ((unit, owes) for unit, owes in found if (unit.id, owes.report_year) in wanted)
        unowed = set(wanted)
        while batch := list(islice(owed, BATCH)):
            with self.run.database.session() as session:
                self._judge(session, batch)
            unowed -= {_key(one) for one in batch}
            self._report(len(wanted) - len(unowed), len(wanted))
        with self.run.database.session() as session:
            rejudging.done(session, rejudging.marks(session, unowed))

    def _judge(self, session: Session, owed: Sequence[Owed]) -> None:
        rejudging.begin(session)
        keys = [_key(one) for one in owed]
        marks = rejudging.marks(session, keys)  # before the facts: a mark that comes later is for the next judging
        facts = standings.facts(session, {*keys, *_forerunners(owed)}, self.waiting)
        before = standings.statuses(session, keys)
        told = outbox.told_of(session, keys)
        turns = [self._turn(one, facts, before.get(key), told[key]) for key, one in zip(keys, owed, strict=True)]
        written = standings.turn_all(session, turns, before, run_id=self.run.id, now=self.now)
        if len(written) == len(turns):
            rejudging.done(session, marks)
        self.judged += len(written)
        self.turned += sum(turn.turned for turn in written)

    def _turn(self, one: Owed, facts: Mapping[Key, Facts], before: Status | None, told: Told) -> Turn:
        unit, owes = one
        year = owes.report_year
        own = facts[unit.id, year]
        known = rules.with_forerunners(owes, own, {f.unit_id: facts[f.unit_id, year] for f in owes.forerunners})
        standing = rules.judge(owes, known, self.now)
        for_the_night = self.by_hand and standing.status is Status.OVERDUE
        if for_the_night:
            standing = rules.until_the_night(standing, before, known.refused)
        news = wording.alerts_for(
            before,
            standing,
            owes,
            unit,
            self.run.registry.offices[unit.office_id],
            self.now,
            cycle_year=self.run.cycle_year,
            told=told,
            column_urls=[self.run.registry.columns[c].url for c in unit.column_ids],
            pages_url=self.run.settings.web_url,
        )
        if for_the_night:
            return Turn(standing, before, (), self.today, digest(own.doubts))
        return Turn(standing, before, tuple(news), judge_on(owes, standing, known, self.today), digest(own.doubts))

    def _note(self, session: Session, units: Sequence[Unit]) -> None:
        rejudging.note_bases(session, {unit.id: self.register.basis(unit) for unit in units}, self.today.year)

    def _report(self, done: int, total: int) -> None:
        report_progress("认定办理状态", done, total)
        self.run.beat()


def _key(one: Owed) -> Key:
    return one[0].id, one[1].report_year


def _forerunners(owed: Sequence[Owed]) -> Iterator[Key]:
    for _, owes in owed:
        yield from ((before.unit_id, owes.report_year) for before in owes.forerunners)


def _years(units: Sequence[Unit], owed: Sequence[Owed]) -> Mapping[str, set[int]]:
    years: dict[str, set[int]] = {unit.id: set() for unit in units}
    for unit, owes in owed:
        years[unit.id].add(owes.report_year)
    return years


def judge_on(obligation: Obligation, standing: Standing, facts: Facts, today: date) -> date | None:
    """The next day on which the same facts may read otherwise; today while something may come of the next hours."""
    if _out_of_patience_soon(standing, facts) or _waits_for_a_check(obligation, standing, facts.columns):
        return today
    days = rules.next_turn_on(obligation, standing, facts, today), words_turn_on(standing, today)
    return min((day for day in days if day is not None), default=None)


def _out_of_patience_soon(standing: Standing, facts: Facts) -> bool:
    """A report is gone, and what waits may be it: how long that is waited for is counted in hours."""
    fact = facts.published
    missed = fact is not None and fact.gone_since is not None and fact.withdrawn_at is None
    return missed and bool(facts.doubts) and standing.status is not Status.UNVERIFIED


def _waits_for_a_check(obligation: Obligation, standing: Standing, columns: Sequence[ColumnFact]) -> bool:
    """A column that can be read was not read since the last arguable day. Any later check that is no failure and not
    complete either leaves a sign when one is complete (`ColumnRow.rejudge_at`).
    """
    last_day = obligation.borderline_on or obligation.due_on
    if standing.status is not Status.UNVERIFIED or last_day is None:
        return False
    complete = [c.last_complete_at for c in columns if not c.broken and c.last_complete_at == c.last_checked_at]
    return any(at is not None and local_day(at) <= last_day for at in complete)
