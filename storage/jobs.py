"""What is known of columns before they are read: list pages, held posts, articles to ask again. Bulk queries only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from core.crawl import ColumnJob, KnownArticle, KnownFile, KnownListPage
from core.posts import PostRef
from core.units import Column
from storage import files
from storage.models import CaptureRow, ColumnRow, ListPageRow, PostColumnRow, PostRow, ReportRow
from storage.shapes import load_ask, load_listing
from storage.sql import chunks

# An article to ask again, by its post's id: two columns may show the same post, one of them asks.
_Again = tuple[int, KnownArticle]


def column_jobs(
    session: Session,
    columns: Sequence[Column],
    *,
    now: datetime,
    cycle_year: int,
    reread_after: timedelta,
    afresh: bool = False,
) -> list[ColumnJob]:
    """A job for each column, in order. Asked again are reports of `cycle_year` and later, posts that wait for
    a person or lack an attachment (none of them more often than `reread_after` allows), and candidates never fetched.
    `afresh` forgets what the list pages held.
    """
    ids = [column.id for column in columns]
    browser = _needing_browser(session, ids)
    pages = {} if afresh else _pages(session, ids)
    held = _held(session, ids)
    again = _again(session, ids, cycle_year, now - reread_after)
    return [
        ColumnJob(
            column=column,
            pages=tuple(pages.get(column.id, ())),
            held=tuple(held.get(column.id, ())),
            again=tuple(again.get(column.id, ())),
            needs_browser=column.id in browser,
        )
        for column in columns
    ]


def _needing_browser(session: Session, ids: Sequence[str]) -> set[str]:
    needing = select(ColumnRow.id).where(ColumnRow.needs_browser)
    return {id_ for some in chunks(ids) for id_ in session.scalars(needing.where(ColumnRow.id.in_(some)))}


def _pages(session: Session, ids: Sequence[str]) -> Mapping[str, list[KnownListPage]]:
    pages: dict[str, list[KnownListPage]] = defaultdict(list)
    for some in chunks(ids):
        rows = select(ListPageRow).where(ListPageRow.column_id.in_(some)).order_by(ListPageRow.id)
        for row in session.scalars(rows):
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


def _again(
    session: Session, ids: Sequence[str], cycle_year: int, asked_before: datetime
) -> Mapping[str, list[KnownArticle]]:
    found: dict[str, list[_Again]] = defaultdict(list)
    for some in chunks(ids):
        for column_id, article in _running_reports(session, some, cycle_year, asked_before):
            found[column_id].append(article)
        for column_id, article in _never_fetched(session, some):
            found[column_id].append(article)
    attached = files.known(session, sorted({post_id for articles in found.values() for post_id, _ in articles}))
    return _each_once(ids, found, attached)


def _running_reports(
    session: Session, ids: Sequence[str], cycle_year: int, asked_before: datetime
) -> Iterator[tuple[str, _Again]]:
    rows = (
        _posts_of(ids)
        .add_columns(CaptureRow.etag, CaptureRow.last_modified, CaptureRow.digest)
        .join(CaptureRow, CaptureRow.id == PostRow.capture_id)
        .outerjoin(ReportRow, ReportRow.post_id == PostRow.id)
        .where(PostRow.state == "held", _seen_again(cycle_year))
        .where(or_(PostRow.asked_at.is_(None), PostRow.asked_at <= asked_before))
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
