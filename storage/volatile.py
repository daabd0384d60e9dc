"""What of posts changes by itself, as second looks have taught."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.changes import Volatile
from storage.models import SecondLookRow
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
