"""Pages and files brought in from elsewhere: what is held of them already, and keeping what is not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.crawl import FileRead
from core.pages import Capture, Outcome
from core.posts import PostRef
from storage import captures, files, posts
from storage.captures import UnreadCapture
from storage.models import CaptureRow, PostFileRow, PostRow
from storage.sql import WATCHING, document_of, insert_new, take_turn

OUTCOME_REASON = "人工导入"


@dataclass(frozen=True, slots=True)
class Held:
    """What is known at an address: `post_id` of its post, and whether a list names it and nobody could fetch it yet."""

    url: str
    post_id: int | None
    awaited: bool


def known_as(session: Session, url: str) -> Held:
    """The address as we know it: another archive may have had the same page under another spelling."""
    find = select(PostRow.url, PostRow.id, PostRow.state).where(PostRow.url_key == document_of(url))
    for written, post_id, state in session.execute(find).tuples():
        return Held(written, post_id, state in ("wanted", "failed"))
    return Held(url, None, False)


def is_read(session: Session, url: str, digest: str) -> bool:
    """Whether these bytes were had at this address before, by us or by import, and read (a file: with its page)."""
    same = select(CaptureRow.id).where(CaptureRow.digest == digest, CaptureRow.url == url)
    read = and_(CaptureRow.role.in_(["import", "article"]), CaptureRow.read_at.is_not(None))
    return session.scalars(same.where(or_(read, CaptureRow.role == "attachment"))).first() is not None


def latest(session: Session, url: str, digest: str | None = None) -> UnreadCapture | None:
    """The page that the post of this address shows now (where a `digest` is given: if these are its bytes)."""
    find = select(PostRow.capture_id).join(CaptureRow, CaptureRow.id == PostRow.capture_id)
    find = find.where(PostRow.url_key == document_of(url), PostRow.state == "held")
    capture_id = session.scalars(find if digest is None else find.where(CaptureRow.digest == digest)).one_or_none()
    return captures.one(session, capture_id) if capture_id else None


def keep_page(session: Session, run_id: str, capture: Capture, origin: str, at: datetime) -> UnreadCapture | None:
    """Keeps a page brought in (at `at`) as a post of its own address, ready to be read.

    A post that was fetched from its site before is as this page shows it from now on, until the site is asked again;
    but where it was fetched later than this page, the page is evidence of its time and no more: None.
    """
    take_turn(session.connection(), WATCHING)
    key = document_of(capture.url)
    insert_new(session, PostRow, ["url_key"], [posts.unrecognised_row(key, PostRef(capture.url, ""), at)])
    post = session.scalars(select(PostRow).where(PostRow.url_key == key)).one()
    capture_id = captures.keep(session, run_id, capture, "import", origin)
    if _had_since(session, post, capture.fetched_at):
        captures.mark_all_read(session, [capture_id], "", at)
        return None
    post.capture_id = capture_id
    post.state, post.last_outcome, post.last_reason = "held", Outcome.OK.value, OUTCOME_REASON
    session.flush()
    return captures.one(session, capture_id)


def _had_since(session: Session, post: PostRow, at: datetime) -> bool:
    held = session.get(CaptureRow, post.capture_id) if post.capture_id else None
    return held is not None and held.fetched_at > at


def lacking_posts(session: Session, file_url: str) -> list[str]:
    """The addresses of the posts that need this attachment and never had it."""
    needing = select(PostRow.url).join(PostFileRow, PostFileRow.post_id == PostRow.id)
    needing = needing.where(PostFileRow.url_key == document_of(file_url), PostFileRow.capture_id.is_(None))
    return list(session.scalars(needing.order_by(PostRow.id)))


def lacking(session: Session) -> frozenset[str]:
    """The addresses of all attachments that some post needs and never had."""
    return frozenset(session.scalars(select(PostFileRow.url).where(PostFileRow.capture_id.is_(None))))


def lacking_files(session: Session, post_url: str, urls: Collection[str]) -> list[str]:
    """Those of the attachments whose bytes the post never had."""
    mine = select(PostFileRow.url).join(PostRow, PostRow.id == PostFileRow.post_id)
    mine = mine.where(PostRow.url_key == document_of(post_url), PostFileRow.capture_id.is_not(None))
    held = set(session.scalars(mine))
    return [url for url in urls if url not in held]


def file_at(session: Session, url: str) -> int | None:
    """The newest capture of a file that was had at this address, as an attachment or by itself."""
    same = select(CaptureRow.id).where(CaptureRow.url == url, CaptureRow.status.between(200, 299))
    same = same.where(CaptureRow.role.in_(["attachment", "import"]))
    return session.scalars(same.order_by(CaptureRow.fetched_at.desc(), CaptureRow.id.desc())).first()


def keep_file(session: Session, run_id: str, capture: Capture, origin: str) -> int:
    """The id of the row of a file that was brought in beside a page."""
    return captures.keep(session, run_id, capture, "attachment", origin)


def give_file(session: Session, post_url: str, url: str, capture_id: int, at: datetime) -> None:
    """From now on the post has this attachment; its page is to be read again."""
    take_turn(session.connection(), WATCHING)
    post = session.scalars(select(PostRow).where(PostRow.url_key == document_of(post_url))).one()
    read = FileRead("", post_url, url, Outcome.OK, OUTCOME_REASON, at)
    if files.keep(session, post.id, read, capture_id) and post.capture_id is not None:
        captures.read_again(session, post.capture_id)
