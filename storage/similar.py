"""Near-copies 雷同: which reports wait to be compared, which may be copies of each other, and what was found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.times import local_day
from storage import marks
from storage.models import BandRow, CaptureRow, FingerprintRow, ReportRow, RevisionRow, SectionRow, SimilarityRow
from storage.sql import chunks, insert_new

MOST_CANDIDATES = 20
COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Compared:
    """A report's newest revision, as far as comparing looks at it."""

    report_id: int
    revision_id: int
    unit_id: str
    report_year: int
    post_id: int
    digest: str  # of the page
    public_on: date  # as published, else as first seen
    first_seen_at: datetime
    issuers: tuple[str, ...]
    signed_by: tuple[str, ...]
    body: str
    headings: tuple[tuple[str, str, int], ...]  # number, title (or first words) and start of the top sections


@dataclass(frozen=True, slots=True)
class Finding:
    """What one report shares with an earlier one; `sections` as `parsers.similarity` found them, in JSON."""

    report: Compared
    other: Compared
    share: float
    copied: bool
    sections: list[dict[str, Any]]


def uncompared(session: Session, limit: int) -> list[int]:
    """Reports whose newest revision was not compared yet, oldest first; this is all that a kill leaves to be done."""
    newest = select(RevisionRow.report_id).join(ReportRow, ReportRow.id == RevisionRow.report_id)
    newest = newest.where(RevisionRow.number == ReportRow.revision)
    newest = newest.outerjoin(FingerprintRow, FingerprintRow.report_id == ReportRow.id)
    waits = or_(FingerprintRow.revision_id.is_(None), FingerprintRow.revision_id != RevisionRow.id)
    return list(session.scalars(newest.where(waits).order_by(ReportRow.id).limit(limit)))


def compared(session: Session, report_ids: Sequence[int]) -> list[Compared]:
    """The newest revisions of these reports, in no order."""
    rows = (
        select(ReportRow, RevisionRow, CaptureRow.digest)
        .join(RevisionRow, RevisionRow.report_id == ReportRow.id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
        .where(RevisionRow.number == ReportRow.revision)
    )
    found = [
        row
        for some in chunks(report_ids)
        for row in session.execute(rows.where(ReportRow.id.in_(some)).order_by(ReportRow.id)).tuples()
    ]
    tops = select(SectionRow).where(SectionRow.parent.is_(None)).order_by(SectionRow.revision_id, SectionRow.position)
    headings: dict[int, list[tuple[str, str, int]]] = {}
    for ids in chunks([revision.id for _, revision, _ in found]):
        for top in session.scalars(tops.where(SectionRow.revision_id.in_(ids))):
            headings.setdefault(top.revision_id, []).append((top.number, top.title or top.text[:12], top.start))
    return [_compared(report, revision, digest, headings.get(revision.id, ())) for report, revision, digest in found]


def _compared(
    report: ReportRow, revision: RevisionRow, digest: str, headings: Sequence[tuple[str, str, int]]
) -> Compared:
    return Compared(
        report_id=report.id,
        revision_id=revision.id,
        unit_id=report.unit_id,
        report_year=report.report_year,
        post_id=report.post_id,
        digest=digest,
        public_on=local_day(report.published_at or report.first_seen_at),
        first_seen_at=report.first_seen_at,
        issuers=tuple(revision.content["issuers"]),
        signed_by=tuple(revision.content["signed_by"]),
        body=revision.body,
        headings=tuple(headings),
    )


def candidates(session: Session, report: Compared, bands: Sequence[int]) -> list[Compared]:
    """The unit's own reports of other years, and those that share most bands with it (of the same year)."""
    mine = select(ReportRow.id).where(ReportRow.unit_id == report.unit_id, ReportRow.id != report.report_id)
    near = (
        select(BandRow.report_id)
        .where(BandRow.band.in_(bands), BandRow.report_id != report.report_id)
        .group_by(BandRow.report_id)
        .order_by(func.count().desc(), BandRow.report_id)
        .limit(MOST_CANDIDATES)
    )
    return compared(session, sorted({*session.scalars(mine), *session.scalars(near)}))


def bodies(session: Session, year: int, limit: int) -> list[tuple[str, str]]:
    """Unit and body of reports of that year, and of the year before where these are too few."""
    rows = select(ReportRow.unit_id, RevisionRow.body).join(RevisionRow, RevisionRow.report_id == ReportRow.id)
    rows = rows.where(RevisionRow.number == ReportRow.revision, ReportRow.report_year.in_([year, year - 1]))
    rows = rows.order_by(ReportRow.report_year.desc(), ReportRow.id).limit(limit)
    return [(unit_id, body) for unit_id, body in session.execute(rows).tuples()]


def keep(
    session: Session,
    report: Compared,
    hashes: bytes | None,
    *,
    old_bands: Collection[int],
    bands: Collection[int],
    findings: Sequence[Finding],
) -> None:
    """Keeps what comparing a report gave in place of what was known, and the flag of every report concerned."""
    session.execute(delete(BandRow).where(BandRow.report_id == report.report_id, BandRow.band.in_(old_bands)))
    session.execute(delete(FingerprintRow).where(FingerprintRow.report_id == report.report_id))
    row = {"report_id": report.report_id, "revision_id": report.revision_id, "hashes": hashes}
    insert_new(session, FingerprintRow, ["report_id"], [row])
    rows = [{"band": band, "report_id": report.report_id} for band in sorted(set(bands))]
    insert_new(session, BandRow, ["band", "report_id"], rows)
    pairs = or_(SimilarityRow.report_id == report.report_id, SimilarityRow.other_id == report.report_id)
    touched = {report.report_id, *session.scalars(select(SimilarityRow.report_id).where(pairs))}
    session.execute(delete(SimilarityRow).where(pairs))
    insert_new(session, SimilarityRow, ["report_id", "other_id"], [_row(finding) for finding in findings])
    _flag(session, touched | {finding.report.report_id for finding in findings})


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "report_id": finding.report.report_id,
        "other_id": finding.other.report_id,
        "revision_id": finding.report.revision_id,
        "other_revision_id": finding.other.revision_id,
        "share": finding.share,
        "copied": finding.copied,
        "sections": finding.sections,
    }


def hashes(session: Session, report_id: int) -> bytes | None:
    """The fingerprint kept of a report, if any."""
    return session.scalars(select(FingerprintRow.hashes).where(FingerprintRow.report_id == report_id)).one_or_none()


def _flag(session: Session, report_ids: Collection[int]) -> None:
    """A report is flagged as copied as long as one similarity says so."""
    copies = select(SimilarityRow.report_id).where(SimilarityRow.report_id.in_(report_ids), SimilarityRow.copied)
    copied = set(session.scalars(copies))
    for report in session.scalars(select(ReportRow).where(ReportRow.id.in_(report_ids))):
        flags = [flag for flag in report.flags if flag != COPIED] + ([COPIED] if report.id in copied else [])
        if flags != report.flags:
            session.execute(update(ReportRow).where(ReportRow.id == report.id).values(flags=flags))
            marks.add(session, [(report.unit_id, report.report_year)])
