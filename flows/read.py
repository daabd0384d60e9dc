"""The reading stage: kept bytes become reports, each settled in one transaction with the decision what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.changes import Change, ChangeKind, decide
from core.reports import Report
from core.units import Unit
from crawlers.archive import ArchiveError, read_payload
from flows.progress import report as report_progress
from flows.run import Run
from parsers import PARSER_VERSION, read_report
from registry import assign
from storage import captures, reports
from storage.captures import UnreadCapture
from storage.database import Session

BATCH = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one capture. `change` is None where it is no unit's report; `reason` says why, in Chinese."""

    capture: UnreadCapture
    report: Report | None
    unit: Unit | None
    report_id: int | None
    change: Change | None
    reason: str


def read_captures(run: Run) -> int:
    """Reads every capture not yet read, in batches; returns how many were read."""
    total = 0
    while batch := _unread(run):
        for capture in batch:
            count(run, settle(run, capture))
            total += 1
            report_progress("阅读文章", total, 0)
            run.beat()
    return total


def _unread(run: Run) -> list[UnreadCapture]:
    with run.database.session() as session:
        return list(captures.unread(session, limit=BATCH))


def count(run: Run, settled: Settled) -> None:
    kind = settled.change.kind if settled.change else None
    if kind is ChangeKind.APPEARED:
        run.tally.add(run.tally.reports, "new")
    elif kind is ChangeKind.EDITED:
        run.tally.add(run.tally.reports, "revised")


def settle(run: Run, capture: UnreadCapture) -> Settled:
    """Reads one capture from the archive and stores what it is, together with the mark that it was read."""
    try:
        seen = read_capture(run, capture)
    except ArchiveError as problem:
        return _damaged(run, capture, str(problem))
    with run.database.session() as session:
        settled = _settle(session, run, capture, seen)
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)
    return settled


def read_capture(run: Run, capture: UnreadCapture) -> Report:
    payload = read_payload(run.settings.archive_dir, capture.warc_file, capture.warc_offset)
    return read_report(
        payload.body,
        url=capture.final_url,
        media_type=capture.media_type,
        list_title=capture.list_title,
        listed_on=capture.listed_on,
        last_modified=capture.last_modified,
    )


def _settle(session: Session, run: Run, capture: UnreadCapture, seen: Report) -> Settled:
    said = "；".join(seen.reasons) or "不是年度报告"
    if not seen.is_report and not seen.doubtful:
        return _aside(session, capture, seen, None, said, review=False)
    assignment = assign(seen.issuers, seen.title, seen.source, _candidates(run, capture))
    unit = run.registry.units[assignment.unit_id] if assignment.unit_id else None
    if not seen.is_report:
        return _aside(session, capture, seen, unit, said, review=True)
    if unit is None:
        # a report that is clearly some other unit's waits for nobody; a doubtful one waits for a person
        return _aside(session, capture, seen, unit, assignment.reason, review=assignment.doubtful)
    if seen.doubtful or seen.report_year is None:
        reason = "；".join(seen.reasons) if seen.doubtful else "标题和正文都没有说明是哪一年度的报告"
        return _aside(session, capture, seen, unit, reason, review=True)
    return _keep(session, run, capture, seen, unit)


def _keep(session: Session, run: Run, capture: UnreadCapture, seen: Report, unit: Unit) -> Settled:
    known = reports.known(session, unit.id, seen.report_year) if seen.report_year else None
    if known is not None and known.post_id != capture.post_id:
        return _aside(session, capture, seen, unit, f"与已存的同年度报告重复（{known.url}）", review=False)
    change = decide(known.revision if known else None, seen)
    report_id = reports.keep(
        session,
        run_id=run.id,
        unit_id=unit.id,
        report=seen,
        change=change,
        url=capture.final_url,
        post_id=capture.post_id,
        capture_id=capture.capture_id,
        parser_version=PARSER_VERSION,
        first_seen_at=capture.first_seen_at,
        now=run.now,
    )
    return Settled(capture, seen, unit, report_id, change, change.reason)


def _candidates(run: Run, capture: UnreadCapture) -> Sequence[Unit]:
    """The units of the columns that show the post; a page brought in by hand may be any unit's."""
    if not capture.column_ids:
        return tuple(run.registry.units.values())
    return tuple(u for u in run.registry.units.values() if not set(u.column_ids).isdisjoint(capture.column_ids))


def _aside(
    session: Session, capture: UnreadCapture, seen: Report, unit: Unit | None, reason: str, *, review: bool
) -> Settled:
    reports.keep_aside(
        session,
        post_id=capture.post_id,
        unit_id=unit.id if unit else None,
        kind=seen.kind,
        report_year=seen.report_year,
        issuers=seen.issuers,
        reason=reason,
        review=review,
    )
    return Settled(capture, seen, unit, None, None, reason)


def _damaged(run: Run, capture: UnreadCapture, reason: str) -> Settled:
    """Bytes that cannot be read back: the post waits for a person, and is fetched again by the next run."""
    with run.database.session() as session:
        captures.mark_damaged(session, capture.capture_id, reason, run.now)
    return Settled(capture, None, None, None, None, reason)
