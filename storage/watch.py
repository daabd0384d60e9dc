"""Watching: what is known before a column is read, and keeping what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crawl import ArticleRead, ColumnRead, FileRead, ListPageRead
from core.pages import Capture, Outcome
from core.posts import PostRef
from storage import captures, files, posts
from storage.jobs import column_jobs
from storage.models import CaptureRow, CheckRow, ColumnRow, ListPageRow, PostRow
from storage.posts import PostCounts, Recognise
from storage.shapes import dump_ask, dump_listing
from storage.sql import WATCHING, chunks, insert_new, key_of, take_turn

__all__ = [
    "BrokenColumn",
    "PostCounts",
    "column_jobs",
    "columns_broken",
    "find_import",
    "keep_article",
    "keep_column",
    "keep_file",
    "keep_import",
]


@dataclass(frozen=True, slots=True)
class BrokenColumn:
    """A column whose last check was unsound or incomplete, and since when it has been so."""

    column_id: str
    broken_since: datetime
    outcome: str
    reason: str


def keep_column(session: Session, run_id: str, read: ColumnRead, recognise: Recognise) -> PostCounts:
    """Keeps one reading of a column: a check always, and whatever its list pages showed soundly.

    `recognise` is asked about posts never recognised before, and about no others.
    """
    take_turn(session.connection(), WATCHING)
    column = session.get_one(ColumnRow, read.column_id)
    _keep_pages(session, run_id, read)
    listed = (post for page in read.pages for post in page.listing.posts)
    counts = posts.keep_listed(session, read.column_id, listed, read.checked_at, recognise)
    session.add(_check(session, run_id, read, counts.seen))
    _learn(column, read)
    session.flush()
    if read.complete:
        posts.let_go(session, read.column_id, read.checked_at)
    return counts


def _check(session: Session, run_id: str, read: ColumnRead, posts_seen: int) -> CheckRow:
    return CheckRow(
        run_id=run_id,
        column_id=read.column_id,
        outcome=read.outcome.value,
        reason=read.reason,
        complete=read.complete,
        checked_at=read.checked_at,
        platform=read.platform,
        posts_seen=posts_seen,
        capture_id=captures.keep(session, run_id, read.capture, "list") if read.capture else None,
    )


def _learn(column: ColumnRow, read: ColumnRead) -> None:
    column.platform_found = read.platform or column.platform_found
    if read.complete:
        column.needs_browser = column.needs_browser or read.needs_browser
    elif read.outcome in (Outcome.BROWSER_MISSING, Outcome.BROWSER_FAILED):
        column.needs_browser = False  # the static page gets its chance again tomorrow
    column.last_checked_at = read.checked_at
    column.last_outcome = read.outcome.value
    column.last_reason = read.reason
    if read.complete:
        column.last_complete_at = read.checked_at
        column.broken_since = None
    else:
        column.broken_since = column.broken_since or read.checked_at


def _keep_pages(session: Session, run_id: str, read: ColumnRead) -> None:
    known = select(ListPageRow).where(ListPageRow.column_id == read.column_id)
    rows = {row.ask_key: row for row in session.scalars(known)} if read.pages else {}
    for page in read.pages:
        capture_id = captures.keep(session, run_id, page.capture, "list") if page.capture else None
        key = key_of(page.ask.key)
        row = rows.setdefault(key, ListPageRow(column_id=read.column_id, ask_key=key))
        _fill(row, page, capture_id, read.checked_at)
        session.add(row)


def _fill(row: ListPageRow, page: ListPageRead, capture_id: int | None, at: datetime) -> None:
    """An unchanged page keeps the validators and the capture it has, where this answer brought none."""
    unchanged = row.digest == page.digest
    row.etag = page.etag or (row.etag if unchanged else None)
    row.last_modified = page.last_modified or (row.last_modified if unchanged else None)
    row.capture_id = capture_id or (row.capture_id if unchanged else None)
    row.ask, row.listing = dump_ask(page.ask), dump_listing(page.listing)
    row.reader, row.digest, row.read_at = page.reader, page.digest, at


def keep_article(session: Session, run_id: str, read: ArticleRead) -> int | None:
    """Keeps one asking for an article; the id of the capture that is now the post's, None where it has no new one."""
    take_turn(session.connection(), WATCHING)
    post = _post(session, read.ref, read.checked_at)
    if read.column_id:
        posts.link(session, read.column_id, [post.id], read.checked_at)
    capture_id = captures.keep(session, run_id, read.capture, "article") if read.capture else None
    post.last_outcome, post.last_reason = read.outcome.value, read.reason
    if not read.outcome.sound:
        _fail(post, read.checked_at)
        return None
    post.asked_at = read.checked_at
    if capture_id is not None:
        post.state, post.capture_id = "held", capture_id
    session.flush()
    return capture_id


def _fail(post: PostRow, at: datetime) -> None:
    """A held post stays held: what we have of it is no worse for the site's bad day."""
    if post.state != "held":
        post.state, post.asked_at = "failed", at


def keep_file(session: Session, run_id: str, read: FileRead) -> None:
    """Keeps one asking for an attachment of an article kept before; a post with other bytes is to be read again."""
    take_turn(session.connection(), WATCHING)
    post = session.scalars(select(PostRow).where(PostRow.url_key == key_of(read.article_url))).one()
    capture_id = captures.keep(session, run_id, read.capture, "attachment") if read.capture else None
    if files.keep(session, post.id, read, capture_id) and post.capture_id is not None:
        captures.read_again(session, post.capture_id)


def _post(session: Session, ref: PostRef, at: datetime) -> PostRow:
    """The post's row, made where an article came before the list that shows it."""
    key = key_of(ref.url)
    find = select(PostRow).where(PostRow.url_key == key)
    post = session.scalars(find).one_or_none()
    if post is None:
        insert_new(session, PostRow, ["url_key"], [posts.unrecognised_row(key, ref, at)])
        post = session.scalars(find).one()
    return post


def find_import(session: Session, url: str, digest: str) -> int | None:
    """The capture of a page brought in by hand that was read already: same address, same bytes."""
    same = select(CaptureRow.id).where(CaptureRow.digest == digest, CaptureRow.url == url)
    return session.scalars(same.where(CaptureRow.role == "import", CaptureRow.read_at.is_not(None))).first()


def keep_import(session: Session, run_id: str, capture: Capture) -> captures.UnreadCapture:
    """Keeps a page brought in by hand as a post of its own address, ready to be read.

    A post that was fetched from its site before is as this page shows it from now on, until the site is asked again.
    """
    post = _post(session, PostRef(capture.url, ""), capture.fetched_at)
    post.capture_id = captures.keep(session, run_id, capture, "import")
    post.state, post.last_outcome, post.last_reason = "held", Outcome.OK.value, "人工导入"
    session.flush()
    return captures.one(session, post.capture_id)


def columns_broken(session: Session, column_ids: Collection[str]) -> list[BrokenColumn]:
    """Which of the columns are broken."""
    broken = select(ColumnRow).where(ColumnRow.broken_since.is_not(None)).order_by(ColumnRow.id)
    return [
        BrokenColumn(row.id, row.broken_since, row.last_outcome or "", row.last_reason or "")
        for some in chunks(sorted(column_ids))
        for row in session.scalars(broken.where(ColumnRow.id.in_(some)))
        if row.broken_since
    ]
