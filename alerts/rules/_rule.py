"""The shape of a national rule, and the folder as their register."""

import pkgutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that dates the publishing of yearly reports 公开期限规定, as data with its source.

    It governs the report years `first_year`–`last_year` (None: until further notice). `due` and `borderline` are
    (month, day) of the year after the report year. `confirmed` is False where the date is our reading of the text.
    """

    id: str
    title: str  # the document and article, as a clerk cites it
    citation: str  # document number, date of issue, and what it asks for, in our words
    source: str  # where the text was seen
    scope: str  # whom it binds
    first_year: int
    last_year: int | None
    due: tuple[int, int]
    borderline: tuple[int, int] | None
    binds_townships: bool
    confirmed: bool

    def governs(self, report_year: int) -> bool:
        return self.first_year <= report_year and (self.last_year is None or report_year <= self.last_year)


def _discover() -> tuple[Rule, ...]:
    """Every module of this folder without a leading underscore is a rule."""
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_"))
    found = (import_module(f"{__package__}.{name}").RULE for name in names)
    return tuple(sorted(found, key=lambda rule: rule.first_year))


RULES: tuple[Rule, ...] = _discover()


def rule_of_year(report_year: int) -> Rule | None:
    """The national rule in force for a report year, None before there was one."""
    return next((rule for rule in RULES if rule.governs(report_year)), None)


def rule_named(rule_id: str | None) -> Rule | None:
    """The national rule of that id; None for an office's own date and for no rule at all."""
    return next((rule for rule in RULES if rule.id == rule_id), None)


def cite(rule_id: str | None) -> str:
    """How a rule is named to a reader; an unconfirmed date says so."""
    rule = rule_named(rule_id)
    if rule is None:
        return "监督机关规定的期限"
    return rule.title if rule.confirmed else f"{rule.title}，具体期限待核对"
