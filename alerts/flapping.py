"""Columns that break and recover again and again 时好时坏. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(days=14)
TIMES = 3  # breaks within that time
STEADY = timedelta(days=4)  # as long as this in one state, and it is steady


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a column, as far as its steadiness goes."""

    at: datetime
    sound: bool


def breaks(checks: Iterable[Check], now: datetime) -> list[datetime]:
    """When the column broke within the last two weeks, each time after it was sound."""
    found, sound = [], False
    for check in sorted(checks, key=lambda c: c.at):
        if sound and not check.sound and now - check.at <= WITHIN:
            found.append(check.at)
        sound = check.sound
    return found


def flaps(checks: Iterable[Check], now: datetime) -> bool:
    """Whether one more break is no news: it broke as often as that lately, and is not broken for days on end."""
    found = breaks(checks, now)
    return len(found) >= TIMES and now - found[-1] < STEADY


def was_steady(checks: Iterable[Check], told_at: datetime) -> bool:
    """Whether the column stood in one state for days since `told_at`, as far as was looked: what comes then is news."""
    since, state = told_at, None
    for check in sorted((c for c in checks if c.at >= told_at), key=lambda c: c.at):
        if check.sound is not state:
            since, state = (told_at if state is None else check.at), check.sound
        if check.at - since >= STEADY:
            return True
    return False
