"""Stored readings, to be compared with what today's parser makes of the same bytes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select, update
from sqlalchemy.orm import Session

from storage.models import ReportRow, RevisionRow, SectionRow
from storage.report_shapes import outline_of, reading_of
from storage.sql import chunks, table_of

__all__ = ["StoredReading", "mark_same", "of_posts", "reading", "reading_of"]


class StoredReading(NamedTuple):
    """The newest revision of the report on a post; `reading` in the JSON shape of `reading_of`."""

    report_id: int
    revision_id: int
    unit_id: str
    report_year: int
    capture_id: int
    reading: dict[str, Any]


def reading(session: Session, report_id: int) -> dict[str, Any]:
    """The newest revision's reading of one report."""
    [(_, revision)] = session.execute(_newest().where(ReportRow.id == report_id)).tuples()
    return _reading(revision, _sections(session, [revision.id])[revision.id])


def of_posts(session: Session, post_ids: Sequence[int]) -> dict[int, StoredReading]:
    """What stands on each of the posts, where it is one report that nobody doubts."""
    certain = _newest().where(ReportRow.doubted.is_(None)).order_by(ReportRow.id)
    rows = [
        row for some in chunks(post_ids) for row in session.execute(certain.where(ReportRow.post_id.in_(some))).tuples()
    ]
    sections = _sections(session, [revision.id for _, revision in rows])
    found: dict[int, list[StoredReading]] = defaultdict(list)
    for report, revision in rows:
        shape = _reading(revision, sections[revision.id])
        found[report.post_id].append(
            StoredReading(report.id, revision.id, report.unit_id, report.report_year, revision.capture_id, shape)
        )
    return {post_id: stored[0] for post_id, stored in found.items() if len(stored) == 1}


def mark_same(session: Session, revision_ids: Sequence[int], parser_version: str) -> None:
    """That parser read these revisions just so."""
    for some in chunks(revision_ids):
        same = update(RevisionRow).where(RevisionRow.id.in_(some), RevisionRow.parser_version != parser_version)
        session.execute(same.values(parser_version=parser_version))


def _newest() -> Select[tuple[ReportRow, RevisionRow]]:
    newest = select(ReportRow, RevisionRow).join(RevisionRow, RevisionRow.report_id == ReportRow.id)
    return newest.where(RevisionRow.number == ReportRow.revision)


def _sections(session: Session, revision_ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    """Plain rows: sections are many, and entities would cost more than the rest of the reading."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    rows = select(*table_of(SectionRow).columns).order_by(SectionRow.revision_id, SectionRow.position)
    for some in chunks(revision_ids):
        for row in session.execute(rows.where(SectionRow.revision_id.in_(some))):
            found[row.revision_id].append(row)
    return found


def _reading(revision: RevisionRow, sections: Sequence[Row[Any]]) -> dict[str, Any]:
    return revision.content | {"title": revision.title, "body": revision.body, "outline": outline_of(sections)}
