"""Columns as they were read: checks, list pages, and what each reading teaches of the column."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Boolean, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from core.crawl import ColumnRead, Depth, ListPageRead
from core.pages import Outcome
from core.posts import PostRef
from storage import captures, posts
from storage.models import CheckRow, ColumnRow, ListPageRow
from storage.posts import PostCounts, Recognise
from storage.shapes import dump_ask, dump_listing
from storage.sql import WATCHING, chunks, key_of, table_of, take_turn

_REMEMBERED = 15  # complete walks whose numbers of posts say how many the list usually holds


@dataclass(frozen=True, slots=True)
class BrokenColumn:
    """A column whose last check was unsound or incomplete, and since when it has been so."""

    column_id: str
    broken_since: datetime
    outcome: str
    reason: str


def usual(counts: Sequence[int] | None) -> int | None:
    """How many posts a list holds as a rule: the median of its latest complete walks, None before the first."""
    return int(median(counts)) if counts else None


def keep(session: Session, run_id: str, read: ColumnRead, recognise: Recognise) -> PostCounts:
    """Keeps one reading of a column: a check always, and whatever its list pages showed soundly.

    `recognise` is asked about posts never recognised before, and about no others.
    """
    take_turn(session.connection(), WATCHING)
    column = session.get_one(ColumnRow, read.column_id)
    keep_pages(session, run_id, read.column_id, read.pages, read.checked_at)
    counts = posts.keep_listed(session, read.column_id, _listed(read), read.checked_at, recognise)
    session.add(CheckRow(**_check(session, run_id, read, counts.seen)))
    _learn(column, read)
    session.flush()
    if read.complete and read.depth is Depth.WHOLE:
        _forget_pages(session, read)
        vanished = posts.let_go(session, read.column_id, read.checked_at)
        return PostCounts(counts.seen, counts.new, vanished)
    return counts


def keep_unchanged(session: Session, run_id: str, reads: Sequence[ColumnRead]) -> None:
    """Keeps readings that found nothing new, all at once: what is known of their pages and posts stands as it is."""
    if not reads:
        return
    take_turn(session.connection(), WATCHING)
    session.execute(insert(CheckRow), [_check(session, run_id, read, read.listed or 0) for read in reads])
    columns = table_of(ColumnRow)
    news = {
        "last_checked_at": bindparam("at"),
        "last_outcome": bindparam("outcome"),
        "last_reason": bindparam("reason"),
        "broken_since": None,
        "last_complete_at": func.coalesce(bindparam("complete_at"), columns.c.last_complete_at),
        "walked_at": func.coalesce(bindparam("walked_at"), columns.c.walked_at),
        "needs_browser": or_(columns.c.needs_browser, bindparam("needs_browser", type_=Boolean)),
    }
    seen = update(columns).where(columns.c.id == bindparam("column")).values(news)
    session.execute(seen, [_seen_again(read) for read in reads])
    _note_pages(session, reads)


def _seen_again(read: ColumnRead) -> dict[str, object]:
    return {
        "column": read.column_id,
        "at": read.checked_at,
        "outcome": read.outcome.value,
        "reason": read.reason,
        "complete_at": read.checked_at if read.complete else None,
        "walked_at": read.checked_at if read.complete and read.depth is not Depth.NEWEST else None,
        "needs_browser": read.complete and read.needs_browser,
    }


def unchanged(read: ColumnRead) -> bool:
    """Whether every page is as it was: then nothing that it holds has to be kept again."""
    return read.outcome is Outcome.NOT_MODIFIED and all(page.not_modified for page in read.pages)


def _listed(read: ColumnRead) -> Iterable[PostRef]:
    return (post for page in read.pages for post in page.listing.posts)


def _check(session: Session, run_id: str, read: ColumnRead, seen: int) -> dict[str, object]:
    return {
        "run_id": run_id,
        "column_id": read.column_id,
        "outcome": read.outcome.value,
        "reason": read.reason,
        "complete": read.complete,
        "checked_at": read.checked_at,
        "platform": read.platform,
        "posts_seen": read.listed if read.complete and read.listed is not None else seen,
        "capture_id": captures.keep(session, run_id, read.capture, "list") if read.capture else None,
    }


def _learn(column: ColumnRow, read: ColumnRead) -> None:
    column.platform_found = read.platform or column.platform_found
    if read.complete:
        column.needs_browser = column.needs_browser or read.needs_browser
    elif read.outcome in (Outcome.BROWSER_MISSING, Outcome.BROWSER_FAILED):
        column.needs_browser = False  # the static page gets its chance again tomorrow
    column.last_checked_at = read.checked_at
    column.last_outcome = read.outcome.value
    column.last_reason = read.reason
    if read.outcome.sound:
        column.broken_since = None
    else:
        column.broken_since = column.broken_since or read.checked_at
    if read.complete:
        column.last_complete_at = read.checked_at
        if read.listed is not None:
            column.recent_counts = [read.listed, *(column.recent_counts or ())][:_REMEMBERED]
        if read.depth is not Depth.NEWEST:
            column.walked_at = read.checked_at


def keep_pages(
    session: Session, run_id: str, column_id: str, pages: Sequence[ListPageRead], at: datetime, *, first: int = 0
) -> None:
    """Keeps list pages as they were read; the first of them stands at position `first` in the list."""
    known = select(ListPageRow).where(ListPageRow.column_id == column_id)
    rows = {row.ask_key: row for row in session.scalars(known)} if pages else {}
    for position, page in enumerate(pages, first):
        capture_id = captures.keep(session, run_id, page.capture, "list") if page.capture else None
        key = key_of(page.ask.key)
        row = rows.setdefault(key, ListPageRow(column_id=column_id, ask_key=key))
        row.position = position
        _fill(row, page, capture_id, at)
        session.add(row)


def _fill(row: ListPageRow, page: ListPageRead, capture_id: int | None, at: datetime) -> None:
    """An unchanged page keeps the validators and the capture it has, where this answer brought none."""
    unchanged = row.digest == page.digest
    row.etag = page.etag or (row.etag if unchanged else None)
    row.last_modified = page.last_modified or (row.last_modified if unchanged else None)
    row.capture_id = capture_id or (row.capture_id if unchanged else None)
    row.ask, row.listing = dump_ask(page.ask), dump_listing(page.listing)
    row.reader, row.digest, row.read_at = page.reader, page.digest, at


def _note_pages(session: Session, reads: Sequence[ColumnRead]) -> None:
    """When unchanged pages were seen again, and the validators that the site gives them now."""
    rows = [
        {
            "column": r.column_id,
            "key": key_of(p.ask.key),
            "etag": p.etag,
            "modified": p.last_modified,
            "at": r.checked_at,
        }
        for r in reads
        for p in r.pages
    ]
    if not rows:
        return
    pages = table_of(ListPageRow)
    mine = pages.c.column_id == bindparam("column"), pages.c.ask_key == bindparam("key")
    values: dict[str, Any] = {
        "read_at": bindparam("at"),
        "etag": func.coalesce(bindparam("etag"), pages.c.etag),
        "last_modified": func.coalesce(bindparam("modified"), pages.c.last_modified),
    }
    session.execute(update(pages).where(*mine).values(values), rows)


def _forget_pages(session: Session, read: ColumnRead) -> None:
    """Pages that a complete walk no longer came by."""
    old = ListPageRow.column_id == read.column_id, ListPageRow.read_at < read.checked_at
    session.execute(delete(ListPageRow).where(*old), execution_options={"synchronize_session": False})


def broken(session: Session, column_ids: Collection[str]) -> list[BrokenColumn]:
    """Which of the columns are broken."""
    rows = select(ColumnRow).where(ColumnRow.broken_since.is_not(None)).order_by(ColumnRow.id)
    return [
        BrokenColumn(row.id, row.broken_since, row.last_outcome or "", row.last_reason or "")
        for some in chunks(sorted(column_ids))
        for row in session.scalars(rows.where(ColumnRow.id.in_(some)))
        if row.broken_since
    ]
