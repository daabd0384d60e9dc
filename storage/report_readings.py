"""Stored readings, to be compared with what today's parser makes of the same bytes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage.models import ReportRow, RevisionRow, SectionRow
from storage.report_shapes import digest_of, outline_of, reading_of
from storage.sql import chunks, table_of

__all__ = ["StoredReading", "digest_of", "mark_same", "of_posts", "reading", "reading_of", "revision"]


class StoredReading(NamedTuple):
    """The newest revision of the report on a post, by its digest; None where that was not worked out yet."""

    report_id: int
    revision_id: int
    unit_id: str
    report_year: int
    capture_id: int
    digest: str | None


def reading(session: Session, report_id: int) -> dict[str, Any]:
    """The newest revision's reading of one report, in the JSON shape of `reading_of`."""
    mine = ReportRow.id == report_id, RevisionRow.report_id == ReportRow.id, RevisionRow.number == ReportRow.revision
    return revision(session, session.scalars(select(RevisionRow.id).where(*mine)).one())


def revision(session: Session, revision_id: int) -> dict[str, Any]:
    """One revision's reading, in the JSON shape of `reading_of`."""
    row = session.get_one(RevisionRow, revision_id)
    return row.content | {"title": row.title, "body": row.body, "outline": outline_of(_sections(session, row.id))}


def of_posts(session: Session, post_ids: Sequence[int]) -> dict[int, StoredReading]:
    """What stands on each of the posts, where it is one report that nobody doubts."""
    parts = ReportRow.unit_id, ReportRow.report_year, RevisionRow.capture_id, RevisionRow.reading_digest
    certain = (
        select(ReportRow.post_id, ReportRow.id, RevisionRow.id, *parts)
        .join(RevisionRow, (RevisionRow.report_id == ReportRow.id) & (RevisionRow.number == ReportRow.revision))
        .where(ReportRow.doubted.is_(None))
    )
    found: dict[int, list[StoredReading]] = defaultdict(list)
    for some in chunks(post_ids):
        for post_id, *stored in session.execute(certain.where(ReportRow.post_id.in_(some))):
            found[post_id].append(StoredReading(*stored))
    return {post_id: stored[0] for post_id, stored in found.items() if len(stored) == 1}


def mark_same(session: Session, digests: Mapping[int, str | None], parser_version: str) -> None:
    """That parser read these revisions just so; `digests` of the readings, by revision."""
    revisions = table_of(RevisionRow)
    unread = revisions.c.reading_digest.is_distinct_from(bindparam("read"))
    same = update(revisions).where(
        revisions.c.id == bindparam("revision"), or_(revisions.c.parser_version != parser_version, unread)
    )
    if rows := [{"revision": id_, "read": digest} for id_, digest in digests.items()]:
        session.execute(same.values(parser_version=parser_version, reading_digest=bindparam("read")), rows)


def _sections(session: Session, revision_id: int) -> Sequence[Row[Any]]:
    """Plain rows: sections are many, and entities would cost more than the rest of the reading."""
    rows = select(*table_of(SectionRow).columns).order_by(SectionRow.position)
    return session.execute(rows.where(SectionRow.revision_id == revision_id)).all()
