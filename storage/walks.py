"""Walks into the past of columns: how far each came, so that one that was broken off goes on there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.crawl import ColumnRead, PageOfHistory
from storage import captures, list_pages, posts
from storage.list_pages import ReadPage
from storage.models import WalkRow
from storage.posts import Listed, PostCounts, Recognise
from storage.shapes import dump_ask
from storage.sql import WATCHING, chunks, take_turn


def forget_ended(session: Session, column_ids: Sequence[str]) -> None:
    """Walks that came to their ends may be begun anew; one that was broken off still goes on."""
    for some in chunks(column_ids):
        session.execute(delete(WalkRow).where(WalkRow.column_id.in_(some), WalkRow.state == "ended"))


def ended(session: Session, column_ids: Sequence[str], from_year: int) -> frozenset[str]:
    """The columns whose walk to `from_year` has come to its end."""
    done = select(WalkRow.column_id).where(WalkRow.from_year == from_year, WalkRow.state == "ended")
    return frozenset(
        id_ for some in chunks(column_ids) for id_ in session.scalars(done.where(WalkRow.column_id.in_(some)))
    )


def keep_page(session: Session, run_id: str, read: PageOfHistory, from_year: int, recognise: Recognise) -> PostCounts:
    """Keeps a page of the list or of the site's search, with the place to go on from, in one transaction."""
    take_turn(session.connection(), WATCHING)
    if not read.search:
        walk = _walk(session, read.column_id, from_year, read.checked_at)
        kept = captures.keep_all(session, run_id, [read.page.capture] if read.page.capture else [], "list")
        list_pages.keep(session, [ReadPage(read.column_id, read.page, read.checked_at, walk.pages)], kept)
        walk.pages += 1
        walk.next_ask = dump_ask(read.page.ask)  # read once more: posts may have moved to it meanwhile
        walk.walked_at = read.checked_at
    listed = Listed(read.column_id, read.page.listing.posts, read.checked_at, found=read.search)
    [counts] = posts.keep_listed(session, [listed], recognise)
    return counts


def end(session: Session, reads: Iterable[ColumnRead], from_year: int) -> None:
    """Notes which walks have come to their ends."""
    for read in reads:
        if read.outcome.sound:
            walk = _walk(session, read.column_id, from_year, read.checked_at)
            walk.state, walk.next_ask = "ended", None


def _walk(session: Session, column_id: str, from_year: int, at: datetime) -> WalkRow:
    walk = session.get(WalkRow, (column_id, from_year))
    if walk is None:
        walk = WalkRow(column_id=column_id, from_year=from_year, state="running", pages=0, began_at=at, walked_at=at)
        session.add(walk)
    return walk
