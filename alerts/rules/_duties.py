"""From the register to what is owed: the date, how far it binds, and for which years."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from alerts.rules._terms import Terms, laid_over, reaching, terms
from alerts.texts import clean_inline
from core.duties import Obligation
from core.kinds import UnitKind, kind_of
from core.rules import MonthDay, Rule
from core.units import Duty, Level, Office, OwnDueDate, Unit

_OWN_DATE = "监督机关规定的期限"


def obligation(unit: Unit, office: Office, report_year: int, rules: tuple[Rule, ...]) -> Obligation:
    """What `unit` owes for `report_year` under the rules of that year and place, or its office's own date."""
    return owed_under(reaching(unit.division_code, rules), unit, office, report_year)


def owed_under(near: tuple[Rule, ...], unit: Unit, office: Office, report_year: int) -> Obligation:
    """`near`: the rules that reach the unit's place."""
    kind = kind_of(unit.level, unit.name)
    agreed = _agreed(near, unit.level, kind, report_year, office.own_due_date, unit.duty)
    return Obligation(
        unit_id=unit.id,
        office_id=office.id,
        report_year=report_year,
        duty=agreed.duty,
        rule=f"office:{office.id}" if agreed.own else agreed.rule,
        due_on=agreed.due_on,
        borderline_on=agreed.borderline_on,
        remind_days_before=office.remind_days_before,
        exempt_reason=next((e.reason for e in unit.exempt if e.year == report_year), None) if unit.exempt else None,
        citation=agreed.citation,
        bound=agreed.bound,
        contents=agreed.contents,
        escalate_days_after=office.escalate_days_after,
        repeat_every_days=office.repeat_every_days,
        ended_on=unit.valid_to,
    )


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What all units have in common that are of one kind, in one place, under one office's date."""

    own: bool  # the office's own date counts
    rule: str | None
    duty: Duty
    due_on: date | None
    borderline_on: date | None
    citation: str
    bound: str | None
    contents: bool


@lru_cache(maxsize=16384)
def _agreed(  # noqa: PLR0917
    near: tuple[Rule, ...],
    level: Level,
    kind: UnitKind,
    report_year: int,
    stated: OwnDueDate | None,
    by_hand: Duty | None,
) -> _Agreed:
    said = laid_over(near, level, kind, report_year)
    own = _own_due(stated, said, report_year)
    due_on, borderline_on = (_on(report_year, *own), None) if own else _days(said, report_year)
    return _Agreed(
        own=own is not None,
        rule=said.named.id if said.named else None,
        duty=_duty(by_hand, said, dated=due_on is not None),
        due_on=due_on,
        borderline_on=borderline_on,
        citation=_own_cited(stated) if own else _cited(by_hand, said),
        bound=_bound(by_hand, said),
        contents=said.national is not None and said.national.contents,
    )


def _own_cited(own: OwnDueDate | None) -> str:
    source = clean_inline(own.source, 60) if own and own.source else ""
    return f"{_OWN_DATE}：{source}" if source else _OWN_DATE


def _cited(by_hand: Duty | None, said: Terms) -> str:
    """A rule that leaves the unit out is no ground for what the office entered by hand; it only lends its date."""
    entered = by_hand is not None and by_hand.binding and not said.duty.binding
    return f"监督机关登记的公开义务，期限参照{said.cited()}" if entered else said.cited()


def report_years(unit: Unit, now_day: date) -> range:
    """The report years owed so far, the running one included; a unit not alive on 31 December does not owe the year."""
    first, last = unit.since_year, now_day.year
    if unit.valid_from is not None:
        first = max(first, unit.valid_from.year)
    if unit.valid_to is not None:
        lived_to_the_end = (unit.valid_to.month, unit.valid_to.day) == (12, 31)
        last = min(last, unit.valid_to.year if lived_to_the_end else unit.valid_to.year - 1)
    return range(first, last + 1)


def too_late(office: Office, unit: Unit, report_year: int, rules: tuple[Rule, ...]) -> bool:
    """Whether the office's own date is later than the rules allow, and so does not count 本级期限晚于规定."""
    said, own = terms(unit, report_year, rules), office.own_due_date
    return _stated(own, said, report_year) is not None and _own_due(own, said, report_year) is None


def _duty(by_hand: Duty | None, said: Terms, *, dated: bool) -> Duty:
    """A hand-set duty wins wherever there is a date to be bound by."""
    if not dated:
        return Duty.NONE
    return said.duty if by_hand is None else by_hand


def _bound(by_hand: Duty | None, said: Terms) -> str | None:
    """Whom the national rule binds, where it leaves the unit out."""
    national = said.national
    if national is None or by_hand is not None or said.duty is not Duty.NONE:
        return None
    return f"{national.title}适用于{national.scope}"


def _own_due(own: OwnDueDate | None, said: Terms, report_year: int) -> MonthDay | None:
    """An office may tighten what binds, and settle whether the arguable day is late; it cannot put the date off."""
    day = _stated(own, said, report_year)
    return day if day is None or said.last_day is None or day <= said.last_day else None


def _stated(own: OwnDueDate | None, said: Terms, report_year: int) -> MonthDay | None:
    """The office's own date; without `since_year` it stands wherever a rule does."""
    if own is None:
        return None
    applies = said.due is not None if own.since_year is None else report_year >= own.since_year
    return (own.month, own.day) if applies else None


def _days(said: Terms, report_year: int) -> tuple[date | None, date | None]:
    """The last day and the arguable one. The day before 1 March is the 29th of February in a leap year."""
    if said.due is None:
        return None, None
    if said.borderline is None:
        return _on(report_year, *said.due), None
    borderline_on = _on(report_year, *said.borderline)
    return borderline_on - timedelta(days=1), borderline_on


def _on(report_year: int, month: int, day: int) -> date:
    """A day of the following year; 29 February falls on the 28th where there is none."""
    year = report_year + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
