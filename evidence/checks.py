"""Many checks in few lines: what came out alike in a row is one line, a restless column is told month by month."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from alerts.outcomes import outcome_name, outcome_parts, outcome_words
from core.dossiers import Check
from core.pages import Outcome
from core.times import SHANGHAI
from evidence.words import clock, visible

_MOST_LINES = 10  # of one column; with more it is told by months
_SOUND = {outcome.value for outcome in Outcome if outcome.sound}
_WHOLE, _PART = "列表查到底，正常", "只看了列表的最新部分，正常"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the table. `whole`: how many of the checks were complete."""

    column_id: str
    first_at: datetime
    last_at: datetime
    count: int
    whole: int
    result: str


def check_lines(checks: Iterable[Check]) -> tuple[CheckLine, ...]:
    """The checks (by column, oldest first) as a reader can take them in."""
    return tuple(line for _, some in groupby(checks, key=lambda c: c.column_id) for line in _of_column(list(some)))


def _of_column(checks: Sequence[Check]) -> list[CheckLine]:
    runs = [_line(list(some), _last_words) for _, some in groupby(checks, key=_sort)]
    if len(runs) <= _MOST_LINES:
        return runs
    return [_line(list(some), _counted) for _, some in groupby(checks, key=_month)]


def _sort(check: Check) -> str:
    if check.complete:
        return _WHOLE
    return _PART if check.outcome in _SOUND else f"没有查成：{outcome_name(check.outcome)}"


def _month(check: Check) -> tuple[int, int]:
    local = check.checked_at.astimezone(SHANGHAI)
    return local.year, local.month


def _line(checks: Sequence[Check], words: Callable[[Sequence[Check]], str]) -> CheckLine:
    first, last = checks[0], checks[-1]
    whole = sum(check.complete for check in checks)
    return CheckLine(first.column_id, first.checked_at, last.checked_at, len(checks), whole, words(checks))


def _last_words(checks: Sequence[Check]) -> str:
    last = checks[-1]
    if not last.complete and last.outcome not in _SOUND:
        return f"没有查成：{outcome_words(last.outcome, last.reason)}"
    return f"{_sort(last)}，{visible(last.reason)}" if last.reason else _sort(last)


def _counted(checks: Sequence[Check]) -> str:
    counts = Counter(_sort(check) for check in checks)
    return "；".join(f"{words}，{number}次" for words, number in counts.items())


@dataclass(frozen=True, slots=True)
class CheckSpell:
    """Checks in a row with the very same result; each with its time and the run that made it."""

    column_id: str
    result: str
    reason: str
    complete: bool
    posts_seen: int
    times: tuple[tuple[str, str], ...]


def check_spells(checks: Iterable[Check]) -> Iterator[CheckSpell]:
    """Every single check, for the annex."""
    for _, some in groupby(checks, key=lambda c: (c.column_id, c.outcome, c.reason, c.complete, c.posts_seen)):
        alike = list(some)
        times = tuple((clock(check.checked_at), check.run_id) for check in alike)
        one = alike[0]
        name, seen = outcome_parts(one.outcome, one.reason)
        yield CheckSpell(one.column_id, name, seen, one.complete, one.posts_seen, times)
