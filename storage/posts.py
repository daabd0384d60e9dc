"""Posts as the lists show them: new ones recognised and kept, known ones seen again. Bulk statements only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from core.posts import PostRef, Recognition
from storage.models import ColumnRow, PostColumnRow, PostRow
from storage.sql import chunks, hits, insert_new, key_of, table_of

Recognise = Callable[[PostRef], Recognition]


@dataclass(frozen=True, slots=True)
class PostCounts:
    """Posts in one reading of a column: all that the list showed, those never seen before, those that it lost."""

    seen: int
    new: int
    vanished: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    title: str
    listed_on: date | None
    recognised: bool
    state: str


def keep_listed(
    session: Session,
    column_id: str,
    refs: Iterable[PostRef],
    at: datetime,
    recognise: Recognise,
    *,
    found: bool = False,
) -> PostCounts:
    """Keeps the posts of a column's listing; an address listed twice counts once, as it was shown first.

    `found`: they were found by the site's search, and need not stand in the column.
    """
    listed: dict[str, PostRef] = {}
    for ref in refs:
        listed.setdefault(key_of(ref.url), ref)
    known = _known(session, list(listed))
    new = {key: ref for key, ref in listed.items() if key not in known}
    insert_new(session, PostRow, ["url_key"], [_row(key, ref, at, recognise(ref)) for key, ref in new.items()])
    unrecognised = {known[key].id: ref for key, ref in listed.items() if key in known and not known[key].recognised}
    _recognise_late(session, {id_: recognise(ref) for id_, ref in unrecognised.items()})
    _refresh(session, [(known[key], ref) for key, ref in listed.items() if key in known], recognise)
    ids = sorted({k.id for k in known.values()} | {k.id for k in _known(session, list(new)).values()})
    _see(session, ids, at)
    link(session, column_id, ids, at, listed=not found)
    return PostCounts(seen=len(listed), new=len(new) + len(unrecognised))


def _known(session: Session, keys: Sequence[str]) -> dict[str, _Known]:
    columns = select(PostRow.url_key, PostRow.id, PostRow.title, PostRow.listed_on, PostRow.kind, PostRow.state)
    return {
        key: _Known(id_, title, listed_on, kind is not None, state)
        for some in chunks(keys)
        for key, id_, title, listed_on, kind, state in session.execute(columns.where(PostRow.url_key.in_(some)))
    }


def _row(key: str, ref: PostRef, at: datetime, recognition: Recognition) -> dict[str, Any]:
    return {
        **unrecognised_row(key, ref, at),
        **_recognised(recognition),
        "state": "wanted" if recognition.candidate else "seen",
    }


def unrecognised_row(key: str, ref: PostRef, at: datetime) -> dict[str, Any]:
    """A post that no list has shown yet, only its own page."""
    return {
        "url": ref.url,
        "url_key": key,
        "title": ref.title,
        "listed_on": ref.listed_on,
        "first_seen_at": at,
        "last_seen_at": at,
        "kind": None,
        "report_year": None,
        "issuers": [],
        "doubtful": False,
        "reasons": [],
        "state": "wanted",
        "conflict_years": [],
    }


def _recognised(recognition: Recognition) -> dict[str, Any]:
    return {
        "kind": recognition.kind.value,
        "report_year": recognition.report_year,
        "issuers": list(recognition.issuers),
        "doubtful": recognition.doubtful,
        "reasons": list(recognition.reasons),
    }


def _recognise_late(session: Session, recognitions: Mapping[int, Recognition]) -> None:
    """Posts whose article came before the list that shows them."""
    _update_each(session, [{"post": id_, **_recognised(found)} for id_, found in recognitions.items()])


def _refresh(session: Session, pairs: Iterable[tuple[_Known, PostRef]], recognise: Recognise) -> None:
    """Takes over a title or list date that changed; a list that shows none takes nothing away.

    Another title may be another post at the same address: it is recognised anew, and a candidate is asked for again.
    """
    dated, renamed = [], []
    for known, ref in pairs:
        title, listed_on = ref.title or known.title, ref.listed_on or known.listed_on
        row: dict[str, Any] = {"post": known.id, "title": title, "listed_on": listed_on}
        if known.recognised and (title != known.title or known.state == "gone"):
            recognition = recognise(PostRef(ref.url, title, listed_on))
            wanted = "wanted" if recognition.candidate else known.state
            renamed.append(row | _recognised(recognition) | {"state": wanted})
        elif listed_on != known.listed_on:
            dated.append(row)
    _update_each(session, dated)
    _update_each(session, renamed)


def recognise_again(session: Session, recognise: Recognise) -> int:
    """Asks `recognise` anew about posts that were never fetched; how many are candidates now and were none before."""
    seen = session.execute(
        select(PostRow.id, PostRow.url, PostRow.title, PostRow.listed_on).where(PostRow.state == "seen")
    )
    found = [(id_, recognise(PostRef(url, title, listed_on))) for id_, url, title, listed_on in seen.tuples()]
    news = [(id_, recognition) for id_, recognition in found if recognition.candidate]
    _update_each(session, [{"post": id_, **_recognised(r), "state": "wanted"} for id_, r in news])
    return len(news)


def _update_each(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        posts = table_of(PostRow)
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "post"}
        session.execute(update(posts).where(posts.c.id == bindparam("post")).values(values), rows)


def _see(session: Session, ids: Sequence[int], at: datetime) -> None:
    for some in chunks(ids):
        seen = update(PostRow).where(PostRow.id.in_(some), PostRow.last_seen_at < at)
        session.execute(seen.values(last_seen_at=at), execution_options={"synchronize_session": False})


def link(session: Session, column_id: str, ids: Sequence[int], at: datetime, *, listed: bool = True) -> None:
    """Notes that the posts stand in the column; those that are not `listed` are known to belong to it otherwise."""
    for some in chunks(ids):
        mine = PostColumnRow.column_id == column_id, PostColumnRow.post_id.in_(some)
        if listed:
            seen = update(PostColumnRow).where(*mine, PostColumnRow.last_seen_at < at)
            session.execute(
                seen.values(last_seen_at=at, gone_at=None), execution_options={"synchronize_session": False}
            )
        linked = set(session.scalars(select(PostColumnRow.post_id).where(*mine)))
        new = {"column_id": column_id, "first_seen_at": at, "last_seen_at": at, "gone_at": None if listed else at}
        rows = [{"post_id": id_, **new} for id_ in some if id_ not in linked]
        insert_new(session, PostColumnRow, ["column_id", "post_id"], rows)


def columns_of(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The columns that show each of the posts, by post."""
    columns: dict[int, list[str]] = defaultdict(list)
    for some in chunks(post_ids):
        links = select(PostColumnRow.post_id, PostColumnRow.column_id).where(PostColumnRow.post_id.in_(some))
        for post_id, column_id in session.execute(links.order_by(PostColumnRow.column_id)).tuples():
            columns[post_id].append(column_id)
    return columns


def let_go(session: Session, column_id: str, at: datetime) -> int:
    """What a complete list no longer shows; how many of them it showed until now.

    Candidates among them whose address is dead, and that no other column shows, are not waited for any longer.
    """
    missing = PostColumnRow.column_id == column_id, PostColumnRow.last_seen_at < at
    lost = update(PostColumnRow).where(*missing, PostColumnRow.gone_at.is_(None)).values(gone_at=at)
    vanished = hits(session, lost.execution_options(synchronize_session=False))
    listed_elsewhere = (
        select(PostColumnRow.post_id)
        .join(ColumnRow, ColumnRow.id == PostColumnRow.column_id)
        .where(or_(PostColumnRow.last_seen_at >= at, ColumnRow.last_complete_at.is_(None)))
        .where(ColumnRow.retired_at.is_(None))
    )
    mine = select(PostColumnRow.post_id).where(*missing)
    dead = PostRow.state.in_(["wanted", "failed"]), PostRow.last_outcome.in_(["not_found", "soft_404"])
    gone = update(PostRow).where(PostRow.id.in_(mine), PostRow.id.not_in(listed_elsewhere), *dead)
    session.execute(gone.values(state="gone"), execution_options={"synchronize_session": False})
    return vanished
