"""What a published report says of its own time, held against what was seen: backdated, postdated, revised since."""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.rules import _reasons
from core.duties import Obligation, PublishedFact, Standing
from core.times import day_begins_at, local_day

_SLOW = timedelta(hours=6)  # what is published takes its time to stand in the list


def as_seen(published: Standing, obligation: Obligation, fact: PublishedFact) -> Standing:
    """The standing with the flags that our own checks give it. None of them turns it."""
    flags, reason, archive = list(published.flags), published.reason, published.archive
    if _backdated(obligation, fact):
        flags.append("backdated")
        reason = _reasons.and_backdated(reason, fact)
        archive = tuple(dict.fromkeys((*archive, *fact.absent_archive)))
    elif fact.published_on is not None and fact.published_on > local_day(fact.first_seen_at):
        flags.append("postdated")
    if fact.revised_at is not None:
        flags.append("revised")
    return replace(
        published,
        flags=tuple(flags),
        reason=reason,
        archive=archive,
        absent_at=fact.absent_at,
        revision=fact.revision,
        revised_at=fact.revised_at,
        revised_how=fact.revised_how,
    )


def _backdated(obligation: Obligation, fact: PublishedFact) -> bool:
    """Whether it says that it was on time, was first seen after that, and a list that was read to its end in between,
    after the time that it says, did not show it.
    """
    said_by = _said_by(fact)
    if fact.forerunner is not None:  # whose page it was is gone: nobody is left to answer for its date
        return False
    if said_by is None or fact.absent_at is None or obligation.due_on is None or fact.published_on is None:
        return False
    in_time = fact.published_on <= max(obligation.due_on, obligation.borderline_on or obligation.due_on)
    seen_at = min(fact.first_seen_at, fact.listed_at or fact.first_seen_at)
    return in_time and local_day(seen_at) > obligation.due_on and said_by + _SLOW <= fact.absent_at < seen_at


def _said_by(fact: PublishedFact) -> datetime | None:
    """The end of the time at which it says that it was published: of a day, the end of the day."""
    if fact.published_on is None:
        return None
    if fact.published_at is not None and fact.published_precision in ("minute", "second"):
        return fact.published_at
    return day_begins_at(fact.published_on + timedelta(days=1))
