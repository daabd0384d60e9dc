"""From the register to what is owed: the date, how far it binds, and for which years."""

import re
from calendar import monthrange
from datetime import date

from alerts.rules._rule import Rule, rule_of_year
from core.duties import Obligation
from core.units import Duty, Level, Office, OwnDueDate, Unit

# 乡、镇、苏木 are a level of government; 街道办事处 and 管委会 are its branches (派出机关), outside the clause.
# Only the end of the name counts: 景德镇市某街道办事处 is no 镇.
_TOWN_GOVERNMENT = re.compile(r"(乡|镇|苏木)(人民政府|政府)?$")


def obligation(unit: Unit, office: Office, report_year: int) -> Obligation:
    """What `unit` owes for `report_year` under the national rule of that year, or its office's own date."""
    rule = rule_of_year(report_year)
    own = _own_due_on(office.own_due_date, rule, report_year)
    national = _on(report_year, *rule.due) if rule else None
    borderline = _on(report_year, *rule.borderline) if rule and rule.borderline and own is None else None
    return Obligation(
        unit_id=unit.id,
        office_id=office.id,
        report_year=report_year,
        duty=_duty(unit, rule, has_date=own is not None or rule is not None),
        rule=f"office:{office.id}" if own else rule.id if rule else None,
        due_on=own or national,
        borderline_on=borderline,
        remind_days_before=office.remind_days_before,
        exempt_reason=next((e.reason for e in unit.exempt if e.year == report_year), None),
    )


def report_years(unit: Unit, now_day: date) -> range:
    """The report years owed so far, the running one included; a unit not alive on 31 December does not owe the year."""
    first, last = unit.since_year, now_day.year
    if unit.valid_from is not None:
        first = max(first, unit.valid_from.year)
    if unit.valid_to is not None:
        lived_to_the_end = (unit.valid_to.month, unit.valid_to.day) == (12, 31)
        last = min(last, unit.valid_to.year if lived_to_the_end else unit.valid_to.year - 1)
    return range(first, last + 1)


def _duty(unit: Unit, rule: Rule | None, *, has_date: bool) -> Duty:
    """A hand-set duty wins wherever there is a date to be bound by."""
    if not has_date:
        return Duty.NONE
    if unit.duty is not None:
        return unit.duty
    return _duty_by_level(unit, rule) if rule else Duty.NONE


def _duty_by_level(unit: Unit, rule: Rule) -> Duty:
    if unit.level is not Level.TOWNSHIP:
        return Duty.REQUIRED
    if not rule.binds_townships:
        return Duty.NONE
    return Duty.REQUIRED if _TOWN_GOVERNMENT.search(unit.name.strip()) else Duty.CUSTOMARY


def _own_due_on(own: OwnDueDate | None, rule: Rule | None, report_year: int) -> date | None:
    """The office's own date; without `since_year` it stands wherever a national rule does."""
    if own is None:
        return None
    applies = rule is not None if own.since_year is None else report_year >= own.since_year
    return _on(report_year, own.month, own.day) if applies else None


def _on(report_year: int, month: int, day: int) -> date:
    """A day of the following year; 29 February falls on the 28th where there is none."""
    year = report_year + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
