"""When an obligation has to be judged again although nothing was found: the calendar's own turns."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from alerts.rules._withdrawn import PATIENCE
from core.duties import Facts, Obligation, Standing, Status
from core.times import local_day

_DAY = timedelta(days=1)


def next_turn_on(obligation: Obligation, standing: Standing, facts: Facts, today: date) -> date | None:
    """The first day after `today` on which these facts may give another status, or another reminder is due.

    None where only other facts can change it. Never later than the day on which `judge` gives something else.
    """
    if obligation.exempt_reason is not None:
        return None
    if facts.published is not None:
        return _patience_ends_on(standing, facts, today)
    return min((day for day in _absent(obligation, standing, today) if day > today), default=None)


def _patience_ends_on(standing: Standing, facts: Facts, today: date) -> date | None:
    """A report that is gone, and may be what waits to be read, is a person's matter after a while."""
    fact = facts.published
    if fact is None or fact.gone_since is None or not facts.doubts or standing.status is Status.UNVERIFIED:
        return None
    return max(local_day(fact.gone_since + PATIENCE), today + _DAY)


def _absent(obligation: Obligation, standing: Standing, today: date) -> Iterator[date]:
    """Reminders, the first day of being overdue, escalations, and the end of the unit."""
    due_on = obligation.due_on
    if due_on is None or not obligation.duty.binding or _a_persons_matter(standing):
        return
    if obligation.ended_on is not None:
        yield obligation.ended_on + _DAY
    for step in obligation.remind_days_before or (0,):
        yield due_on - timedelta(days=step)
    yield (obligation.borderline_on or due_on) + _DAY
    if standing.status is Status.OVERDUE:
        yield from _told_again(obligation, due_on, today)


def _a_persons_matter(standing: Standing) -> bool:
    return standing.status is Status.UNVERIFIED and "year_conflict" in standing.flags


def _told_again(obligation: Obligation, due_on: date, today: date) -> Iterator[date]:
    steps = obligation.escalate_days_after
    for step in steps:
        yield due_on + timedelta(days=step)
    if obligation.repeat_every_days is not None:
        last, every = due_on + timedelta(days=max(steps, default=0)), timedelta(days=obligation.repeat_every_days)
        yield next(day for n in count(1) if (day := last + n * every) > today)
