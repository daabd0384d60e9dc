"""What a person says of what is brought in, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass

from core.changes import ChangeKind
from flows.settled import Settled

UNCHANGED = "这个文件已经导入过"
_REVISING = frozenset({ChangeKind.EDITED, ChangeKind.REDATED})
_SAME = frozenset({ChangeKind.UNCHANGED, ChangeKind.MOVED, ChangeKind.DUPLICATED})  # the text is as it was


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word on a single file: the address that it was saved from, the unit that it is of."""

    url: str | None = None
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one page or file, or of `count` things that a WARC holds besides.

    `outcome`: new, revised, unchanged, review, not_report, unsupported, unreadable.
    """

    file: str
    outcome: str
    reason: str
    report_id: int | None = None
    unit: str | None = None
    report_year: int | None = None
    title: str | None = None
    url: str | None = None
    count: int = 1


def told(file: str, settled: Settled, given: int = 0) -> Imported:
    """`given`: attachments that came with the page."""
    report = settled.report
    outcome = _outcome(settled.kinds) if settled.report_id else _unsettled(settled)
    return Imported(
        file,
        outcome,
        f"{settled.reason}；附件 {given} 件一并导入" if given else settled.reason,
        settled.report_id,
        settled.unit.id if settled.unit else None,
        report.report_year if report else None,
        report.title if report else None,
        address(settled.capture.url),
    )


def _outcome(kinds: Collection[ChangeKind]) -> str:
    if not _REVISING.isdisjoint(kinds):
        return "revised"
    return "unchanged" if _SAME.issuperset(kinds) else "new"


def address(url: str) -> str | None:
    """A page's address; None for one whose address nobody knows."""
    return None if url.startswith("urn:") else url


def _unsettled(settled: Settled) -> str:
    """A page that is not kept as a report: it waits for a person, is a copy of one, or none of any unit of ours."""
    report = settled.report
    if report is None or not (report.body or report.title):
        return "unreadable"
    if settled.review:
        return "review"
    return "unchanged" if settled.unit else "not_report"
