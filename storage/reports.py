"""Reports: one a unit and year, every revision kept, and why a page is not one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from core.changes import Change, ChangeKind, KnownRevision
from core.posts import Kind
from core.reports import Report
from storage.models import PostRow, ReportRow, RevisionRow, SectionRow
from storage.report_shapes import conflict_years, content_of, section_rows
from storage.report_views import list_reports, show_report
from storage.similar import COPIED
from storage.sql import insert_new

__all__ = [
    "KnownReport",
    "conflict_years",
    "doubt",
    "keep",
    "keep_aside",
    "known",
    "list_reports",
    "of_post",
    "show_report",
]


class KnownReport(NamedTuple):
    """A stored report and its newest revision. `url` and `post_id` are where it stands."""

    report_id: int
    url: str
    post_id: int
    revision: KnownRevision
    unit_id: str
    report_year: int
    capture_id: int
    parser_version: str
    doubted: str | None


def known(session: Session, unit_id: str, report_year: int) -> KnownReport | None:
    """What is stored of a unit's report of a year."""
    return next(iter(_known(session, ReportRow.unit_id == unit_id, ReportRow.report_year == report_year)), None)


def of_post(session: Session, post_id: int) -> list[KnownReport]:
    """The reports that stand on a post (one, unless it was once read as another year's)."""
    return _known(session, ReportRow.post_id == post_id)


def _known(session: Session, *which: ColumnElement[bool]) -> list[KnownReport]:
    newest = select(ReportRow, RevisionRow).join(RevisionRow, RevisionRow.report_id == ReportRow.id)
    newest = newest.where(RevisionRow.number == ReportRow.revision, *which).order_by(ReportRow.id)
    return [
        KnownReport(
            report.id,
            report.url,
            report.post_id,
            _known_revision(revision),
            report.unit_id,
            report.report_year,
            revision.capture_id,
            revision.parser_version,
            report.doubted,
        )
        for report, revision in session.execute(newest).tuples()
    ]


def doubt(session: Session, report_id: int, reason: str) -> None:
    """Today's parser does not take the page for this report: it is kept, but answers no obligation until it does."""
    session.execute(update(ReportRow).where(ReportRow.id == report_id).values(doubted=reason))


def _known_revision(revision: RevisionRow) -> KnownRevision:
    return KnownRevision(
        number=revision.number,
        title=revision.title,
        body=revision.body,
        published_at=revision.content["published_at"],
        attachments=_files(revision.content["attachments"]),
    )


def _files(attachments: Collection[Mapping[str, Any]]) -> dict[str, str | None]:
    return {attachment["url"]: attachment.get("sha256") for attachment in attachments}


def keep(
    session: Session,
    *,
    run_id: str,
    unit_id: str,
    report: Report,
    change: Change,
    url: str,
    post_id: int,
    capture_id: int,
    parser_version: str,
    first_seen_at: datetime,
    now: datetime,
) -> int:
    """Keeps what `change` says of a unit's report and returns the report's id.

    APPEARED makes the report and its first revision, EDITED and REREAD add a revision, UNCHANGED adds nothing (but a
    reading by another parser version takes the place of the newest revision's). `first_seen_at` counts the first time,
    and where this post takes the place of one that is doubted.
    """
    if report.report_year is None:
        raise ValueError("a report without a year cannot answer an obligation")
    _assign_post(session, post_id, unit_id, report)
    if change.kind is ChangeKind.APPEARED:
        row = ReportRow(unit_id=unit_id, report_year=report.report_year, first_seen_at=first_seen_at, revision=0)
    else:
        mine = ReportRow.unit_id == unit_id, ReportRow.report_year == report.report_year
        row = session.scalars(select(ReportRow).where(*mine)).one()
    if row.doubted and row.post_id != post_id:
        row.first_seen_at = first_seen_at
    row.doubted = None
    if change.kind is ChangeKind.UNCHANGED:
        _reread(session, row, report, parser_version)
        return row.id
    _describe(row, report)
    row.url, row.post_id, row.revision = url, post_id, row.revision + 1
    session.add(row)
    session.flush()
    revision = _revision(row, report, change, now)
    revision.capture_id, revision.parser_version, revision.run_id = capture_id, parser_version, run_id
    session.add(revision)
    session.flush()
    _keep_sections(session, revision.id, report)
    return row.id


def _revision(row: ReportRow, report: Report, change: Change, now: datetime) -> RevisionRow:
    return RevisionRow(
        report_id=row.id,
        number=row.revision,
        title=report.title,
        body=report.body,
        content=content_of(report),
        made_at=now,
        change_kind=change.kind.value,
        change_reason=change.reason,
    )


def _describe(row: ReportRow, report: Report) -> None:
    row.title = report.title
    row.published_at = report.published_at
    row.published_precision = report.published_precision
    row.published_basis = report.published_basis
    copied = COPIED in (row.flags or ())  # for the comparing stage to say, which comes after reading
    row.flags = [*report.flags, *([COPIED] if copied else [])]
    row.conflict_years = conflict_years(report) or None


def _keep_sections(session: Session, revision_id: int, report: Report) -> None:
    insert_new(session, SectionRow, ["revision_id", "position"], section_rows(revision_id, report.outline))


def _reread(session: Session, row: ReportRow, report: Report, parser_version: str) -> None:
    """The same text read by another parser: outline, figures and flags may be better, the history stays."""
    newest = RevisionRow.report_id == row.id, RevisionRow.number == row.revision
    revision = session.scalars(select(RevisionRow).where(*newest)).one()
    if revision.parser_version == parser_version:
        return
    revision.content, revision.parser_version = content_of(report), parser_version
    _describe(row, report)
    session.flush()
    session.execute(delete(SectionRow).where(SectionRow.revision_id == revision.id))
    _keep_sections(session, revision.id, report)


def _assign_post(session: Session, post_id: int, unit_id: str, report: Report) -> None:
    values = _said(report.kind, report.report_year, report.issuers, report.reasons)
    post = update(PostRow).where(PostRow.id == post_id)
    session.execute(post.values(**values, unit_id=unit_id, doubtful=False, review_reason=None, conflict_years=[]))


def keep_aside(
    session: Session,
    *,
    post_id: int,
    unit_id: str | None,
    kind: Kind,
    report_year: int | None,
    issuers: Collection[str],
    reason: str,
    doubtful: bool = False,
    review: bool = False,
    conflict_years: Collection[int] = (),
) -> None:
    """Notes on the post what its page said and why it is not (or not yet) a unit's report.

    With `review` or `doubtful` it waits for a person, and until then nothing may be missing where it might belong.
    `conflict_years` are report years that it names besides `report_year`.
    """
    values = _said(kind, report_year, issuers, [reason])
    waits = {"doubtful": doubtful, "review_reason": reason if review or doubtful else None}
    post = update(PostRow).where(PostRow.id == post_id)
    session.execute(post.values(**values, **waits, unit_id=unit_id, conflict_years=sorted(conflict_years)))


def _said(kind: Kind, year: int | None, issuers: Collection[str], reasons: Collection[str]) -> dict[str, Any]:
    return {"kind": kind.value, "report_year": year, "issuers": list(issuers), "reasons": list(reasons)}
