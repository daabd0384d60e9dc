"""What a page that was read is, whatever is stored: some unit's report, or a page kept aside with the reason."""

from dataclasses import dataclass

from core import decisions as by_hand
from core.posts import Kind
from core.reports import Report
from core.units import Unit
from flows.run import Run
from parsers import may_be_promised, recognise_title
from parsers.recognise import PROMISED
from registry import Assignment, Candidates, assign
from storage.asides import Aside
from storage.captures import UnreadCapture

_HARDLY_ANY = 100  # characters of a page's text
_ON_LAW = ("法治", "依法行政")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A unit's report of a year."""

    unit: Unit
    report_year: int


def verdict_on(run: Run, capture: UnreadCapture, seen: Report, lacking: str | None) -> Theirs | Aside:
    """`lacking`: why the report cannot be read yet, for want of an attachment (Chinese)."""
    if capture.decision and capture.decision.refuses:
        return Aside.of(seen, None, by_hand.words(capture.decision), review=False)
    said = "；".join(seen.reasons) or "不是年度报告"
    promised = _promised(capture, seen)
    if not (lacking or seen.is_report or seen.doubtful or promised or _listed_as_report(capture)):
        return Aside.of(seen, None, said, review=False)
    if promised:
        said = f"{PROMISED}（{said}）"
    assignment = whose(run, capture, seen)
    if lacking or not seen.is_report:
        return Aside.of(seen, assignment.unit_id, lacking or said, review=True)
    if assignment.unit_id is None:
        # a report that is clearly some other unit's waits for nobody; a doubtful one waits for a person
        return Aside.of(seen, None, assignment.reason, review=assignment.doubtful)
    if seen.doubtful or seen.report_year is None:
        reason = "；".join(seen.reasons) if seen.doubtful else "标题和正文都没有说明是哪一年度的报告"
        return Aside.of(seen, assignment.unit_id, reason, review=True)
    return Theirs(run.registry.units[assignment.unit_id], seen.report_year)


def _listed_as_report(capture: UnreadCapture) -> bool:
    """A post whose list title is a report's, while its page is none: the page may be wrong, not the list."""
    listed = recognise_title(capture.list_title or "", listed_on=capture.listed_on)
    return listed.kind is Kind.ANNUAL_REPORT and not listed.doubtful


def _promised(capture: UnreadCapture, seen: Report) -> bool:
    """A page that was opened for its column's sake, and that does not tell either: too short, or a text on law."""
    title = capture.list_title or ""
    if seen.is_report or seen.kind is not Kind.OTHER or not capture.column_ids or not title:
        return False
    if may_be_promised(title, listed_on=capture.listed_on) is None:
        return False
    return len(seen.body) < _HARDLY_ANY or any(word in seen.body for word in _ON_LAW)


def whose(run: Run, capture: UnreadCapture, seen: Report) -> Assignment:
    """The unit among the column's, or one that became them: an old report keeps the name that it was given. A person's
    word comes before any name.
    """
    if capture.decision and capture.decision.confirms:
        return Assignment(capture.decision.unit_id, by_hand.words(capture.decision))
    candidates = _candidates(run, capture)
    said = seen.issuers, seen.title, seen.source
    found = assign(*said, candidates, seen.report_year)
    if found.unit_id is not None or len(wider := run.with_forerunners(candidates)) == len(candidates):
        return found
    theirs = assign(*said, wider, seen.report_year)
    return found if theirs.unit_id is None else theirs


def _candidates(run: Run, capture: UnreadCapture) -> Candidates:
    """The units of the columns that show the post; a page brought in by hand may be any unit's, or the one's that was
    named with it.
    """
    if named := run.registry.units.get(capture.unit_id or ""):
        return Candidates((named,))
    return run.candidates_of(capture.column_ids) if capture.column_ids else run.everybody
