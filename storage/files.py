"""Attachments that posts need to be read 附件: what is held of them, and what is still lacking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from core.crawl import FileRead, KnownFile
from core.pages import Outcome
from storage import marks
from storage.models import CaptureRow, PostFileRow, ReportRow
from storage.sql import chunks, document_of, insert_new


@dataclass(frozen=True, slots=True)
class PostFile:
    """An attachment of a post, and where its bytes lie; `warc_file` is None where it was never had, for `reason`."""

    url: str
    reason: str | None
    warc_file: str | None
    warc_offset: int | None


def want(session: Session, post_id: int, urls: Sequence[str]) -> None:
    """From now on the post needs these attachments and no others."""
    wanted = {document_of(url): url for url in urls}
    mine = PostFileRow.post_id == post_id
    session.execute(delete(PostFileRow).where(mine, PostFileRow.url_key.not_in(wanted)))
    rows = [{"post_id": post_id, "url": url, "url_key": key, "state": "wanted"} for key, url in wanted.items()]
    insert_new(session, PostFileRow, ["post_id", "url_key"], rows)
    marks.of_reports(session, ReportRow.post_id == post_id)


def keep(session: Session, post_id: int, read: FileRead, capture_id: int | None) -> bool:
    """Keeps one asking for an attachment; whether the post has other bytes to be read now.

    What is held stays held: it is no worse for the site's bad day.
    """
    row = _row(session, post_id, read.url)
    row.last_outcome, row.last_reason, row.checked_at = read.outcome.value, read.reason, read.checked_at
    came = read.outcome.sound and capture_id is not None and capture_id != row.capture_id
    if came:
        row.state, row.capture_id = "held", capture_id
        marks.of_reports(session, ReportRow.post_id == post_id)
    elif row.capture_id is None:
        row.state = "failed"
    return came


def _row(session: Session, post_id: int, url: str) -> PostFileRow:
    find = select(PostFileRow).where(PostFileRow.post_id == post_id, PostFileRow.url_key == document_of(url))
    row = session.scalars(find).one_or_none()
    if row is None:
        row = PostFileRow(post_id=post_id, url=url, url_key=document_of(url), state="wanted")
        session.add(row)
    return row


def mark_damaged(session: Session, post_id: int, url: str, reason: str) -> None:
    """Bytes that cannot be read back: the attachment counts as not fetched and is asked for again."""
    mine = PostFileRow.post_id == post_id, PostFileRow.url_key == document_of(url)
    values = {"state": "failed", "capture_id": None, "last_outcome": Outcome.UNREADABLE.value, "last_reason": reason}
    session.execute(update(PostFileRow).where(*mine).values(values))
    marks.of_reports(session, ReportRow.post_id == post_id)


def untried() -> Select[tuple[int]]:
    """The posts of which some file was never asked for, or came and was lost on our own side: no night need pass."""
    ours = PostFileRow.last_outcome.in_([Outcome.NOT_KEPT.value, Outcome.CRASHED.value])
    lost = and_(PostFileRow.state == "failed", ours)
    return select(PostFileRow.post_id).where(or_(PostFileRow.state == "wanted", lost))


def lacking() -> Select[tuple[int]]:
    """The posts that need an attachment which was never had."""
    return select(PostFileRow.post_id).where(PostFileRow.state.in_(["wanted", "failed"]))


def of_posts(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[PostFile]]:
    """The attachments of each of the posts, by post."""
    found: dict[int, list[PostFile]] = defaultdict(list)
    for row, capture in _rows(session, post_ids):
        where = (capture.warc_file, capture.warc_offset) if capture else (None, None)
        found[row.post_id].append(PostFile(row.url, row.last_reason, *where))
    return found


def known(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[KnownFile]]:
    """What a shard should know of the attachments of the posts, by post."""
    found: dict[int, list[KnownFile]] = defaultdict(list)
    for row, capture in _rows(session, post_ids):
        held = (capture.etag, capture.last_modified, capture.digest) if capture else ()
        found[row.post_id].append(KnownFile(row.url, *held))
    return found


def records(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The WARC records of the attachments held, by post."""
    found: dict[int, list[str]] = defaultdict(list)
    for row, capture in _rows(session, post_ids):
        if capture:
            found[row.post_id].append(capture.warc_record_id)
    return found


def _rows(session: Session, post_ids: Sequence[int]) -> list[tuple[PostFileRow, CaptureRow | None]]:
    rows = select(PostFileRow, CaptureRow).outerjoin(CaptureRow, CaptureRow.id == PostFileRow.capture_id)
    rows = rows.order_by(PostFileRow.id)
    return [
        (row, capture)
        for some in chunks(post_ids)
        for row, capture in session.execute(rows.where(PostFileRow.post_id.in_(some))).tuples()
    ]
