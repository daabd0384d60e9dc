"""The reading stage: kept bytes become reports, each settled in one transaction with the decision what changed."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from core.changes import ChangeKind
from core.posts import Kind
from core.problems import UserProblem
from core.reports import Report
from core.volatile import steady_reading
from crawlers.archive import ArchiveError, StoredPayload, read_payload
from flows import attached
from flows.attached import Attached
from flows.decided import heed
from flows.interim import name_interim
from flows.limited import ReaderLostError
from flows.progress import report as report_progress
from flows.run import Run
from flows.same import NOTHING_STORED, Stored, same_again, same_aside
from flows.settled import Desk, SameAgain, Settled
from flows.settling import settle_report
from flows.similar import find_copies
from parsers import PARSER_VERSION, read_report
from parsers.attachments import is_file
from storage import asides, captures, report_readings, reports
from storage.asides import Aside
from storage.captures import UnreadCapture
from storage.reading_order import waiting

logger = logging.getLogger(__name__)
BATCH = 200


def read_captures(run: Run, told: Callable[[Settled], None] | None = None) -> int:
    """Reads every capture that this parser has not read, in batches; returns how many were read.

    What was read before but is nobody's report yet is settled anew: the register may have been mended since. So is
    another page of a report whose own address may be lost: it may stand there now. What came of it is compared with the
    other reports. `told` hears of every capture settled.
    """
    with run.database.session() as session:
        unsettled = captures.unsettled(session)
    total = 0
    while ids := _waiting(run):
        for start in range(0, len(ids), BATCH):
            total = _read_batch(run, _these(run, ids[start : start + BATCH]), total, told)
    total = _read_batch(run, sorted(unsettled, key=_address), total, told)
    total = _read_batch(run, sorted(_displaced(run), key=_address), total, told)
    find_copies(run)
    name_interim(run)
    return total


def _waiting(run: Run) -> list[int]:
    with run.database.session() as session:
        return waiting(session, parser_version=PARSER_VERSION)


def _these(run: Run, capture_ids: Sequence[int]) -> list[UnreadCapture]:
    with run.database.session() as session:
        return captures.these(session, capture_ids)


def _displaced(run: Run) -> list[UnreadCapture]:
    with run.database.session() as session:
        return captures.these(session, reports.displaced(session))


def _address(capture: UnreadCapture) -> str:
    return capture.url


def _read_batch(run: Run, batch: Sequence[UnreadCapture], total: int, told: Callable[[Settled], None] | None) -> int:
    with run.database.session() as session:
        stored = Stored.of_posts(session, [capture.post_id for capture in batch])
    same: list[SameAgain] = []  # not what was read: a batch of whole reports costs the collector of garbage time
    try:
        for capture in batch:
            settled = _settle_safely(run, capture, stored)
            if settled and settled.same:
                same.append(settled.same)
            if settled and told:
                told(settled)
            total += 1
            report_progress("阅读文章", total, 0)
            run.beat()
    finally:
        _mark_same(run, same)
    return total


def _settle_safely(run: Run, capture: UnreadCapture, stored: Stored) -> Settled | None:
    try:
        settled = settle(run, capture, stored)
        count(run, settled)
    except UserProblem:
        raise
    except Exception as error:  # a page that our reader stumbles over costs itself only
        logger.exception("capture %s (%s): our own code failed", capture.capture_id, capture.url)
        _stumbled(run, capture, error)
        return None
    return settled


def _mark_same(run: Run, same: Sequence[SameAgain]) -> None:
    """One transaction for all that were read as they are stored; what a kill leaves unmarked is read once more."""
    if not same:
        return
    with run.database.session() as session:
        report_readings.mark_same(session, {s.revision_id: s.digest for s in same if s.revision_id}, PARSER_VERSION)
        captures.mark_all_read(session, [s.capture_id for s in same], PARSER_VERSION, run.now)


def _stumbled(run: Run, capture: UnreadCapture, error: Exception) -> None:
    with run.database.session() as session:
        reason = f"阅读程序出错（{type(error).__name__}），待修正"
        asides.keep(session, capture.post_id, Aside(Kind.OTHER, None, reason, review=True))
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)


_COUNTED = {
    ChangeKind.APPEARED: "new",
    ChangeKind.EDITED: "revised",
    ChangeKind.REDATED: "revised",
    ChangeKind.MOVED: "moved",
    ChangeKind.DUPLICATED: "duplicated",
    ChangeKind.RETURNED: "returned",
    ChangeKind.REREAD: "reread",
    ChangeKind.DECIDED: "decided",
}


def count(run: Run, settled: Settled) -> None:
    """Each word once a report: text and date edited together are one revision."""
    for word in sorted({_COUNTED[kind] for kind in settled.kinds if kind in _COUNTED}):
        run.tally.add(run.tally.reports, word)


def settle(run: Run, capture: UnreadCapture, stored: Stored = NOTHING_STORED) -> Settled:
    """Reads one capture from the archive and stores what it is, together with the mark that it was read.

    One that reads as it is `stored` is left for the caller to mark.
    """
    files = attached.load(run, capture)
    try:
        payload, read = _read(run, capture, files)
    except ArchiveError as problem:
        return _damaged(run, capture, str(problem))
    heeded = heed(run, capture, steady_reading(read, capture.volatile), lambda c, year: _read_as(run, c, year))
    capture, seen = heeded.capture, heeded.report
    wanted = attached.wanted(capture, payload, seen, files)
    if not (wanted or capture.files or heeded.again) and (same := same_again(run, capture, seen, stored)):
        return same
    lacking = heeded.again or attached.lacking(capture, seen, files, wanted)
    if attached.noted(capture, files, wanted) and (same := same_aside(run, capture, seen, lacking, stored)):
        return same
    with run.database.session() as session:
        attached.note(session, capture, files, wanted)
        desk = Desk(session, run, lambda older: _read_again(run, older))
        settled = settle_report(desk, capture, seen, lacking)
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)
    return settled


def read_capture(run: Run, capture: UnreadCapture) -> Report:
    """The capture as today's parser reads it, with the attachments that are held."""
    return _read(run, capture, attached.load(run, capture))[1]


def _read_again(run: Run, capture: UnreadCapture) -> Report | None:
    read = _read_as(run, capture, None)
    return heed(run, capture, read, lambda c, year: _read_as(run, c, year)).report if read else None


def _read_as(run: Run, capture: UnreadCapture, year: int | None) -> Report | None:
    try:
        read = _read(run, capture, attached.load(run, capture), year)[1]
    except ArchiveError:
        return None
    return steady_reading(read, capture.volatile)


def _read(run: Run, capture: UnreadCapture, files: Attached, year: int | None = None) -> tuple[StoredPayload, Report]:
    """The kept bytes and what they say; files are opened in a process of their own, which they may break."""
    payload = read_payload(run.settings.archive_dir, capture.warc_file, capture.warc_offset)
    known: dict[str, Any] = {
        "url": capture.final_url,
        "media_type": capture.media_type,
        "list_title": capture.list_title,
        "listed_on": capture.listed_on,
        "last_modified": capture.last_modified,
        "told_year": year,
    }
    if not (files.held or is_file(payload.body)):
        return payload, read_report(payload.body, **known)
    try:
        return payload, run.file_reader(payload.body, files=files.held, **known)
    except ReaderLostError as lost:
        return payload, _without_files(payload.body, known, str(lost))


def _without_files(body: bytes, known: dict[str, Any], reason: str) -> Report:
    """What the page alone says; where that is no report, a person shall look at the file that broke its reader."""
    seen = read_report(b"" if is_file(body) else body, **known)
    return replace(seen, doubtful=seen.doubtful or not seen.is_report, reasons=(*seen.reasons, reason))


def _damaged(run: Run, capture: UnreadCapture, reason: str) -> Settled:
    """Bytes that cannot be read back: the post waits for a person, and is fetched again by the next run."""
    with run.database.session() as session:
        captures.mark_damaged(session, capture.capture_id, reason, run.now)
        captures.mark_read(session, capture.capture_id, PARSER_VERSION, run.now)
    return Settled(capture, None, None, None, (), reason, review=True)
