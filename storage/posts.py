"""Posts as the lists show them: new ones recognised and kept, known ones seen again. Bulk statements only."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from core.posts import PostRef, Recognition
from storage import links, marks, older_posts
from storage.models import PostRow
from storage.sql import document_of, insert_new, one_of, table_of

Recognise = Callable[[PostRef], Recognition]


@dataclass(frozen=True, slots=True)
class PostCounts:
    """Posts in one reading of a column: all that the list showed, those never seen before, those that it lost."""

    seen: int
    new: int
    vanished: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """What a column's list showed at an instant; what the site's search `found` need not stand in the column."""

    column_id: str
    refs: Sequence[PostRef]
    at: datetime
    found: bool = False


def keep_listed(session: Session, listings: Sequence[Listed], recognise: Recognise) -> list[PostCounts]:
    """Keeps the posts of listings as if one by one, in order; an address listed twice in one of them counts once, as it
    was shown first there.
    """
    session.flush()  # statements in bulk look past what the session still holds back
    shown = [_each_once(listing.refs) for listing in listings]
    ledger = Ledger(_known(session, {key for posts in shown for key in posts}), recognise)
    counts = [
        PostCounts(len(posts), sum(ledger.note(key, ref, listing.at) for key, ref in posts.items()))
        for listing, posts in zip(listings, shown, strict=True)
    ]
    insert_new(session, PostRow, ["url_key"], list(ledger.new.values()))
    _update_each(session, ledger.changed())
    ids = ledger.ids | {key: row["id"] for key, row in _known(session, ledger.new.keys()).items()}
    seen = [
        links.Shown(listing.column_id, sorted(ids[key] for key in posts), listing.at, not listing.found)
        for listing, posts in zip(listings, shown, strict=True)
    ]
    _see(session, seen)
    links.note(session, seen)
    if dated := [row["post"] for row in ledger.changed() if "listed_on" in row]:
        older_posts.mark_dated_anew(session, dated, listings[-1].at)
    return counts


def _each_once(refs: Iterable[PostRef]) -> dict[str, PostRef]:
    listed: dict[str, PostRef] = {}
    for ref in refs:
        listed.setdefault(document_of(ref.url), ref)
    return listed


def _known(session: Session, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    if not keys:
        return {}
    posts = table_of(PostRow).c
    names = ("id", "title", "listed_on", "kind", "state")
    listed = select(posts.url_key, *(posts[name] for name in names)).where(one_of(session, posts.url_key, "keys"))
    rows = session.execute(listed, {"keys": list(keys)})
    return {key: dict(zip(names, values, strict=True)) for key, *values in rows.tuples()}


class Ledger:
    """Posts by key, as each listing in turn leaves them; `new` are the rows of those that were not known."""

    def __init__(self, known: dict[str, dict[str, Any]], recognise: Recognise) -> None:
        self.ids: dict[str, int] = {key: post["id"] for key, post in known.items()}
        self.new: dict[str, dict[str, Any]] = {}
        self._posts = known
        self._changes: dict[str, dict[str, Any]] = {}
        self._recognise = recognise

    def note(self, key: str, ref: PostRef, at: datetime) -> bool:
        """Takes the post as it is listed; whether no list had shown it before.

        A title or list date that changed is taken over; a list that shows none takes nothing away. Another title may be
        another post at the same address: it is recognised anew, and a candidate is asked for again.
        """
        post = self._posts.get(key)
        if post is None:
            self._posts[key] = self.new[key] = _row(key, ref, at, self._recognise(ref))
            return True
        title, listed_on = ref.title or post["title"], ref.listed_on or post["listed_on"]
        if late := post["kind"] is None:  # its article came before the list that shows it
            self._change(key, post, **_recognised(self._recognise(ref)))
        elif title != post["title"] or post["state"] == "gone":
            recognition = self._recognise(replace(ref, title=title, listed_on=listed_on))
            state = "wanted" if recognition.candidate else post["state"]
            self._change(key, post, **_recognised(recognition), state=state, title=title, listed_on=listed_on)
        if listed_on != post["listed_on"]:
            self._change(key, post, title=title, listed_on=listed_on)
        return late

    def _change(self, key: str, post: dict[str, Any], **news: Any) -> None:
        post.update(news)
        if key not in self.new:
            self._changes.setdefault(key, {}).update(news)

    def changed(self) -> list[dict[str, Any]]:
        """What is new of known posts, a row each."""
        return [{"post": self.ids[key], **news} for key, news in self._changes.items()]


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


def recognise_again(session: Session, recognise: Recognise) -> int:
    """Asks `recognise` anew about posts that were never fetched; how many are candidates now and were none before."""
    seen = session.execute(
        select(PostRow.id, PostRow.url, PostRow.title, PostRow.listed_on).where(PostRow.state == "seen")
    )
    found = [(id_, recognise(PostRef(url, title, listed_on))) for id_, url, title, listed_on in seen.tuples()]
    news = [(id_, recognition) for id_, recognition in found if recognition.candidate]
    _update_each(session, [{"post": id_, **_recognised(r), "state": "wanted"} for id_, r in news])
    return len(news)


def _update_each(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows may change different columns of their posts: those that change the same ones go together."""
    posts = table_of(PostRow)
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[tuple(sorted(row.keys() - {"post"}))].append(row)
    for names, same in alike.items():
        if "kind" in names:
            marks.of_posts(session, [row["post"] for row in same])
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        session.execute(update(posts).where(posts.c.id == bindparam("post")).values(values), same)


def _see(session: Session, seen: Iterable[links.Shown]) -> None:
    rows = [{"ids": list(shown.post_ids), "at": shown.at} for shown in seen if shown.post_ids]
    if rows:
        posts = table_of(PostRow)
        older = posts.c.last_seen_at < bindparam("at"), one_of(session, posts.c.id, "ids")
        session.execute(update(posts).where(*older).values(last_seen_at=bindparam("at")), rows)
