"""What the rules together ask of a unit for a report year: a local rule overlays the national one.

Only what a nearer rule states differs, and it may only tighten. Where nobody has read a rule in its text, it makes
nothing binding.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from core.kinds import UnitKind, kind_of
from core.rules import MonthDay, Rule
from core.units import Duty, Level, Unit


@dataclass(frozen=True, slots=True)
class Terms:
    """The date, whose it is, how far the unit is bound, and by whom. `national`: the rule of the whole country."""

    due: MonthDay | None = None
    borderline: MonthDay | None = None
    dated: Rule | None = None
    duty: Duty = Duty.NONE
    binding: Rule | None = None
    national: Rule | None = None

    @property
    def last_day(self) -> MonthDay | None:
        """The last day on which publishing is not certainly late, where a rule that was read says so."""
        return (self.borderline or self.due) if self.dated and self.dated.confirmed else None

    @property
    def named(self) -> Rule | None:
        """The rule that the obligation goes by: the nearest one that says something of it."""
        return self.binding or self.dated

    def cited(self) -> str:
        """The rules as a reader is told of them: who binds, then who dates."""
        rules = dict.fromkeys(rule for rule in (self.binding, self.dated) if rule is not None)
        return "、".join(rule.cited for rule in rules)


def terms(unit: Unit, report_year: int, rules: tuple[Rule, ...]) -> Terms:
    return laid_over(reaching(unit.division_code, rules), unit.level, kind_of(unit.level, unit.name), report_year)


@lru_cache(maxsize=65536)
def reaching(division_code: str | None, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules made for the place, from the whole country's to the nearest."""
    near = [(nearness, rule) for rule in rules if (nearness := rule.nearness(division_code)) is not None]
    return tuple(rule for _, rule in sorted(near, key=lambda pair: (pair[0], pair[1].id)))


def laid_over(rules: tuple[Rule, ...], level: Level, kind: UnitKind, report_year: int) -> Terms:
    """What those that reach the place say together."""
    said = Terms()
    for rule in rules:
        if rule.governs(report_year) and (not rule.levels or level in rule.levels):
            said = _overlaid(said, rule, kind)
    return said


def _overlaid(said: Terms, rule: Rule, kind: UnitKind) -> Terms:
    if rule.national:
        duty = rule.duties.get(kind, Duty.NONE)
        return replace(said, due=rule.due, borderline=rule.borderline, dated=rule, duty=duty, national=rule)
    if rule.due is not None and rule.dates(kind) and _dates(said, rule, rule.due):
        said = replace(said, due=rule.due, borderline=rule.borderline, dated=rule)
    stated = rule.duties.get(kind)
    if stated is None or not _binds(said, rule, stated):
        return said
    return replace(said, duty=stated if rule.confirmed else Duty.CUSTOMARY, binding=rule)


def _dates(said: Terms, rule: Rule, due: MonthDay) -> bool:
    """A local date counts where it was read, and is no later than what binds from above."""
    if not rule.confirmed:
        return said.due is None
    return said.last_day is None or due <= said.last_day


def _binds(said: Terms, rule: Rule, duty: Duty) -> bool:
    """Nobody below lets off whom the whole country's rule binds; what nobody has read makes at most a custom."""
    if said.duty is Duty.REQUIRED:
        return False
    return duty is not said.duty if rule.confirmed else said.duty is Duty.NONE and duty is not Duty.NONE
