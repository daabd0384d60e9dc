"""How far back the columns' lists go 栏目回溯范围: when they were watched, what days they listed, and whether they ever
bore a report.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.checks import Moment, second_of
from core.duties import ColumnFact
from core.pages import Outcome
from core.posts import Kind
from core.times import local_day
from storage.doubts import Key
from storage.models import CheckRow, ColumnRow, PostColumnRow, PostRow
from storage.older_posts import LISTED
from storage.sql import by_year, chunks

_SOUND = tuple(outcome.value for outcome in Outcome if outcome.sound)
# Whole lists alone: of a walk to the newest posts, or into the past, a part is all that is known.
_PROVING = CheckRow.complete.is_(True), CheckRow.whole.is_(True), CheckRow.outcome.in_(_SOUND)

Span = tuple[datetime, datetime]


def with_reach(
    session: Session, columns: Mapping[str, Sequence[ColumnFact]], keys: Collection[Key]
) -> dict[Key, tuple[ColumnFact, ...]]:
    """The units' `columns`, for each of the obligations (no report is known of these) with how far back it goes.

    The posts' days are looked up only where the list was not steadily watched.
    """
    watched = {
        (id_, year): spans
        for year, units in by_year(keys)
        for id_, spans in _watched(session, _ids(columns, units), year).items()
    }
    wanted = ((c, year) for unit_id, year in keys for c in columns.get(unit_id, ()))
    bearing = _bearing(session, _ids(columns, {unit_id for unit_id, _ in keys}))
    unsteady = {c.column_id for c, year in wanted if not _steadily(watched.get((c.column_id, year), ()), c, year)}
    listed = _listed(session, sorted(unsteady))
    return {
        (unit_id, year): tuple(
            replace(
                c,
                watched=watched.get((c.column_id, year), ()),
                listed=listed.get(c.column_id, ()),
                bare=c.column_id not in bearing,
            )
            for c in columns.get(unit_id, ())
        )
        for unit_id, year in keys
    }


def _ids(columns: Mapping[str, Sequence[ColumnFact]], units: Iterable[str]) -> list[str]:
    return sorted({column.column_id for unit_id in units for column in columns.get(unit_id, ())})


def _bearing(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """The columns that ever listed somebody's yearly report, or what was taken for one by its title."""
    report = select(PostRow.id).join(PostColumnRow, PostColumnRow.post_id == PostRow.id)
    report = report.where(PostColumnRow.column_id == ColumnRow.id, PostRow.kind == Kind.ANNUAL_REPORT.value)
    rows = select(ColumnRow.id).where(report.exists())
    return frozenset(id_ for some in chunks(ids) for id_ in session.scalars(rows.where(ColumnRow.id.in_(some))))


def _steadily(spans: Sequence[Span], column: ColumnFact, year: int) -> bool:
    """Known before any report of the year was due, and still read at the end of that year, or as of late."""
    latest = second_of(column.last_complete_at) if column.last_complete_at else None
    known = (last for first, last in spans if local_day(first) <= date(year, 12, 31))
    return any(second_of(last) == latest or local_day(last) >= date(year + 1, 12, 1) for last in known)


def _watched(session: Session, ids: Sequence[str], year: int) -> dict[str, tuple[Span, ...]]:
    """First and last complete check from the December of the year to the end of the next, before and after a move."""
    moved = _moved(session, ids)
    months = CheckRow.month.between(year * 100 + 12, year * 100 + 112)
    spans = select(CheckRow.column_id, func.min(CheckRow.first_second), func.max(CheckRow.last_second))
    found: dict[str, list[Span]] = defaultdict(list)
    for some in chunks(ids):
        unmoved = spans.where(CheckRow.column_id.in_([id_ for id_ in some if id_ not in moved]), months, *_PROVING)
        for id_, first, last in session.execute(unmoved.group_by(CheckRow.column_id)).tuples():
            found[id_].append(_span(first, last))
    for id_, moved_at in moved.items():
        theirs = spans.where(CheckRow.column_id == id_, months, *_PROVING)
        later = CheckRow.first_second > second_of(moved_at)
        for _, first, last in session.execute(theirs.group_by(CheckRow.column_id, later)).tuples():
            found[id_].append(_span(first, last))
    return {id_: tuple(sorted(each)) for id_, each in found.items()}


def _span(first: int, last: int) -> Span:
    return Moment(first, 0).at, Moment(last, 0).at


def _moved(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    """Columns whose list is another one since. Few by nature."""
    rows = select(ColumnRow.id, ColumnRow.moved_at).where(ColumnRow.moved_at.is_not(None))
    found = (row for some in chunks(ids) for row in session.execute(rows.where(ColumnRow.id.in_(some))).tuples())
    return {id_: moved_at for id_, moved_at in found if moved_at is not None}


def _listed(session: Session, ids: Sequence[str]) -> dict[str, tuple[date, ...]]:
    """The days of all posts that each list was ever seen to show, since it is the list that it is."""
    rows = select(PostColumnRow.column_id, PostRow.listed_on).distinct()
    rows = rows.join(PostRow, PostRow.id == PostColumnRow.post_id)
    rows = rows.join(ColumnRow, ColumnRow.id == PostColumnRow.column_id)
    today = or_(ColumnRow.moved_at.is_(None), PostColumnRow.last_seen_at >= ColumnRow.moved_at)
    rows = rows.where(PostRow.listed_on.is_not(None), LISTED, today)
    found: dict[str, list[date]] = defaultdict(list)
    for some in chunks(ids):
        for id_, day in session.execute(rows.where(PostColumnRow.column_id.in_(some)).order_by(PostRow.listed_on)):
            found[id_].append(day)
    return {id_: tuple(days) for id_, days in found.items()}
