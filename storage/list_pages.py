"""List pages as they were last read: what to ask them with again, and what they held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, update
from sqlalchemy.orm import Session

from core.crawl import ListPageRead
from storage.models import ListPageRow
from storage.shapes import dump_ask, dump_listing
from storage.sql import insert_for, key_of, table_of


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read in a column, at its `position` in the list (0 the first)."""

    column_id: str
    page: ListPageRead
    at: datetime
    position: int


def keep(session: Session, pages: Sequence[ReadPage], captures: Mapping[str, int]) -> None:
    """Keeps the pages as they were read; `captures` are the ids of theirs, by WARC record.

    An unchanged page keeps the validators and the capture it has, where this answer brought none.
    """
    if not pages:
        return
    known, insert = table_of(ListPageRow).c, insert_for(session, ListPageRow)
    new = insert.excluded
    same = known.digest == new.digest
    kept = {
        name: func.coalesce(new[name], case((same, known[name]))) for name in ("etag", "last_modified", "capture_id")
    }
    plain = {name: new[name] for name in ("position", "ask", "listing", "reader", "digest", "read_at")}
    keeping = insert.on_conflict_do_update(index_elements=["column_id", "ask_key"], set_=kept | plain)
    session.execute(keeping, [_row(page, captures) for page in pages])


def _row(read: ReadPage, captures: Mapping[str, int]) -> dict[str, Any]:
    page = read.page
    return {
        "column_id": read.column_id,
        "ask_key": key_of(page.ask.key),
        "position": read.position,
        "etag": page.etag or None,
        "last_modified": page.last_modified or None,
        "capture_id": captures[page.capture.warc_record_id] if page.capture else None,
        "ask": dump_ask(page.ask),
        "listing": dump_listing(page.listing),
        "reader": page.reader,
        "digest": page.digest,
        "read_at": read.at,
    }


def note(session: Session, pages: Sequence[ReadPage], captures: Mapping[str, int]) -> None:
    """When unchanged pages were seen again, the validators that the site gives them now, and the latest witness."""
    rows = [
        {
            "column": read.column_id,
            "key": key_of(read.page.ask.key),
            "etag": read.page.etag,
            "modified": read.page.last_modified,
            "at": read.at,
            "capture": captures[read.page.capture.warc_record_id] if read.page.capture else None,
        }
        for read in pages
    ]
    if not rows:
        return
    known = table_of(ListPageRow)
    mine = known.c.column_id == bindparam("column"), known.c.ask_key == bindparam("key")
    values: dict[str, Any] = {
        "read_at": bindparam("at"),
        "etag": func.coalesce(bindparam("etag"), known.c.etag),
        "last_modified": func.coalesce(bindparam("modified"), known.c.last_modified),
        "capture_id": func.coalesce(bindparam("capture"), known.c.capture_id),
    }
    session.execute(update(known).where(*mine).values(values), rows)


def forget(session: Session, complete: Mapping[str, datetime]) -> None:
    """Pages that complete walks, by column and when they began, no longer came by."""
    known = table_of(ListPageRow)
    old = delete(known).where(known.c.column_id == bindparam("column"), known.c.read_at < bindparam("at"))
    if complete:
        session.execute(old, [{"column": column_id, "at": at} for column_id, at in complete.items()])
