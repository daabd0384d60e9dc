"""A page read afresh against what is known of its report: the facts gathered for the one pure decision."""

from collections.abc import Sequence
from dataclasses import replace

from core import churn
from core.addresses import document_key
from core.changes import OURS, Change, ChangeKind, Known, Reading, Rereading, decide
from core.reports import Report
from core.times import local_day
from core.volatile import Volatile, steady_reading
from flows.run import Run
from parsers.differences import compare
from storage import report_readings, reports, volatile
from storage.captures import UnreadCapture
from storage.database import Session
from storage.reports import KnownReport

_BY_THE_SITE = frozenset({ChangeKind.EDITED, ChangeKind.REDATED})


def is_own(capture: UnreadCapture, known: KnownReport) -> bool:
    """Whether the page is the report's own, be it by another spelling of its address."""
    return capture.post_id == known.post_id or document_key(capture.final_url) == document_key(known.url)


def changed(
    session: Session, run: Run, capture: UnreadCapture, seen: Report, known: KnownReport | None
) -> tuple[tuple[Change, ...], Report]:
    """What the page means (nothing where it is another text beside the report, which still stands), and the reading
    without what turned out to change by itself.
    """
    if known is None:
        return decide(None, Reading(seen, capture.final_url)), seen
    if known.capture_id == capture.capture_id and not _other_files(seen, known):
        return rereading(session, known, seen), seen
    standing = reports.standing(session, known)
    reading = _reading(session, capture, seen, known)
    changes = _decided(session, known, standing, reading)
    if not reading.own or _BY_THE_SITE.isdisjoint(change.kind for change in changes):
        return changes, seen
    learned = _churn(session, capture, seen, known)
    if learned == Volatile():
        return changes, seen
    _note(session, run, capture, known, learned)
    if learned.parts:
        seen = steady_reading(seen, learned)
        return rereading(session, known, seen), seen
    return _decided(session, known, standing, replace(reading, volatile=_both(reading.volatile, learned))), seen


def rereading(session: Session, known: KnownReport, seen: Report) -> tuple[Change, ...]:
    before = report_readings.reading(session, known.report_id)
    return decide(None, Rereading(before, report_readings.reading_of(seen)))


def takes_place(changes: Sequence[Change], known: KnownReport) -> bool:
    """Whether another page than the report's own is the one where it stands from now on."""
    kinds = {change.kind for change in changes}
    overtakes = any(c.kind is ChangeKind.DUPLICATED and c.address == known.url for c in changes)
    return overtakes or bool(kinds & {ChangeKind.MOVED, *OURS})


def _other_files(seen: Report, known: KnownReport) -> bool:
    """Whether an attachment has other bytes now, though its page has not."""
    had = {file.url: file.sha256 for file in known.revision.attachments}
    return any(a.sha256 and had.get(a.url) not in (None, a.sha256) for a in seen.attachments)


def _reading(session: Session, capture: UnreadCapture, seen: Report, known: KnownReport) -> Reading:
    place = reports.place(session, known.unit_id, capture.post_id, capture.final_url)
    both = [capture.post_id, known.post_id]
    restless = [capture.volatile, *volatile.volatile_of(session, both[1:]).values()] if both[0] != both[1] else []
    return Reading(
        report=seen,
        address=capture.final_url,
        at=None if capture.brought else place.stood_at or capture.fetched_at,
        volatile=_both(*restless) if len(restless) > 1 else capture.volatile,
        own=is_own(capture, known),
        listed=place.listed,
        on_own_host=place.on_own_host,
    )


def _decided(session: Session, known: KnownReport, standing: Known, reading: Reading) -> tuple[Change, ...]:
    """The difference is worked out only where there is one to name."""
    changes = decide(standing, reading)
    if changes and ChangeKind.EDITED not in {change.kind for change in changes}:
        return changes
    before = report_readings.reading(session, known.report_id)
    difference = compare(before, report_readings.reading_of(reading.report))
    return decide(standing, replace(reading, difference=difference))


def _churn(session: Session, capture: UnreadCapture, seen: Report, known: KnownReport) -> Volatile:
    """What of the page has changed by itself for several readings in a row."""
    past = reports.history(session, known.report_id, churn.TURNS)
    said = seen.published_at.date().isoformat() if seen.published_at else None
    days = [(p.said_on, p.had_on) for p in past] + [(said, local_day(capture.fetched_at).isoformat())]
    lines = churn.restless_lines([*(p.body for p in past), seen.body])
    return Volatile(lines, ("published_at",) if churn.clock_as_date(days) else ())


def _both(one: Volatile, other: Volatile) -> Volatile:
    return Volatile(one.lines + other.lines, one.parts + other.parts, one.files + other.files)


def _note(session: Session, run: Run, capture: UnreadCapture, known: KnownReport, learned: Volatile) -> None:
    volatile.learn(session, capture.post_id, capture.capture_id, learned)
    what = "、".join((*(f"“{line}”" for line in learned.lines), *(["发布日期"] if learned.parts else [])))
    run.tally.note(f"{known.url} 中的{what}每次读取都不同，今后不再记为修改（#表示数字）")
