"""What is known of columns before they are read: list pages, held posts, articles to ask again. Bulk queries only."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.crawl import ColumnJob, Depth, KnownArticle, KnownFile, KnownListPage
from core.posts import PostRef
from core.times import local_day
from core.units import Column
from storage import files
from storage.columns import usual
from storage.models import CaptureRow, ColumnRow, ListPageRow, PostColumnRow, PostRow, ReportRow, WalkRow
from storage.shapes import load_ask, load_listing
from storage.sql import chunks

WEEKLY = timedelta(days=7) - timedelta(hours=12)  # a night may begin earlier than it did a week ago
_HALF_A_DAY = timedelta(hours=12)
_FIRST_FEW = 3  # list pages: more new posts than these hold between two nights are an occasion to walk to the end
_GONE = ("not_found", "soft_404", "redirected_home")

# An article to ask again, by its post's id: two columns may show the same post, one of them asks.
_Again = tuple[int, KnownArticle]


@dataclass(frozen=True, slots=True)
class _Since:
    """What was asked for long enough ago; or never, or by a clock that ran ahead."""

    now: datetime
    rest: timedelta

    def allows(self, asked_at: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        return or_(asked_at.is_(None), asked_at <= self.now - self.rest, asked_at > self.now)


def column_jobs(
    session: Session,
    columns: Sequence[Column],
    *,
    now: datetime,
    cycle_year: int,
    reread_after: timedelta,
    prove: Collection[str] = (),
) -> list[ColumnJob]:
    """A job for each column, in order: to its newest posts, or once a week, and where something speaks for it, to its
    end. The lists in `prove` are walked to their ends, since somebody's report must be found there, or proven absent.

    Asked again are reports of `cycle_year` and later, posts that wait for a person or lack an attachment (none of them
    more often than `reread_after` allows), candidates never fetched, and with a whole walk all that was ever held.
    """
    ids = [column.id for column in columns]
    known = _known_columns(session, ids)
    lost = _lost_articles(session, ids)
    whole = {id_ for id_, row in known.items() if id_ in prove or id_ in lost or _walks_whole(row, now)}
    pages = _pages(session, ids, whole)
    held = _held(session, ids)
    weekly = [id_ for id_ in ids if id_ in whole and known[id_].walked_at is not None]
    running = _seen_again(cycle_year), _Since(now, reread_after)
    again = _again(session, ids, running, weekly, (true(), _Since(now, WEEKLY)))
    return [
        ColumnJob(
            column=column,
            pages=tuple(pages.get(column.id, ())),
            held=tuple(held.get(column.id, ())),
            again=tuple(again.get(column.id, ())),
            needs_browser=known[column.id].needs_browser,
            depth=Depth.WHOLE if column.id in whole else Depth.NEWEST,
            usual=usual(known[column.id].recent_counts),
            listed=next(iter(known[column.id].recent_counts or ()), None),
        )
        for column in columns
    ]


def history_jobs(session: Session, columns: Sequence[Column], from_year: int, *, search: str) -> list[ColumnJob]:
    """A job for each column whose walk into the past has not come to its end, from where it was broken off.

    Nothing of `from_year` was published before that year began.
    """
    ids = [column.id for column in columns]
    known = _known_columns(session, ids)
    walks = {walk.column_id: walk for walk in session.scalars(_walks(ids, from_year))}
    pages, held = _pages(session, ids, set(ids)), _held(session, ids)
    wanted = _each_once(ids, _by_column(_never_fetched(session, ids)), {})
    jobs = []
    for column in columns:
        walk = walks.get(column.id)
        if walk is not None and walk.state == "ended":
            continue
        job = ColumnJob(
            column=column,
            pages=tuple(pages.get(column.id, ())),
            held=tuple(held.get(column.id, ())),
            again=tuple(wanted.get(column.id, ())),
            needs_browser=known[column.id].needs_browser,
            depth=Depth.HISTORY,
            usual=usual(known[column.id].recent_counts),
            first_day=date(from_year, 1, 1),
            resume=load_ask(walk.next_ask) if walk is not None and walk.next_ask else None,
            search=search,
        )
        jobs.append(job)
    return jobs


def _walks(ids: Sequence[str], from_year: int) -> Select[tuple[WalkRow]]:
    return select(WalkRow).where(WalkRow.column_id.in_(ids), WalkRow.from_year == from_year)


def _known_columns(session: Session, ids: Sequence[str]) -> dict[str, ColumnRow]:
    rows = (row for some in chunks(ids) for row in session.scalars(select(ColumnRow).where(ColumnRow.id.in_(some))))
    return {row.id: row for row in rows}


def _walks_whole(row: ColumnRow, now: datetime) -> bool:
    """Whether tonight the list is walked to its end: it never was, its last check was not sound, or its day has come.

    Columns have their own day of the week, so that the work is spread.
    """
    if row.walked_at is None or row.broken_since is not None or not timedelta() <= now - row.walked_at < WEEKLY:
        return True  # also where a clock that ran ahead has written it
    own_day = zlib.crc32(row.id.encode()) % 7 == local_day(now).toordinal() % 7
    return own_day and now - row.walked_at >= _HALF_A_DAY


def _lost_articles(session: Session, ids: Sequence[str]) -> set[str]:
    """Columns of articles that are held and were gone when last asked for: the list shall say whether they are."""
    lost = (
        select(PostColumnRow.column_id)
        .join(PostRow, PostRow.id == PostColumnRow.post_id)
        .where(PostRow.state == "held", PostRow.last_outcome.in_(_GONE))
    )
    return {id_ for some in chunks(ids) for id_ in session.scalars(lost.where(PostColumnRow.column_id.in_(some)))}


def _pages(session: Session, ids: Sequence[str], whole: Collection[str]) -> Mapping[str, list[KnownListPage]]:
    """The list pages as last read; of lists that are not walked to their ends, the first few."""
    pages: dict[str, list[KnownListPage]] = defaultdict(list)
    for some in chunks(ids):
        mine = and_(
            ListPageRow.column_id.in_(some),
            or_(ListPageRow.position < _FIRST_FEW, ListPageRow.column_id.in_([id_ for id_ in some if id_ in whole])),
        )
        for row in session.scalars(select(ListPageRow).where(mine).order_by(ListPageRow.position, ListPageRow.id)):
            pages[row.column_id].append(_page(row))
    return pages


def _page(row: ListPageRow) -> KnownListPage:
    return KnownListPage(
        ask=load_ask(row.ask),
        digest=row.digest,
        listing=load_listing(row.listing),
        reader=row.reader,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def _held(session: Session, ids: Sequence[str]) -> Mapping[str, list[str]]:
    held: dict[str, list[str]] = defaultdict(list)
    for some in chunks(ids):
        rows = select(PostColumnRow.column_id, PostRow.url).join(PostRow, PostRow.id == PostColumnRow.post_id)
        rows = rows.where(PostColumnRow.column_id.in_(some), PostRow.state == "held").order_by(PostRow.id)
        for column_id, url in session.execute(rows).tuples():
            held[column_id].append(url)
    return held


_Those = tuple[ColumnElement[bool], _Since]  # held articles to ask again, if they have rested long enough


def _again(
    session: Session, ids: Sequence[str], running: _Those, weekly: Sequence[str], all_held: _Those
) -> Mapping[str, list[KnownArticle]]:
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
    session: Session, ids: Sequence[str], those: ColumnElement[bool], rested: _Since
) -> Iterator[tuple[str, _Again]]:
    rows = (
        _posts_of(ids)
        .add_columns(CaptureRow.etag, CaptureRow.last_modified, CaptureRow.digest)
        .join(CaptureRow, CaptureRow.id == PostRow.capture_id)
        .outerjoin(ReportRow, ReportRow.post_id == PostRow.id)
        .where(PostRow.state == "held", those)
        .where(rested.allows(PostRow.asked_at))
    )
    for column_id, post_id, url, title, listed_on, etag, last_modified, digest in session.execute(rows):
        yield column_id, (post_id, KnownArticle(PostRef(url, title, listed_on), etag, last_modified, digest))


def _seen_again(cycle_year: int) -> ColumnElement[bool]:
    """A report of the running cycle; or held, but not settled: what stood there may have been a stopgap."""
    running = or_(PostRow.report_year.is_(None), PostRow.report_year >= cycle_year)
    waits = and_(PostRow.review_reason.is_not(None), running)
    return or_(ReportRow.report_year >= cycle_year, waits, PostRow.id.in_(files.lacking()))


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
