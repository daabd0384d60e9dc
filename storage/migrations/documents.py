"""Posts and attachments are known by their documents, no longer by one spelling of their addresses; and back."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa

from core.addresses import document_key

_POSTS = sa.table("posts", *map(sa.column, ("id", "url", "url_key", "state", "capture_id", "unit_id")))
_FILES = [
    sa.table(name, *map(sa.column, ("id", "post_id", "url", "url_key"))) for name in ("post_files", "second_looks")
]
_LINKS = sa.table("post_columns", *map(sa.column, ("column_id", "post_id", "first_seen_at", "last_seen_at", "gone_at")))


def by_document(connection: sa.Connection) -> None:
    """Of posts that are one document, the one that answers for a unit, else that is held, else the oldest is known by
    it; it takes over where the others stand, and they are waited for no longer.
    """
    twins: dict[str, list[sa.Row[tuple[object, ...]]]] = defaultdict(list)
    for row in connection.execute(sa.select(_POSTS).order_by(_POSTS.c.id)):
        twins[document_key(row.url)].append(row)
    for document, rows in twins.items():
        first, *others = sorted(rows, key=lambda row: (row.unit_id is None, row.capture_id is None, row.id))
        _join(connection, first.id, [row.id for row in others])
        if first.url != document:
            _rename(connection, _POSTS, first.id, _digest(document))
    for files in _FILES:
        seen: set[tuple[int, str]] = set()
        for id_, post_id, url, _ in connection.execute(sa.select(files).order_by(files.c.id)).all():
            document = document_key(url)
            if (post_id, document) not in seen and document != url:
                _rename(connection, files, id_, _digest(document))
            seen.add((post_id, document))


def by_spelling(connection: sa.Connection) -> None:
    for table in (_POSTS, *_FILES):
        for id_, url in connection.execute(sa.select(table.c.id, table.c.url)).all():
            _rename(connection, table, id_, _digest(url))


def _join(connection: sa.Connection, first: int, others: Sequence[int]) -> None:
    for other in others:
        known = sa.select(_LINKS.c.column_id).where(_LINKS.c.post_id == first)
        mine = _LINKS.c.post_id == other
        connection.execute(sa.update(_LINKS).where(mine, _LINKS.c.column_id.not_in(known)).values(post_id=first))
        connection.execute(sa.delete(_LINKS).where(mine))
        waits = _POSTS.c.id == other, _POSTS.c.state.in_(["wanted", "failed"])
        connection.execute(sa.update(_POSTS).where(*waits).values(state="gone"))


def _rename(connection: sa.Connection, table: sa.TableClause, id_: int, key: str) -> None:
    connection.execute(sa.update(table).where(table.c.id == id_).values(url_key=key))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
