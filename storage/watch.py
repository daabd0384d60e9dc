"""Watching: keeping what came of articles and their attachments."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.absence import GONE
from core.crawl import ArticleRead, FileRead
from core.posts import PostRef
from storage import captures, files, links, posts
from storage.models import PostRow
from storage.sql import WATCHING, document_of, insert_new, take_turn


def keep_article(session: Session, run_id: str, read: ArticleRead) -> int | None:
    """Keeps one asking for an article; the id of the capture that is now the post's, None where it has no new one."""
    take_turn(session.connection(), WATCHING)
    post = _post(session, read.ref, read.checked_at)
    if read.column_id:
        links.belongs(session, read.column_id, post.id, read.checked_at)
    capture_id = captures.keep(session, run_id, read.capture, "article") if read.capture else None
    post.last_outcome, post.last_reason = read.outcome.value, read.reason
    post.gone_capture_id = capture_id if read.outcome in GONE else None
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
    post = session.scalars(select(PostRow).where(PostRow.url_key == document_of(read.article_url))).one()
    capture_id = captures.keep(session, run_id, read.capture, "attachment") if read.capture else None
    if files.keep(session, post.id, read, capture_id) and post.capture_id is not None:
        captures.read_again(session, post.capture_id)


def _post(session: Session, ref: PostRef, at: datetime) -> PostRow:
    """The post's row, made where an article came before the list that shows it."""
    key = document_of(ref.url)
    find = select(PostRow).where(PostRow.url_key == key)
    post = session.scalars(find).one_or_none()
    if post is None:
        insert_new(session, PostRow, ["url_key"], [posts.unrecognised_row(key, ref, at)])
        post = session.scalars(find).one()
    return post
