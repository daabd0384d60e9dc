"""What is known of columns before they are read: list pages, held posts, articles to ask again. Bulk queries only."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.crawl import ColumnJob, Depth, KnownListPage
from core.times import day_begins_at, local_day
from core.units import Column
from storage import again
from storage import lost as lost_reports
from storage.columns import usual
from storage.models import CaptureRow, ColumnRow, ListPageRow, PostColumnRow, PostRow, WalkRow
from storage.shapes import load_ask, load_listing
from storage.sql import chunks

WEEKLY = timedelta(days=7) - timedelta(hours=12)  # a night may begin earlier than it did a week ago
_HALF_A_DAY = timedelta(hours=12)
_FIRST_FEW = 3  # list pages: more new posts than these hold between two nights are an occasion to walk to the end


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
    lost = lost_reports.columns(session)
    proving = frozenset((*prove, *lost))
    witnessed = proving - _witnessed_tonight(session, proving.intersection(ids), now, reread_after)
    whole = {id_ for id_, row in known.items() if id_ in proving or _walks_whole(row, now)}
    pages = _pages(session, ids, whole, witnessed)
    held = _held(session, ids)
    weekly = [id_ for id_ in ids if id_ in whole and known[id_].walked_at is not None]
    running = again.seen_again(cycle_year), again.Since(now, reread_after)
    articles = again.asked_again(session, ids, running, weekly, (true(), again.Since(now, WEEKLY)))
    return [
        ColumnJob(
            column=column,
            pages=tuple(pages.get(column.id, ())),
            held=tuple(held.get(column.id, ())),
            again=tuple(articles.get(column.id, ())),
            needs_browser=known[column.id].needs_browser,
            depth=Depth.WHOLE if column.id in whole else Depth.NEWEST,
            prove=column.id in witnessed,
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
    wanted = again.never_fetched(session, ids)
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


def _witnessed_tonight(session: Session, ids: Collection[str], now: datetime, night: timedelta) -> frozenset[str]:
    """Those of the columns whose every list page was kept tonight: what is run again needs no other copy.

    A day begins another night, since due dates are days.
    """
    begins = max(now - night, day_begins_at(local_day(now)))
    tonight = func.coalesce(CaptureRow.fetched_at.between(begins, now), false())
    rows = select(ListPageRow.column_id, func.min(case((tonight, 1), else_=0)))
    rows = rows.outerjoin(CaptureRow, CaptureRow.id == ListPageRow.capture_id).group_by(ListPageRow.column_id)
    found = (
        row for some in chunks(sorted(ids)) for row in session.execute(rows.where(ListPageRow.column_id.in_(some)))
    )
    return frozenset(column_id for column_id, all_of_them in found if all_of_them)


def _walks_whole(row: ColumnRow, now: datetime) -> bool:
    """Whether tonight the list is walked to its end: it never was, its last check was not sound, or its day has come.

    Columns have their own day of the week, so that the work is spread.
    """
    if row.walked_at is None or row.broken_since is not None or not timedelta() <= now - row.walked_at < WEEKLY:
        return True  # also where a clock that ran ahead has written it
    own_day = zlib.crc32(row.id.encode()) % 7 == local_day(now).toordinal() % 7
    return own_day and now - row.walked_at >= _HALF_A_DAY


def _pages(
    session: Session, ids: Sequence[str], whole: Collection[str], witnessed: frozenset[str] = frozenset()
) -> Mapping[str, list[KnownListPage]]:
    """The list pages as last read; of lists that are not walked to their ends, the first few. Where the bytes lie is
    told of those that may be kept again, as witnesses.
    """
    pages: dict[str, list[KnownListPage]] = defaultdict(list)
    for some in chunks(ids):
        mine = and_(
            ListPageRow.column_id.in_(some),
            or_(ListPageRow.position < _FIRST_FEW, ListPageRow.column_id.in_([id_ for id_ in some if id_ in whole])),
        )
        rows = select(ListPageRow, CaptureRow.warc_file, CaptureRow.warc_offset)
        where = CaptureRow.id == ListPageRow.capture_id, ListPageRow.column_id.in_(witnessed.intersection(some))
        rows = rows.outerjoin(CaptureRow, and_(*where))
        found = session.execute(rows.where(mine).order_by(ListPageRow.position, ListPageRow.id)).tuples()
        for row, file, offset in found:
            pages[row.column_id].append(_page(row, (file, offset) if file else None))
    return pages


def _page(row: ListPageRow, place: tuple[str, int] | None) -> KnownListPage:
    return KnownListPage(
        ask=load_ask(row.ask),
        digest=row.digest,
        listing=load_listing(row.listing),
        reader=row.reader,
        etag=row.etag,
        last_modified=row.last_modified,
        place=place,
    )


def _held(session: Session, ids: Sequence[str]) -> Mapping[str, list[str]]:
    held: dict[str, list[str]] = defaultdict(list)
    for some in chunks(ids):
        rows = select(PostColumnRow.column_id, PostRow.url).join(PostRow, PostRow.id == PostColumnRow.post_id)
        rows = rows.where(PostColumnRow.column_id.in_(some), PostRow.state == "held").order_by(PostRow.id)
        for column_id, url in session.execute(rows).tuples():
            held[column_id].append(url)
    return held
