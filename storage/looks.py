"""Second looks at new posts: other bytes a moment later are the page's own restlessness, not a change of the report."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.crawl import SecondLook
from core.volatile import Volatile
from storage import captures
from storage.models import CaptureRow, PostRow, SecondLookRow
from storage.sql import WATCHING, document_of, insert_new, take_turn


@dataclass(frozen=True, slots=True)
class UnreadLook:
    """A second capture of an article that is to be compared with the first."""

    id: int
    post_id: int
    first_capture_id: int
    capture_id: int


def keep(session: Session, run_id: str, look: SecondLook) -> None:
    """Keeps the other bytes of a post kept before; of an attachment it is known at once that its bytes mean nothing."""
    if look.capture is None or not look.outcome.sound:
        return
    take_turn(session.connection(), WATCHING)
    post_id = session.scalars(select(PostRow.id).where(PostRow.url_key == document_of(look.article_url))).one()
    of_file = look.url != look.article_url
    row = {
        "post_id": post_id,
        "url": look.url,
        "url_key": document_of(look.url),
        "capture_id": captures.keep(session, run_id, look.capture, "second"),
        "volatile": {"files": [look.url]} if of_file else None,
    }
    insert_new(session, SecondLookRow, ["post_id", "url_key"], [row])


def unread(session: Session) -> list[UnreadLook]:
    """Second captures of articles whose first one was read."""
    rows = (
        select(SecondLookRow, CaptureRow.id)
        .join(PostRow, PostRow.id == SecondLookRow.post_id)
        .join(CaptureRow, CaptureRow.id == PostRow.capture_id)
        .where(SecondLookRow.volatile.is_(None), CaptureRow.read_at.is_not(None))
        .order_by(SecondLookRow.id)
    )
    return [UnreadLook(row.id, row.post_id, first, row.capture_id) for row, first in session.execute(rows).tuples()]


def learn(session: Session, look_id: int, volatile: Volatile) -> None:
    row = update(SecondLookRow).where(SecondLookRow.id == look_id)
    session.execute(row.values(volatile={"lines": list(volatile.lines), "parts": list(volatile.parts)}))
