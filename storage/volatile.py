"""What of posts changes by itself, as second looks and churn have taught."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.volatile import Volatile
from storage.models import PostRow, SecondLookRow
from storage.sql import chunks


def volatile_of(session: Session, post_ids: Sequence[int]) -> Mapping[int, Volatile]:
    """What changes by itself, of each post of which something does."""
    found: dict[int, dict[str, list[str]]] = {}
    for some in chunks(post_ids):
        rows = select(SecondLookRow.post_id, SecondLookRow.volatile).where(SecondLookRow.post_id.in_(some))
        for post_id, volatile in session.execute(rows).tuples():
            _gather(found.setdefault(post_id, {}), volatile or {})
    return {
        post_id: Volatile(*(tuple(known.get(name, ())) for name in ("lines", "parts", "files")))
        for post_id, known in found.items()
    }


def _gather(known: dict[str, list[str]], volatile: Mapping[str, Any]) -> None:
    for name, values in volatile.items():
        known.setdefault(name, []).extend(values)


def learn(session: Session, post_id: int, capture_id: int, learned: Volatile) -> None:
    """Adds what nights of churn have taught to what a second look taught; `capture_id` is the latest."""
    post = session.get_one(PostRow, post_id)
    find = select(SecondLookRow).where(SecondLookRow.post_id == post_id, SecondLookRow.url_key == post.url_key)
    row = session.scalars(find).one_or_none()
    if row is None:
        row = SecondLookRow(post_id=post_id, url=post.url, url_key=post.url_key, capture_id=capture_id)
        session.add(row)
    known = row.volatile or {}
    lines = [*known.get("lines", ()), *learned.lines]
    row.volatile = {"lines": lines, "parts": sorted({*known.get("parts", ()), *learned.parts})}
    session.flush()
