"""A report that was published and is gone: withdrawn where that is sure, for a person to look at where it is not."""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.rules import _reasons
from core.duties import Facts, Obligation, PublishedFact, Standing, Status
from core.times import local_day

PATIENCE = timedelta(days=1, hours=12)  # what waits to be read is mostly read by then, and tells where the report went


def as_gone(published: Standing, obligation: Obligation, facts: Facts, now: datetime) -> Standing:
    """The standing of a report that answers its obligation, or `published` where it stands or may well stand.

    What waits for a person may be the report at another place: then nothing is said of it to the office. The site of a
    unit that has ended is closed: nobody withdrew anything there.
    """
    fact = facts.published
    if fact is None or fact.gone_since is None:
        return published
    if _closed(obligation, fact, fact.gone_since):
        return replace(published, reason=_reasons.closed(published.reason, fact.gone_since))
    if facts.doubts and (fact.withdrawn_at is not None or now - fact.gone_since > PATIENCE):
        reason = _reasons.perhaps_withdrawn(fact, fact.gone_since, facts.doubts)
        return replace(published, status=Status.UNVERIFIED, reason=reason)
    return published if fact.withdrawn_at is None else _withdrawn(published, facts, fact, fact.withdrawn_at)


def _closed(obligation: Obligation, fact: PublishedFact, gone_since: datetime) -> bool:
    ended_on = obligation.ended_on
    return fact.forerunner is not None or (ended_on is not None and local_day(gone_since) > ended_on)


def _withdrawn(published: Standing, facts: Facts, fact: PublishedFact, withdrawn_at: datetime) -> Standing:
    lists = sorted(record for column in facts.columns for record in column.archive)
    return replace(
        published,
        status=Status.WITHDRAWN,
        reason=_reasons.withdrawn(published, fact, fact.gone_since or withdrawn_at, withdrawn_at),
        archive=tuple(dict.fromkeys((*fact.archive, *lists))),
    )
