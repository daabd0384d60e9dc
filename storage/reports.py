"""Reports: one a unit and year, every revision kept, and why a page is not one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.changes import OURS, Change, ChangeKind
from core.reports import Coverage, Report
from storage import changes as kept_changes
from storage import checks, indicators, marks, report_posts, search_entries
from storage.known_reports import (
    KnownReport,
    displaced,
    history,
    is_foreign_mirror,
    known,
    of_post,
    place,
    standing,
    with_id,
)
from storage.models import PostRow, ReportRow, RevisionRow, SectionRow
from storage.report_shapes import conflict_years, content_of, digest_of, section_rows
from storage.report_views import list_reports, show_report
from storage.similar import COPIED
from storage.sql import insert_new

__all__ = [
    "KnownReport",
    "displaced",
    "doubt",
    "history",
    "is_foreign_mirror",
    "keep",
    "known",
    "list_reports",
    "mirror",
    "of_post",
    "place",
    "show_report",
    "standing",
    "with_id",
]

INCOMPLETE = "incomplete"
"""Some of the contents that a report has to have was not found in it."""


def doubt(session: Session, report_id: int, reason: str, *, refused: bool = False) -> None:
    """Today's parser (a person, if `refused`) does not take the page for this report: it is kept, but answers no
    obligation until it is taken for it again.
    """
    session.execute(update(ReportRow).where(ReportRow.id == report_id).values(doubted=reason, refused=refused))
    marks.of_reports(session, ReportRow.id == report_id)


def keep(
    session: Session,
    *,
    run_id: str,
    unit_id: str,
    report: Report,
    changes: Sequence[Change],
    url: str,
    post_id: int,
    capture_id: int,
    parser_version: str,
    first_seen_at: datetime,
    now: datetime,
) -> int:
    """Keeps what `changes` say of a unit's report, all in this transaction, and returns the report's id.

    APPEARED makes the report; it, EDITED, REDATED, REREAD and DECIDED make one revision together. Without those another
    parser version's reading takes the place of the newest revision's. MOVED makes the post the report's own address.
    `first_seen_at`, when the page was had, counts the first time, and where this post takes the place of one that is
    doubted.
    """
    if report.report_year is None:
        raise ValueError("a report without a year cannot answer an obligation")
    _assign_post(session, post_id, unit_id, report)
    kinds = {change.kind for change in changes}
    if ChangeKind.APPEARED in kinds:
        row = ReportRow(unit_id=unit_id, report_year=report.report_year, first_seen_at=first_seen_at, revision=0)
        row.post_id = post_id
        _note_absence(session, row)
    else:
        mine = ReportRow.unit_id == unit_id, ReportRow.report_year == report.report_year
        row = session.scalars(select(ReportRow).where(*mine)).one()
    replaces = row.doubted is not None and row.post_id != post_id
    if replaces:
        row.first_seen_at, row.post_id = first_seen_at, post_id
        _note_absence(session, row)
    row.doubted, row.refused = None, False
    overtaken = _overtakes(row, changes)
    if replaces or overtaken or kinds & {ChangeKind.APPEARED, ChangeKind.MOVED}:
        row.url, row.post_id = url, post_id
    _still_there(row, first_seen_at, kinds)
    revised = bool(kinds & kept_changes.REVISING)
    if revised:
        _revise(session, row, report, changes, made_of=(run_id, capture_id, parser_version), now=now)
    else:
        _reread(session, row, report, parser_version)
    search_entries.follow(session, row.id)
    at = now if kinds & OURS else first_seen_at
    report_posts.stands(session, row.id, row.post_id, at, former="mirror" if overtaken else "former")
    number = row.revision if revised else None
    kept_changes.add(session, row.id, changes, run_id=run_id, at=at, capture_id=capture_id, revision=number)
    marks.add(session, [(unit_id, row.report_year)])
    return row.id


def _note_absence(session: Session, row: ReportRow) -> None:
    """What shows that it was not there earlier, kept with it: the checks themselves may be summed up one day."""
    absence = checks.last_absence(session, [row.post_id])[row.post_id]
    row.absent_at, row.absent_capture_id = (absence.at, absence.capture_id) if absence else (None, None)


def _overtakes(row: ReportRow, changes: Sequence[Change]) -> bool:
    """Whether the post takes the place of the report's own address, which is but a copy."""
    return any(change.kind is ChangeKind.DUPLICATED and change.address == row.url for change in changes)


def _still_there(row: ReportRow, at: datetime, kinds: Collection[ChangeKind]) -> None:
    """A page had after the report was missed ends the missing; one that was said to be withdrawn returns in words."""
    if ChangeKind.RETURNED in kinds or (row.gone_since and row.withdrawn_at is None and at > row.gone_since):
        row.gone_since = row.gone_capture_id = row.withdrawn_at = None


def mirror(
    session: Session,
    report_id: int,
    post_id: int,
    changes: Sequence[Change],
    *,
    run_id: str,
    capture_id: int,
    at: datetime,
) -> None:
    """Notes that a post shows a report's text besides."""
    report_posts.mirrored(session, report_id, post_id, at)
    kept_changes.add(session, report_id, changes, run_id=run_id, at=at, capture_id=capture_id)


def _revise(
    session: Session,
    row: ReportRow,
    report: Report,
    changes: Sequence[Change],
    *,
    made_of: tuple[str, int, str],
    now: datetime,
) -> None:
    """`made_of`: the run, the capture and the parser version."""
    _describe(row, report)
    row.revision += 1
    session.add(row)
    session.flush()
    said = [change for change in changes if change.kind in kept_changes.REVISING]
    revision = _revision(row, report, said, now)
    revision.run_id, revision.capture_id, revision.parser_version = made_of
    session.add(revision)
    session.flush()
    _keep_sections(session, revision.id, report)
    indicators.keep(session, row.id, report)


def _revision(row: ReportRow, report: Report, changes: Sequence[Change], now: datetime) -> RevisionRow:
    return RevisionRow(
        report_id=row.id,
        number=row.revision,
        title=report.title,
        body=report.body,
        content=content_of(report),
        made_at=now,
        change_kind=changes[0].kind.value,
        change_reason="；".join(change.reason for change in changes),
        reading_digest=digest_of(report),
    )


def _describe(row: ReportRow, report: Report) -> None:
    row.title = report.title
    row.published_at = report.published_at
    row.published_precision = report.published_precision
    row.published_basis = report.published_basis
    copied = COPIED in (row.flags or ())  # for the comparing stage to say, which comes after reading
    lacking = report.coverage is not None and Coverage.MISSING in report.coverage.values()
    row.flags = [*report.flags, *([INCOMPLETE] if lacking else []), *([COPIED] if copied else [])]
    row.conflict_years = conflict_years(report) or None


def _keep_sections(session: Session, revision_id: int, report: Report) -> None:
    insert_new(session, SectionRow, ["revision_id", "position"], section_rows(revision_id, report.outline))


def _reread(session: Session, row: ReportRow, report: Report, parser_version: str) -> None:
    """The same text read by another parser: outline, figures and flags may be better, the history stays."""
    newest = RevisionRow.report_id == row.id, RevisionRow.number == row.revision
    revision = session.scalars(select(RevisionRow).where(*newest)).one()
    if revision.parser_version == parser_version:
        return
    sealed = {"published_at": revision.content["published_at"]}
    revision.content, revision.parser_version = content_of(report) | sealed, parser_version
    revision.reading_digest = None  # title and body may be those of an earlier capture
    _describe(row, report)
    session.flush()
    session.execute(delete(SectionRow).where(SectionRow.revision_id == revision.id))
    _keep_sections(session, revision.id, report)
    indicators.keep(session, row.id, report)


def _assign_post(session: Session, post_id: int, unit_id: str, report: Report) -> None:
    said = {"kind": report.kind.value, "report_year": report.report_year, "issuers": list(report.issuers)}
    marks.of_posts(session, [post_id])
    post = update(PostRow).where(PostRow.id == post_id)
    session.execute(
        post.values(
            **said,
            unit_id=unit_id,
            reasons=list(report.reasons),
            doubtful=False,
            review_reason=None,
            conflict_years=[],
        )
    )
