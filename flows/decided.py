"""Reading a page that a person has decided upon: the decision counts as long as the page is what it was."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.decisions import Decision, as_confirmed, as_refused, holds, outdated, same_page
from core.reports import Report
from flows.run import Run
from storage import captures
from storage.captures import UnreadCapture

ReadAs = Callable[[UnreadCapture, int | None], Report | None]
"""Reads a capture, as the report of a year where that is told; None where its bytes cannot be read back."""

_UNKNOWN_UNIT = "经人工确认的单位不在当前名录中，请改正名录或重新核对"


@dataclass(frozen=True, slots=True)
class Heeded:
    """A reading by the word of the decision on its post. `again`: why a person has to look once more (Chinese).

    Of `capture` the decision is taken away where it no longer holds.
    """

    capture: UnreadCapture
    report: Report
    again: str | None = None


def heed(run: Run, capture: UnreadCapture, seen: Report, read_as: ReadAs) -> Heeded:
    """`seen`: the program's own reading of the capture."""
    decision = capture.decision
    if decision is None or not (decision.confirms or decision.refuses):
        return Heeded(capture, seen)
    without = replace(capture, decision=None)
    if not _holds(run, capture, decision, seen, read_as):
        asks = decision.confirms or seen.is_report or seen.doubtful
        return Heeded(without, seen, outdated(decision) if asks else None)
    if decision.refuses:
        return Heeded(capture, as_refused(seen, decision))
    if decision.unit_id not in run.registry.units:
        return Heeded(without, seen, _UNKNOWN_UNIT)
    told = read_as(capture, decision.report_year)
    return Heeded(capture, as_confirmed(told or seen, decision))


def _holds(run: Run, capture: UnreadCapture, decision: Decision, seen: Report, read_as: ReadAs) -> bool:
    if decision.capture_id == capture.capture_id and (decision.files_as_then or decision.confirms):
        return True
    if decision.capture_id is None:
        return False
    with run.database.reading() as session:
        held = captures.of_post(session, decision.capture_id, capture.post_id)
    then = read_as(held, None)
    same = decision.files_as_then and same_page(seen, then, capture.volatile)
    return holds(decision, seen, then, same=same)
