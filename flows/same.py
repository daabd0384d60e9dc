"""The short ways for what reading again mostly finds: nothing to write but that it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.changes import SAME_READING, Rereading, decide
from core.reports import Report
from flows.run import Run
from flows.settled import SameAgain, Settled
from flows.verdicts import verdict_on, whose
from storage import asides, report_readings
from storage.asides import Aside
from storage.captures import UnreadCapture
from storage.database import Session
from storage.report_readings import StoredReading


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands on posts, by post: a report's reading, or what is noted of a page that bears none."""

    readings: Mapping[int, StoredReading] = field(default_factory=dict)
    asides: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of_posts(cls, session: Session, post_ids: list[int]) -> "Stored":
        return cls(report_readings.of_posts(session, post_ids), asides.of_posts(session, post_ids))


NOTHING_STORED = Stored()


def same_again(run: Run, capture: UnreadCapture, seen: Report, stored: Stored) -> Settled | None:
    """The report that is stored, in all that a reader sees."""
    before = stored.readings.get(capture.post_id)
    if before is None or before.capture_id != capture.capture_id or not seen.is_report or seen.doubtful:
        return None
    if seen.report_year != before.report_year:
        return None
    digest = report_readings.digest_of(seen)
    if (digest is None or digest != before.digest) and not _reads_the_same(run, seen, before.revision_id):
        return None
    unit_id = whose(run, capture, seen).unit_id
    if unit_id is None or unit_id != before.unit_id:
        return None
    same = SameAgain(capture.capture_id, before.revision_id, digest)
    unit, changes = run.registry.units[unit_id], (SAME_READING,)
    return Settled(capture, seen, unit, before.report_id, changes, SAME_READING.reason, same=same)


def same_aside(run: Run, capture: UnreadCapture, seen: Report, lacking: str | None, stored: Stored) -> Settled | None:
    """A page that is noted as being no report, and would be noted so again. None where a person has decided."""
    noted = stored.asides.get(capture.post_id)
    if noted is None or capture.decision is not None:
        return None
    verdict = verdict_on(run, capture, seen, lacking)
    if not isinstance(verdict, Aside) or verdict.row() != noted:
        return None
    return Settled.put_aside(run, capture, seen, verdict, same=SameAgain(capture.capture_id))


def _reads_the_same(run: Run, seen: Report, revision_id: int) -> bool:
    with run.database.reading() as session:
        before = report_readings.revision(session, revision_id)
    return decide(None, Rereading(before, report_readings.reading_of(seen))) == (SAME_READING,)
