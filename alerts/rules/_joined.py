"""The facts of an obligation together with those of the units that became this one."""

from collections.abc import Mapping
from dataclasses import replace

from alerts.rules import _reasons
from core.duties import Facts, Forerunner, Obligation


def with_forerunners(owed: Obligation, facts: Facts, theirs: Mapping[str, Facts]) -> Facts:
    """`facts` with those of the forerunners for the same year (`theirs`, by unit).

    Where a forerunner's report surely is this unit's, it answers, and its columns are to be read like its own; else its
    report waits for a person.
    """
    for before in sorted(owed.forerunners, key=lambda f: (not f.answers, f.ended_on, f.unit_id)):
        if before.unit_id in theirs:
            facts = (_answering if before.answers else _perhaps)(facts, before, theirs[before.unit_id])
    return facts


def _answering(facts: Facts, before: Forerunner, theirs: Facts) -> Facts:
    known = {column.column_id for column in facts.columns}
    published = facts.published
    if published is None and theirs.published is not None:
        published = replace(theirs.published, forerunner=before.name)
    return Facts(
        published,
        (*facts.columns, *(column for column in theirs.columns if column.column_id not in known)),
        tuple(dict.fromkeys((*facts.doubts, *theirs.doubts))),
        tuple(dict.fromkeys((*facts.interim, *theirs.interim))),
        facts.refused + theirs.refused,
    )


def _perhaps(facts: Facts, before: Forerunner, theirs: Facts) -> Facts:
    if facts.published is not None or theirs.published is None:
        return facts
    doubt = _reasons.perhaps_forerunners(before, theirs.published)
    return replace(facts, doubts=tuple(dict.fromkeys((*facts.doubts, doubt))))
