"""Half-year and quarterly material: posts that answer nothing, but are worth a word where nothing else is found."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage import marks
from storage.links import columns_of
from storage.models import PostRow
from storage.sql import table_of
from storage.watch_rows import IS_INTERIM


@dataclass(frozen=True, slots=True)
class InterimPost:
    post_id: int
    title: str
    report_year: int
    columns: tuple[str, ...]


def unnamed(session: Session) -> list[InterimPost]:
    """Such posts that are nobody's yet, with the columns that show them."""
    rows = select(PostRow.id, PostRow.title, PostRow.report_year).order_by(PostRow.id)
    nobodys = IS_INTERIM, PostRow.unit_id.is_(None), PostRow.review_reason.is_(None)
    found = session.execute(rows.where(*nobodys)).tuples().all()
    columns = columns_of(session, [post_id for post_id, _, _ in found])
    return [InterimPost(id_, title, year, tuple(columns.get(id_, ()))) for id_, title, year in found if year]


def name(session: Session, whose: Mapping[InterimPost, str]) -> None:
    """Notes the unit of each post; what is said of its obligation has to be looked at again."""
    rows = [{"post": post.post_id, "unit": unit_id} for post, unit_id in whose.items()]
    if rows:
        posts = table_of(PostRow)
        session.execute(update(posts).where(posts.c.id == bindparam("post")).values(unit_id=bindparam("unit")), rows)
        marks.add(session, {(unit_id, post.report_year) for post, unit_id in whose.items()})
