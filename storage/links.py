"""Which posts stand in which columns: seen again, newly found there, and what a complete list no longer shows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, true, update
from sqlalchemy.orm import Session

from storage import older_posts
from storage.models import ColumnRow, PostColumnRow, PostRow
from storage.sql import chunks, each_of, hits, insert_for, insert_new, one_of, table_of

_DEAD = PostRow.last_outcome.in_(["not_found", "soft_404"])


@dataclass(frozen=True, slots=True)
class Shown:
    """Posts that a column showed at an instant; those that are not `listed` are known to belong to it otherwise."""

    column_id: str
    post_ids: Sequence[int]
    at: datetime
    listed: bool = True


def note(session: Session, seen: Sequence[Shown]) -> None:
    """Notes that the posts stand in the columns, in the order in which that was seen."""
    rows = [_row(shown) for shown in seen if shown.post_ids]
    _link(session, rows)
    _see(session, [row for row in rows if row["gone_at"] is None])
    older_posts.mark(session, {shown.column_id: shown.at for shown in seen if shown.listed})


def _link(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    links = table_of(PostColumnRow)
    columns = ("column_id", "post_id", "first_seen_at", "last_seen_at", "gone_at")
    at, gone_at = bindparam("at", type_=links.c.gone_at.type), bindparam("gone_at", type_=links.c.gone_at.type)
    ids = each_of(session, links.c.post_id, "ids")
    every = select(bindparam("column", type_=links.c.column_id.type), ids, at, at, gone_at).where(true())
    session.execute(insert_for(session, PostColumnRow).from_select(columns, every).on_conflict_do_nothing(), rows)


def _see(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    links = table_of(PostColumnRow)
    at = bindparam("at", type_=links.c.last_seen_at.type)
    older = links.c.column_id == bindparam("column"), links.c.last_seen_at < at
    again = update(links).where(*older, one_of(session, links.c.post_id, "ids"))
    # what only the site's search had found is listed for the first time
    first = case((links.c.gone_at == links.c.last_seen_at, at), else_=links.c.first_seen_at)
    session.execute(again.values(first_seen_at=first, last_seen_at=at, gone_at=None), rows)


def belongs(session: Session, column_id: str, post_id: int, at: datetime) -> None:
    """Where no link is known, notes one: an article was asked for that the column's list is yet to show.

    A known link stays: that the article was asked for says nothing of where the list stands.
    """
    row = {"column_id": column_id, "post_id": post_id, "first_seen_at": at, "last_seen_at": at, "gone_at": None}
    insert_new(session, PostColumnRow, ["column_id", "post_id"], [row])


def _row(shown: Shown) -> dict[str, Any]:
    gone_at = None if shown.listed else shown.at
    return {"column": shown.column_id, "ids": list(shown.post_ids), "at": shown.at, "gone_at": gone_at}


def columns_of(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The columns that show each of the posts, by post."""
    columns: dict[int, list[str]] = defaultdict(list)
    for some in chunks(post_ids):
        links = select(PostColumnRow.post_id, PostColumnRow.column_id).where(PostColumnRow.post_id.in_(some))
        for post_id, column_id in session.execute(links.order_by(PostColumnRow.column_id)).tuples():
            columns[post_id].append(column_id)
    return columns


def numbers(session: Session, column_ids: Collection[str]) -> Mapping[str, int]:
    """How many posts each of the columns shows, as far as is noted."""
    shown = select(PostColumnRow.column_id, func.count()).where(PostColumnRow.gone_at.is_(None))
    some = shown.where(one_of(session, PostColumnRow.column_id, "ids")).group_by(PostColumnRow.column_id)
    rows = session.execute(some, {"ids": list(column_ids)}).tuples() if column_ids else ()
    return dict(iter(rows))


def with_dead_posts(session: Session, column_ids: Collection[str]) -> frozenset[str]:
    """Those of the columns that have, or had, a post whose address was dead when last asked for."""
    dead = select(PostColumnRow.column_id).distinct().join(PostRow, PostRow.id == PostColumnRow.post_id).where(_DEAD)
    some = one_of(session, PostColumnRow.column_id, "ids")
    return frozenset(session.scalars(dead.where(some), {"ids": list(column_ids)}) if column_ids else ())


def let_go(session: Session, complete: Mapping[str, datetime], dead: Collection[str]) -> int:
    """What complete lists, by column and when they were read, no longer show; how many they showed until now.

    Candidates among them whose address is dead, and that no other column shows, are not waited for any longer: such are
    looked for in the columns of `dead` alone (see `with_dead_posts`).
    """
    rows = [{"column": column_id, "at": at} for column_id, at in complete.items()]
    if not rows:
        return 0
    links = table_of(PostColumnRow)
    missing = links.c.column_id == bindparam("column"), links.c.last_seen_at < bindparam("at")
    lost = update(links).where(*missing, links.c.gone_at.is_(None)).values(gone_at=bindparam("at"))
    vanished = hits(session, lost, rows)
    for column_id in sorted(dead & complete.keys()):
        _give_up(session, column_id, complete[column_id])
    return vanished


def _give_up(session: Session, column_id: str, at: datetime) -> None:
    """A list that did not change shows what it showed, though its posts are not noted again."""
    listed_elsewhere = (
        select(PostColumnRow.post_id)
        .join(ColumnRow, ColumnRow.id == PostColumnRow.column_id)
        .where(or_(PostColumnRow.gone_at.is_(None), ColumnRow.last_complete_at.is_(None)))
        .where(ColumnRow.retired_at.is_(None))
    )
    mine = select(PostColumnRow.post_id).where(PostColumnRow.column_id == column_id, PostColumnRow.last_seen_at < at)
    gone = update(PostRow).where(PostRow.id.in_(mine), PostRow.id.not_in(listed_elsewhere), _DEAD)
    gone = gone.where(PostRow.state.in_(["wanted", "failed"]))
    session.execute(gone.values(state="gone"), execution_options={"synchronize_session": False})
