"""Signs on columns whose lists turn out to go further back than was known: past years are to be judged again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from core.times import local_day
from storage.models import ColumnRow, PostColumnRow, PostRow
from storage.sql import chunks, table_of

# What the site's search found, and no list ever showed, is noted as gone when it was seen.
LISTED = or_(PostColumnRow.gone_at.is_(None), PostColumnRow.gone_at > PostColumnRow.last_seen_at)


def mark(session: Session, read: Mapping[str, datetime]) -> None:
    """Gives a sign to columns, read at those instants, to whose lists older posts were linked in this transaction than
    they were known to show, or such as may speak of past years.
    """
    if not read:
        return
    at = min(read.values())
    new = PostColumnRow.first_seen_at >= at
    grown = _grown(session, sorted(read), new)
    oldest = select(PostColumnRow.column_id, _oldest(new), _oldest(~new))
    oldest = oldest.join(PostRow, PostRow.id == PostColumnRow.post_id).where(LISTED)
    long_ago = date(local_day(at).year - 1, 12, 1)  # reports of earlier years appeared before
    for some in chunks(grown):
        rows = oldest.where(PostColumnRow.column_id.in_(some)).group_by(PostColumnRow.column_id)
        found = session.execute(rows).tuples()
        _sign(session, [id_ for id_, first, known in found if _goes_further(first, known, long_ago)], at)


def _grown(session: Session, ids: Sequence[str], new: ColumnElement[bool]) -> list[str]:
    rows = select(PostColumnRow.column_id).where(new).distinct()
    return [id_ for some in chunks(ids) for id_ in session.scalars(rows.where(PostColumnRow.column_id.in_(some)))]


def _oldest(which: ColumnElement[bool]) -> ColumnElement[date | None]:
    return func.min(case((which, PostRow.listed_on)))


def _goes_further(new: date | None, known: date | None, long_ago: date) -> bool:
    return new is not None and (new < long_ago or known is None or new < known)


def mark_dated_anew(session: Session, post_ids: Collection[int], at: datetime) -> None:
    """Gives a sign to the columns that show posts to which a list gives another day than before."""
    for some in chunks(sorted(post_ids)):
        showing = select(PostColumnRow.column_id).where(PostColumnRow.post_id.in_(some)).distinct()
        _sign(session, list(session.scalars(showing)), at)


def _sign(session: Session, column_ids: Sequence[str], at: datetime) -> None:
    for some in chunks(column_ids):
        session.execute(update(table_of(ColumnRow)).where(ColumnRow.id.in_(some)).values(rejudge_at=at))
