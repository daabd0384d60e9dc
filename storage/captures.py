"""Kept responses: where the bytes lie, and which of them a parser has yet to read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from core.pages import Capture, Outcome
from storage.models import CaptureRow, PostRow
from storage.posts import columns_of
from storage.sql import hits, insert_new


@dataclass(frozen=True, slots=True)
class UnreadCapture:
    """An article to be read from the archive, with what its list and its history say of it."""

    capture_id: int
    post_id: int
    url: str
    final_url: str
    media_type: str | None
    last_modified: str | None
    fetched_at: datetime
    warc_file: str
    warc_offset: int
    warc_record_id: str
    list_title: str | None
    listed_on: date | None
    first_seen_at: datetime
    column_ids: tuple[str, ...]


def keep(session: Session, run_id: str, capture: Capture, role: str) -> int:
    """The id of the capture's row; a WARC record already known is not kept again. `role`: list, article, import."""
    row = {**asdict(capture), "run_id": run_id, "role": role}
    insert_new(session, CaptureRow, ["warc_record_id"], [row])
    return session.scalars(select(CaptureRow.id).where(CaptureRow.warc_record_id == capture.warc_record_id)).one()


def unread(session: Session, *, parser_version: str | None = None, limit: int) -> list[UnreadCapture]:
    """The newest captures of posts that no parser has read (or, given a `parser_version`, that this one has not)."""
    waits: ColumnElement[bool] = CaptureRow.read_at.is_(None)
    if parser_version is not None:
        waits = or_(waits, CaptureRow.parser_version.is_distinct_from(parser_version))
    return _found(session, _articles().where(waits).limit(limit))


def unsettled(session: Session) -> list[UnreadCapture]:
    """Read captures that are no unit's report yet though they may be: the register may know better by now."""
    open_ = or_(PostRow.review_reason.is_not(None), and_(PostRow.kind == "annual_report", PostRow.unit_id.is_(None)))
    return _found(session, _articles().where(CaptureRow.read_at.is_not(None), PostRow.state == "held", open_))


def one(session: Session, capture_id: int) -> UnreadCapture:
    """An article by its capture; it must be its post's latest."""
    return _found(session, _articles().where(CaptureRow.id == capture_id))[0]


def mark_read(session: Session, capture_id: int, parser_version: str, at: datetime) -> None:
    done = update(CaptureRow).where(CaptureRow.id == capture_id)
    session.execute(done.values(read_at=at, parser_version=parser_version))


def mark_damaged(session: Session, capture_id: int, reason: str, at: datetime) -> None:
    """Bytes that cannot be read back: the capture is done with, its post counts as not fetched and is asked again."""
    session.execute(update(CaptureRow).where(CaptureRow.id == capture_id).values(read_at=at))
    post = update(PostRow).where(PostRow.capture_id == capture_id)
    session.execute(post.values(state="failed", last_outcome=Outcome.UNREADABLE.value, last_reason=reason))


def forget_reading(session: Session) -> int:
    """Marks the latest capture of every held post as unread, so that the reading stage takes them all; how many."""
    held = select(PostRow.capture_id).where(PostRow.state == "held", PostRow.capture_id.is_not(None))
    return hits(session, update(CaptureRow).where(CaptureRow.id.in_(held)).values(read_at=None))


def _articles() -> Select[tuple[CaptureRow, PostRow]]:
    return (
        select(CaptureRow, PostRow)
        .join(PostRow, PostRow.capture_id == CaptureRow.id)
        .where(
            or_(CaptureRow.role == "import", and_(CaptureRow.role == "article", CaptureRow.status.between(200, 299)))
        )
        .order_by(CaptureRow.id)
    )


def _found(session: Session, statement: Select[tuple[CaptureRow, PostRow]]) -> list[UnreadCapture]:
    rows = session.execute(statement).tuples().all()
    columns = columns_of(session, [post.id for _, post in rows])
    return [_article(capture, post, columns.get(post.id, ())) for capture, post in rows]


def _article(capture: CaptureRow, post: PostRow, column_ids: Sequence[str]) -> UnreadCapture:
    return UnreadCapture(
        capture_id=capture.id,
        post_id=post.id,
        url=capture.url,
        final_url=capture.final_url,
        media_type=capture.media_type,
        last_modified=capture.last_modified,
        fetched_at=capture.fetched_at,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        warc_record_id=capture.warc_record_id,
        list_title=post.title or None,
        listed_on=post.listed_on,
        first_seen_at=post.first_seen_at,
        column_ids=tuple(column_ids),
    )


def record_of(capture: CaptureRow) -> dict[str, Any]:
    """A capture as evidence, in the contract's words."""
    return {
        "record_id": capture.warc_record_id,
        "digest": capture.digest,
        "fetched_at": capture.fetched_at.isoformat(),
        "url": capture.final_url,
    }
