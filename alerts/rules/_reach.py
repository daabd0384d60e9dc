"""How far back a list goes 栏目回溯范围: whether it would show a report that was published in time.

What a site has archived, or left behind when it was rebuilt, is in no list, and its lack says nothing of its unit.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from core.duties import ColumnFact, Obligation
from core.times import day_begins_at, local_day

_ENOUGH = 2  # days with posts: a single old one may have been pinned to the top
_YEARS = 3  # before the reports of a year appear
_STILL_RUNNING = timedelta(days=92)  # after the term, where this lies at the end of the year


def appear_on(year: int) -> date:
    """The day from which on reports of `year` appear: the first come at its very end."""
    return date(year, 12, 1)


def before_reports(year: int) -> tuple[date, date]:
    """The days (the last one excluded) of which a list has to show posts, that it may be said to go back to `year`."""
    return date(year - _YEARS, 12, 1), appear_on(year)


def blind(columns: Iterable[ColumnFact], obligation: Obligation, due_on: date, absent_from: date) -> list[ColumnFact]:
    """The columns that nobody watched while the reports of the year were due, and that do not go back so far.

    `absent_from`: the first day on which a report that is not there is late.
    """
    year = obligation.report_year
    seen = (c for c in columns if not (_watched(c, year, due_on, absent_from) or _goes_back(c, year)))
    return sorted(seen, key=lambda c: c.column_id)


def _younger(column: ColumnFact, due_on: date) -> bool:
    """Whether the list begins after the term: what was published in time may have stood in another one."""
    return bool(column.listed) and column.listed[0] > due_on


def _watched(column: ColumnFact, year: int, due_on: date, absent_from: date) -> bool:
    """Read to its end after the term, in its own year: a list that was known before, or is older than the term."""
    begins_at = day_begins_at(absent_from)
    ends_at = day_begins_at(max(date(year + 2, 1, 1), absent_from + _STILL_RUNNING))
    latest_at = column.last_complete_at
    checks = [*column.watched, *([(latest_at, latest_at)] if latest_at else [])]
    firsts = [first for first, last in checks if begins_at <= last < ends_at]
    return bool(firsts) and (local_day(min(firsts)) <= due_on or not _younger(column, due_on))


def _goes_back(column: ColumnFact, year: int) -> bool:
    since, until = before_reports(year)
    return sum(since <= day < until for day in column.listed) >= _ENOUGH
