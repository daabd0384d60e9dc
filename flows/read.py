"""The reading stage: kept bytes become reports, each settled in one transaction with the decision what changed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.changes import Change, ChangeKind, decide
from core.posts import Kind
from core.problems import UserProblem
from core.reports import Report
from core.units import Unit
from crawlers.archive import ArchiveError, read_payload
from flows.progress import report as report_progress
from flows.run import Run
from parsers import PARSER_VERSION, read_report, recognise_title
from registry import assign
from storage import captures, reports
from storage.captures import UnreadCapture
from storage.database import Session
from storage.reports import KnownReport, conflict_years

logger = logging.getLogger(__name__)
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
    """Reads every capture that this parser has not read, in batches; returns how many were read.

    What was read before but is nobody's report yet is settled anew: the register may have been mended since.
    """
    with run.database.session() as session:
        unsettled = captures.unsettled(session)
    total = 0
    while batch := _unread(run):
        total = _read_batch(run, batch, total)
    return _read_batch(run, unsettled, total)


def _unread(run: Run) -> list[UnreadCapture]:
    with run.database.session() as session:
        return list(captures.unread(session, parser_version=PARSER_VERSION, limit=BATCH))


def _read_batch(run: Run, batch: Sequence[UnreadCapture], total: int) -> int:
    for capture in batch:
        try:
            count(run, settle(run, capture))
        except UserProblem:
            raise
        except Exception as error:  # a page that our reader stumbles over costs itself only
            logger.exception("capture %s (%s): our own code failed", capture.capture_id, capture.url)
            _stumbled(run, capture, error)
        total += 1
        report_progress("阅读文章", total, 0)
        run.beat()
    return total


def _stumbled(run: Run, capture: UnreadCapture, error: Exception) -> None:
    with run.database.session() as session:
        reports.keep_aside(
            session,
            post_id=capture.post_id,
            unit_id=None,
            kind=Kind.OTHER,
            report_year=None,
            issuers=(),
            reason=f"阅读程序出错（{type(error).__name__}），待修正",
            review=True,
        )
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)


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
    if not seen.is_report and not seen.doubtful and not _listed_as_report(capture):
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
        return _second(session, capture, seen, unit, known)
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
        first_seen_at=capture.fetched_at,  # the address may be older than the report that stands there now
        now=run.now,
    )
    return Settled(capture, seen, unit, report_id, change, change.reason)


def _second(session: Session, capture: UnreadCapture, seen: Report, unit: Unit, known: KnownReport) -> Settled:
    """Another post for a year already answered: a copy is noted, anything else may be another year's report."""
    if seen.body == known.revision.body:
        return _aside(session, capture, seen, unit, f"与已存的同年度报告相同（{known.url}）", review=False)
    reason = f"与已存的同年度报告并存而正文不同（{known.url}）"
    if "year_conflict" in seen.flags:
        reason += "，且标题与正文的年度不一致"
    return _aside(session, capture, seen, unit, reason, review=True)


def _listed_as_report(capture: UnreadCapture) -> bool:
    """A post whose list title is a report's, while its page is none: the page may be wrong, not the list."""
    listed = recognise_title(capture.list_title or "", listed_on=capture.listed_on)
    return listed.kind is Kind.ANNUAL_REPORT and not listed.doubtful


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
        conflict_years=conflict_years(seen),
    )
    return Settled(capture, seen, unit, None, None, reason)


def _damaged(run: Run, capture: UnreadCapture, reason: str) -> Settled:
    """Bytes that cannot be read back: the post waits for a person, and is fetched again by the next run."""
    with run.database.session() as session:
        captures.mark_damaged(session, capture.capture_id, reason, run.now)
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)
    return Settled(capture, None, None, None, None, reason)
