"""The register to all that is owed so far, with what passes from a unit that ended to its successor."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from alerts.rules._duties import obligation, owed_under, report_years
from alerts.rules._lives import Line, direct_lines, forerunners, lines_of, passed_on
from alerts.rules._terms import reaching
from core.duties import Obligation
from core.rules import Rule
from core.units import Duty, Registry, Unit

_WEAKEST_FIRST = (Duty.NONE, Duty.CUSTOMARY, Duty.LOCAL, Duty.REQUIRED)


def obligations(
    registry: Registry, units: Iterable[Unit], now_day: date, years: Collection[int] = ()
) -> Iterator[tuple[Unit, Obligation]]:
    """What the units owe so far, for the years named or for all: their own, and what passed to them."""
    direct = direct_lines(registry)
    for unit in units:
        near = reaching(unit.division_code, registry.rules)
        lines = lines_of(unit, direct)
        for year in report_years(unit, now_day):
            if not years or year in years:
                yield unit, _own(registry, near, unit, lines, year)
        for owed in _inherited(registry, unit, lines, now_day) if lines else ():
            if not years or owed.report_year in years:
                yield unit, owed


def _own(registry: Registry, near: tuple[Rule, ...], unit: Unit, lines: Sequence[Line], year: int) -> Obligation:
    owed = _with_heirs(registry, unit, owed_under(near, unit, registry.offices[unit.office_id], year))
    if lines:
        owed = replace(owed, forerunners=forerunners(unit, lines, year, inherited=False))
    if owed.ended_on is not None and owed.due_on is not None and owed.ended_on < owed.due_on:
        return replace(owed, duty=Duty.NONE)
    return owed


def _inherited(registry: Registry, unit: Unit, lines: Sequence[Line], now_day: date) -> Iterator[Obligation]:
    """What forerunners owed that ended before its date: the unit that is there on that day answers for it."""
    own = report_years(unit, now_day)
    ended = {line.ended_on.year for line in lines}
    for year in sorted({*ended, *(y - 1 for y in ended)} - set(own)):
        owed = _plain(registry, unit, year)
        passed = [line for line in lines if passed_on(line, year, owed.due_on)]
        takes_over = owed.due_on is not None and unit.since_year <= year <= now_day.year and unit.alive_on(owed.due_on)
        if takes_over and (duty := _passed_duty(registry, owed, passed)) is not None:
            answering = forerunners(unit, lines, year, inherited=True)
            yield replace(owed, duty=duty, forerunners=answering)


def _passed_duty(registry: Registry, owed: Obligation, passed: Sequence[Line]) -> Duty | None:
    """No more than the forerunner owed. Which of several successors is meant, nobody can say: that binds none."""
    theirs = [(line, _plain(registry, line.unit, owed.report_year)) for line in passed]
    owing = [(line, before.duty) for line, before in theirs if before.exempt_reason is None]
    passing = [duty if line.sole or not duty.binding else Duty.CUSTOMARY for line, duty in owing]
    if not passing:
        return None
    return min(owed.duty, max(passing, key=_WEAKEST_FIRST.index), key=_WEAKEST_FIRST.index)


def _plain(registry: Registry, unit: Unit, year: int) -> Obligation:
    return _with_heirs(registry, unit, obligation(unit, registry.offices[unit.office_id], year, registry.rules))


def _with_heirs(registry: Registry, unit: Unit, owed: Obligation) -> Obligation:
    heirs = tuple(registry.units[s].name for s in unit.successors if s in registry.units)
    return replace(owed, heirs=heirs) if heirs else owed
