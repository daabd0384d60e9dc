"""What becomes of one obligation, night by night, from what is stored of it. Pure: the state is in the loop alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from alerts import rules, wording
from core.alerts import Alert, Told
from core.duties import ColumnFact, Facts, Obligation, PublishedFact, Standing, Status
from core.pages import Outcome
from core.times import SHANGHAI, local_day
from core.units import Office, Unit

NIGHT = time(2)  # as the nightly deployment has it
_LASTS = timedelta(hours=6)  # what was seen by the end of a night, that night has judged
_DAY = timedelta(days=1)


class Checks(StrEnum):
    """What is supposed of the columns: read completely every night, or not at all any more."""

    NIGHTLY = "nightly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation as it stands before the first night. `before`: None where it is to be judged for that night.

    `keys` are those of the alerts that were written before; they are never written again.
    """

    unit: Unit
    office: Office
    obligation: Obligation
    facts: Facts
    before: Status | None
    turned_at: datetime | None
    told: Told
    keys: frozenset[str]
    column_urls: Sequence[str]
    pages_url: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.unit.id, self.obligation.report_year


@dataclass(frozen=True, slots=True)
class Look:
    """One judging. `alerts`: what is new to tell the office. `facts`: what was known then."""

    now: datetime
    owed: Owed
    before: Status | None
    standing: Standing
    facts: Facts
    alerts: tuple[Alert, ...]

    @property
    def turned(self) -> bool:
        return self.before is not self.standing.status


def night_of(day: date) -> datetime:
    return datetime.combine(day, NIGHT, SHANGHAI)


def course(owed: Owed, from_on: date, to_on: date, checks: Checks) -> Iterator[Look]:
    """Every judging that may bring something, in order; the days between cannot."""
    day: date | None = max(from_on, date(owed.obligation.report_year, 1, 1))
    state = owed if owed.before is not None else replace(owed, before=_judged(owed, from_on - _DAY, checks).status)
    while day is not None and day <= to_on:
        look = _look(state, day, checks)
        yield look
        state = _after(state, look)
        nexts = rules.next_turn_on(owed.obligation, look.standing, look.facts, day), _next_fact_on(owed.facts, day)
        day = min((on for on in nexts if on is not None), default=None)


def _look(state: Owed, day: date, checks: Checks) -> Look:
    now = night_of(day)
    standing = _judged(state, day, checks)
    news = wording.alerts_for(
        state.before,
        standing,
        state.obligation,
        state.unit,
        state.office,
        now,
        cycle_year=day.year - 1,
        told=state.told,
        column_urls=state.column_urls,
        pages_url=state.pages_url,
    )
    fresh = tuple(alert for alert in news if alert.key not in state.keys)
    return Look(now, state, state.before, standing, facts_on(state.facts, day, checks), fresh)


def _judged(owed: Owed, day: date, checks: Checks) -> Standing:
    return rules.judge(owed.obligation, facts_on(owed.facts, day, checks), night_of(day))


def _after(state: Owed, look: Look) -> Owed:
    """A standing that turned is a new matter: what was noted of the old one no longer counts."""
    events = state.told.events | {alert.event for alert in look.alerts}
    acknowledged = frozenset() if look.turned else state.told.acknowledged
    keys = state.keys | {alert.key for alert in look.alerts}
    return replace(state, before=look.standing.status, told=Told(events, acknowledged), keys=keys)


def facts_on(facts: Facts, day: date, checks: Checks) -> Facts:
    """What was known, or will be, in the night of `day`."""
    columns = facts.columns
    if checks is Checks.NIGHTLY:
        columns = tuple(_read(column, night_of(day)) for column in columns)
    return replace(facts, published=_known(facts.published, day), columns=columns)


def _read(column: ColumnFact, now: datetime) -> ColumnFact:
    return replace(
        column, last_complete_at=now, last_checked_at=now, last_outcome=Outcome.OK.value, last_reason=None, broken=False
    )


def _known(fact: PublishedFact | None, day: date) -> PublishedFact | None:
    """A report without what was seen of it later only, None before it was seen: for a rehearsal of days gone by."""
    if fact is None or _night_after(fact.first_seen_at) > day:
        return None
    if _later(fact.revised_at, day):
        fact = replace(fact, revised_at=None, revised_how=None, revision=1)
    if _later(fact.gone_since, day):
        fact = replace(fact, gone_since=None)
    return replace(fact, withdrawn_at=None) if _later(fact.withdrawn_at, day) else fact


def _later(at: datetime | None, day: date) -> bool:
    return at is not None and _night_after(at) > day


def _night_after(at: datetime) -> date:
    """The day in whose night something seen at `at` was judged first."""
    day = local_day(at)
    return day if at <= night_of(day) + _LASTS else day + _DAY


def _next_fact_on(facts: Facts, day: date) -> date | None:
    """The next day on which something was seen of the report."""
    fact = facts.published
    if fact is None:
        return None
    seen = fact.first_seen_at, fact.revised_at, fact.gone_since, fact.withdrawn_at
    return min((_night_after(at) for at in seen if at is not None and _later(at, day)), default=None)
