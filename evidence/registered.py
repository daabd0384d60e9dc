"""A unit of the register as the contract shows it, with what it owes for a report year. Pure."""

from dataclasses import asdict
from typing import Any

from alerts import rules
from core.kinds import kind_of
from core.units import Registry, Unit


def shape_of(registry: Registry, unit: Unit, report_year: int) -> dict[str, Any]:
    """The unit as registered, and under `applies` what it owes for the report year, and by which rule."""
    owed = rules.obligation(unit, registry.offices[unit.office_id], report_year, registry.rules)
    applies = {
        "report_year": report_year,
        "kind": kind_of(unit.level, unit.name),
        "duty": owed.duty,
        "due_on": owed.due_on,
        "rule": owed.rule,
        "citation": owed.citation,
    }
    return asdict(unit) | {"applies": applies}
