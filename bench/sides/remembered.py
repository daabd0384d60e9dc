"""A database that knows every list already, as the night before would have left it, without a night before."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from bench.sides.list_pages import POSTS, list_page, posts
from core.crawl import ColumnRead, ListPageRead
from core.pages import Ask, Outcome, Page
from core.posts import Kind, Listing, PostRef, Recognition
from core.units import Column
from crawlers import platforms
from flows.run import Run
from storage import columns
from storage.models import ListPageRow, PostColumnRow, PostRow
from storage.posts import unrecognised_row
from storage.shapes import dump_ask, dump_listing
from storage.sql import document_of, key_of

_BATCH = 500
_PLATFORM = platforms.platform("trs")


def remember(run: Run, version: int, etag: str | None) -> None:
    """Column n of the run shows list n as it is at `version`. Meant for an empty database."""
    _check_listing()
    for start in range(0, len(run.columns), _BATCH):
        reads = [
            _read(column, start + n, version, etag, run.now) for n, column in enumerate(run.columns[start:][:_BATCH])
        ]
        with run.database.session() as session:
            session.execute(insert(ListPageRow), [_page_row(read) for read in reads])
            session.execute(
                insert(PostRow), [row for n, read in enumerate(reads) for row in _post_rows(read, start + n)]
            )
            session.execute(
                insert(PostColumnRow), [row for n, read in enumerate(reads) for row in _link_rows(read, start + n)]
            )
            columns.keep(session, run.id, reads, _nothing_new)


def _nothing_new(ref: PostRef) -> Recognition:
    raise RuntimeError(f"an unchanged list showed a post that nobody knew: {ref}")


def _check_listing() -> None:
    """What we say that the reader would have found is what it finds."""
    page = Page(Ask("http://127.1.0.1/l/3/"), "http://127.1.0.1/l/3/", 200, list_page(3, 5), datetime.now(UTC))
    if _PLATFORM.read_listing(page) != _listing(page.url, 3, 5):
        raise RuntimeError("the pages of this benchmark are not read as it takes for granted")


def _listing(url: str, number: int, version: int) -> Listing:
    found = (PostRef(url + post.path, post.title, post.listed_on) for post in posts(number, version))
    return Listing(tuple(found), None, None, 1)


def _read(column: Column, number: int, version: int, etag: str | None, at: datetime) -> ColumnRead:
    page = ListPageRead(
        ask=Ask(column.url, render=column.render == "always"),
        listing=_listing(column.url, number, version),
        reader=platforms.reader_id(_PLATFORM),
        digest=hashlib.sha256(list_page(number, version)).hexdigest(),
        not_modified=True,
        capture=None,
        etag=etag,
    )
    return ColumnRead(column.id, Outcome.NOT_MODIFIED, "", True, at, _PLATFORM.NAME, (page,), listed=POSTS)


def _page_row(read: ColumnRead) -> dict[str, Any]:
    (page,) = read.pages
    return {
        "column_id": read.column_id,
        "position": 0,
        "ask_key": key_of(page.ask.key),
        "ask": dump_ask(page.ask),
        "reader": page.reader,
        "digest": page.digest,
        "etag": page.etag,
        "listing": dump_listing(page.listing),
        "read_at": read.checked_at,
    }


def _post_rows(read: ColumnRead, number: int) -> Iterator[dict[str, Any]]:
    for id_, ref in _numbered(read, number):
        row = unrecognised_row(document_of(ref.url), ref, read.checked_at)
        yield row | {"id": id_, "kind": Kind.OTHER.value, "state": "seen"}


def _link_rows(read: ColumnRead, number: int) -> Iterator[dict[str, Any]]:
    at = read.checked_at
    for id_, _ in _numbered(read, number):
        yield {"column_id": read.column_id, "post_id": id_, "first_seen_at": at, "last_seen_at": at}


def _numbered(read: ColumnRead, number: int) -> Sequence[tuple[int, PostRef]]:
    return list(enumerate(read.pages[0].listing.posts, 1 + number * POSTS))
