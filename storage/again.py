"""Which articles a night asks for again, and which were never had: each by one of the columns that show it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.crawl import KnownArticle, KnownFile
from core.posts import PostRef
from storage import decisions, files, lost
from storage.models import CaptureRow, PostColumnRow, PostRow, ReportRow
from storage.sql import chunks

# An article to ask again, by its post's id: two columns may show the same post, one of them asks.
_Again = tuple[int, KnownArticle]


@dataclass(frozen=True, slots=True)
class Since:
    """What was asked for long enough ago; or never, or by a clock that ran ahead."""

    now: datetime
    rest: timedelta

    def allows(self, asked_at: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        return or_(asked_at.is_(None), asked_at <= self.now - self.rest, asked_at > self.now)


_Those = tuple[ColumnElement[bool], Since]  # held articles to ask again, if they have rested long enough


def asked_again(
    session: Session, ids: Sequence[str], running: _Those, weekly: Sequence[str], all_held: _Those
) -> Mapping[str, list[KnownArticle]]:
    """By column: `running`, and what was never had, in all of them; `all_held` in those of `weekly`."""
    found: dict[str, list[_Again]] = defaultdict(list)
    for some in chunks(ids):
        for column_id, article in (*_held_articles(session, some, *running), *_never_fetched(session, some)):
            found[column_id].append(article)
    for some in chunks(weekly):
        for column_id, article in _held_articles(session, some, *all_held):
            found[column_id].append(article)
    attached = files.known(session, sorted({post_id for articles in found.values() for post_id, _ in articles}))
    return _each_once(ids, found, attached)


def _held_articles(
    session: Session, ids: Sequence[str], those: ColumnElement[bool], rested: Since
) -> Iterator[tuple[str, _Again]]:
    rows = (
        _posts_of(ids)
        .add_columns(CaptureRow.etag, CaptureRow.last_modified, CaptureRow.digest, ReportRow.withdrawn_at)
        .join(CaptureRow, CaptureRow.id == PostRow.capture_id)
        .outerjoin(ReportRow, ReportRow.post_id == PostRow.id)
        .where(PostRow.state == "held", those)
        .where(or_(rested.allows(PostRow.asked_at), PostRow.id.in_(files.untried())))
    )
    for column_id, post_id, url, title, listed_on, etag, last_modified, digest, withdrawn_at in session.execute(rows):
        held = KnownArticle(PostRef(url, title, listed_on), etag, last_modified, digest)
        yield column_id, (post_id, replace(held, withdrawn=withdrawn_at is not None))


def seen_again(cycle_year: int) -> ColumnElement[bool]:
    """A report of the running cycle, wherever it stands; or one that is missing, or that its list no longer shows since
    it was last asked for; or held, but not settled, or refused by a person: what stood there may have been a stopgap.
    """
    running = or_(PostRow.report_year.is_(None), PostRow.report_year >= cycle_year)
    waits = and_(PostRow.review_reason.is_not(None), running)
    of_cycle = or_(ReportRow.report_year >= cycle_year, PostRow.id.in_(lost.beside(cycle_year)))
    unlisted = and_(ReportRow.id.is_not(None), PostColumnRow.gone_at > PostRow.asked_at)
    missing = or_(PostRow.id.in_(lost.posts()), unlisted)
    refused = PostRow.id.in_(decisions.refused_since(cycle_year))
    return or_(of_cycle, missing, waits, refused, PostRow.id.in_(files.lacking()))


def never_fetched(session: Session, ids: Sequence[str]) -> Mapping[str, list[KnownArticle]]:
    """By column what was wanted and never had."""
    return _each_once(ids, _by_column(_never_fetched(session, ids)), {})


def _never_fetched(session: Session, ids: Sequence[str]) -> Iterator[tuple[str, _Again]]:
    rows = _posts_of(ids).where(PostRow.state.in_(["wanted", "failed"]))
    for column_id, post_id, url, title, listed_on in session.execute(rows):
        yield column_id, (post_id, KnownArticle(PostRef(url, title, listed_on)))


def _by_column(found: Iterable[tuple[str, _Again]]) -> Mapping[str, list[_Again]]:
    columns: dict[str, list[_Again]] = defaultdict(list)
    for column_id, article in found:
        columns[column_id].append(article)
    return columns


def _posts_of(ids: Sequence[str]) -> Select[tuple[str, int, str, str, date | None]]:
    return (
        select(PostColumnRow.column_id, PostRow.id, PostRow.url, PostRow.title, PostRow.listed_on)
        .join(PostRow, PostRow.id == PostColumnRow.post_id)
        .where(PostColumnRow.column_id.in_(ids))
        .order_by(PostRow.id)
    )


def _each_once(
    ids: Sequence[str], found: Mapping[str, Sequence[_Again]], attached: Mapping[int, Sequence[KnownFile]]
) -> Mapping[str, list[KnownArticle]]:
    asked: set[int] = set()
    again: dict[str, list[KnownArticle]] = defaultdict(list)
    for column_id in ids:
        for post_id, article in found.get(column_id, ()):
            if post_id not in asked:
                asked.add(post_id)
                again[column_id].append(replace(article, files=tuple(attached.get(post_id, ()))))
    return again
