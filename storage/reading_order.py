"""In which order captures are read: one that does not hang on the order in which they came."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.sites import host_of
from storage.captures import articles
from storage.models import CaptureRow, ColumnRow, PostColumnRow, PostRow, ReportRow
from storage.sql import chunks


def waiting(session: Session, *, parser_version: str | None = None) -> list[int]:
    """The newest captures of posts that no parser has read (or, given a `parser_version`, that this one has not).

    First the pages of known reports, which others are compared with; then those on the sites of their own columns,
    which are no copies; each by its address.
    """
    waits: ColumnElement[bool] = CaptureRow.read_at.is_(None)
    if parser_version is not None:
        waits = or_(waits, CaptureRow.parser_version.is_distinct_from(parser_version))
    rows = session.execute(articles().with_only_columns(CaptureRow.id, PostRow.id, PostRow.url).where(waits)).all()
    hosts, own = _hosts(session, [row[1] for row in rows]), set(session.scalars(select(ReportRow.post_id)))
    order = sorted(rows, key=lambda row: (row[1] not in own, host_of(row[2]) not in hosts.get(row[1], ()), row[2]))
    return [row[0] for row in order]


def _hosts(session: Session, post_ids: Sequence[int]) -> Mapping[int, set[str]]:
    """The hosts of the columns that show each of the posts."""
    found: dict[int, set[str]] = {}
    rows = select(PostColumnRow.post_id, ColumnRow.url).join(ColumnRow, ColumnRow.id == PostColumnRow.column_id)
    for some in chunks(post_ids):
        for post_id, url in session.execute(rows.where(PostColumnRow.post_id.in_(some))).tuples():
            found.setdefault(post_id, set()).add(host_of(url))
    return found
