"""What of a standing moves by itself while nothing turns: days, counts of days, and the last check.

It is worked out when it is read. The phrases here are those that the reasons are made of, so that a reason of one day
can be told as of another.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.duties import Standing, Status
from core.times import day_words, instant_words, local_day


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The columns of a standing as they were last read, up to some instant.

    `complete_at`: up to when all of them are known, None where one is not known at all. `archive`: the WARC records of
    their lists, None where newer ones than those of that instant are held.
    """

    complete_at: datetime | None
    archive: tuple[str, ...] | None


def late_words(due_on: date, today: date) -> str:
    return f"截至{day_words(today)}已逾期{(today - due_on).days}天"


def checked_words(columns: int, checked_at: datetime) -> str:
    return f"最近一轮均不早于{instant_words(checked_at)}" if columns > 1 else f"最近一次{instant_words(checked_at)}"


def left_words(due_on: date, today: date, *, checked: bool, columns: int) -> str:
    """Up to the due day. `checked`: every one of the unit's `columns` was read completely at least once."""
    days_left = (due_on - today).days
    left = f"距期限还有{days_left}天" if days_left else "当日为最后一天"
    return f"截至{day_words(today)}{seen_words(checked=checked, columns=columns)}，{left}"


def seen_words(*, checked: bool, columns: int) -> str:
    """Without a complete check of every column nothing is said of what stands there."""
    if checked:
        return "尚未发现该报告"
    why = "登记的栏目还没有完整检查过" if columns else "名录中没有登记该单位的栏目"
    return f"{why}，是否已经公布尚不清楚"


def as_of(standing: Standing, judged_at: datetime, at: datetime, seen: Witnesses) -> Standing:
    """A standing that was judged at `judged_at` and did not turn until `at`, as it would be judged then."""
    archive = seen.archive if standing.report_id is None and seen.archive is not None else standing.archive
    complete_at, days_late = seen.complete_at, standing.days_late
    if standing.status is Status.OVERDUE and standing.due_on is not None:
        complete_at = complete_at or standing.last_complete_check_at  # said of a list that has just moved
        days_late = (local_day(at) - standing.due_on).days
    later = replace(standing, last_complete_check_at=complete_at, archive=archive, days_late=days_late)
    was, now = _moving(standing, local_day(judged_at)), _moving(later, local_day(at))
    reason = standing.reason
    for old, new in zip(was, now, strict=False):
        reason = reason.replace(old, new)
    return replace(later, reason=reason)


def _moving(standing: Standing, today: date) -> tuple[str, ...]:
    """The phrases of its reason that move."""
    due_on, checked_at = standing.due_on, standing.last_complete_check_at
    if due_on is None:
        return ()
    if standing.status is Status.OVERDUE and checked_at is not None:
        return late_words(due_on, today), checked_words(len(standing.columns), checked_at)
    if standing.status is not Status.DUE_SOON:
        return ()
    checked, columns = checked_at is not None, len(standing.columns)
    if today <= due_on:
        return (left_words(due_on, today, checked=checked, columns=columns),)
    return (seen_words(checked=checked, columns=columns),)


def words_turn_on(standing: Standing, today: date) -> date | None:
    """The next day on which its reason is another sentence, not the same one of another day."""
    passed_on = standing.due_on + timedelta(days=1) if standing.due_on else None
    return passed_on if standing.status is Status.DUE_SOON and passed_on and passed_on > today else None
