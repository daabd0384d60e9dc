"""Units that begin, end, are renamed, merged and split: which unit became which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.rules._duties import report_years
from core.duties import Forerunner
from core.units import Registry, Unit


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that ended and became another. `sole`: that other alone (renamed or merged, not split)."""

    unit: Unit
    ended_on: date
    sole: bool

    def forerunner(self, *, answers: bool) -> Forerunner:
        return Forerunner(self.unit.id, self.unit.name, self.ended_on, answers)


Lines = Mapping[str, Sequence[Line]]


def direct_lines(registry: Registry) -> Lines:
    """Successor → the units that it took over from."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for unit in registry.units.values():
        if unit.valid_to is not None:
            for successor in unit.successors:
                lines[successor].append(Line(unit, unit.valid_to, len(unit.successors) == 1))
    return lines


def lines_of(unit: Unit, direct: Lines) -> tuple[Line, ...]:
    """All that led to the unit, step by step, the latest first."""
    if unit.id not in direct:
        return ()
    found: dict[str, Line] = {}
    ahead = list(direct.get(unit.id, ()))
    while ahead:
        line = ahead.pop(0)
        if line.unit.id not in found and line.unit.id != unit.id:
            found[line.unit.id] = line
            ahead += [Line(one.unit, one.ended_on, one.sole and line.sole) for one in direct.get(line.unit.id, ())]
    return tuple(found.values())


def passed_on(line: Line, year: int, due_on: date | None) -> bool:
    """Whether the line's unit owed the year and ended before it was due: what it owed passes to its successor."""
    owed = year in report_years(line.unit, date(year + 1, 12, 31))
    return owed and due_on is not None and line.ended_on < due_on


def forerunners(unit: Unit, lines: Sequence[Line], year: int, *, inherited: bool) -> tuple[Forerunner, ...]:
    """Whose reports of the year may be the unit's.

    A unit that began in the year or later is what became of them; one that certainly stood beside them before answers
    for itself. Where the register does not say when it began, a person is to look.
    """
    if unit.valid_from is not None and unit.valid_from < date(year, 1, 1):
        return ()
    began = unit.valid_from is not None
    there = [line for line in lines if line.ended_on >= date(year, 1, 1)]
    return tuple(line.forerunner(answers=inherited or (began and line.sole)) for line in there)
