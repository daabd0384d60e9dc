"""What a person decided of a doubtful post 人工认定, and what a reading of it comes to by that word. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.differences import folded
from core.posts import Kind
from core.reports import Report
from core.times import local_day
from core.volatile import STEADY, Volatile, same_text

_OF_A_DOUBT = ("year_conflict", "interim_only")


class Verdict(StrEnum):
    """认定结论. UNDONE 撤销: the program's own reading counts again."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a post 人工认定, the latest of those there are; `id` 0 before it is stored.

    `unit_id` and `report_year` are what it was confirmed as; of a refusal, what it had been waiting for.
    `capture_id` is the page that was looked at (None: none was held). `files_as_then`: its attachments are those that
    were held then.
    """

    post_id: int
    verdict: Verdict
    reason: str
    by: str
    at: datetime
    unit_id: str | None = None
    report_year: int | None = None
    capture_id: int | None = None
    id: int = 0
    applied_at: datetime | None = None
    files_as_then: bool = True

    @property
    def confirms(self) -> bool:
        return self.verdict is Verdict.CONFIRMED

    @property
    def refuses(self) -> bool:
        return self.verdict is Verdict.REFUSED


def words(decision: Decision) -> str:
    """The decision as one clause of Chinese: what, who, when, why."""
    day = local_day(decision.at)
    who = f"{decision.by}，{day.year}年{day.month}月{day.day}日"
    said = {
        Verdict.CONFIRMED: f"经人工确认为{decision.report_year}年度报告",
        Verdict.REFUSED: "经人工认定不是应当公布的年度报告",
        Verdict.UNDONE: "此前的人工认定已撤销",
    }
    return f"{said[decision.verdict]}（{who}：{decision.reason.rstrip('。；')}）"


def outdated(decision: Decision) -> str:
    """Why a person has to look once more."""
    return f"{words(decision)}，但页面内容此后有变化，请重新核对"


def same_page(seen: Report, then: Report | None, volatile: Volatile = STEADY) -> bool:
    """Whether the page reads as it did when it was decided upon; `then` is None where that cannot be read back."""
    if then is None or folded(seen.title or "") != folded(then.title or ""):
        return False
    return same_text(then.body, seen.body, volatile)


def holds(decision: Decision, seen: Report, then: Report | None, *, same: bool) -> bool:
    """Whether the decision still speaks of what stands there. `seen` and `then`: the program's own readings of the page
    as it is and as it was decided upon.

    A refusal is of one text. A confirmed report may be edited, but another page in its place is not that report.
    """
    if same or not decision.confirms:
        return same
    return (seen.is_report or seen.doubtful) and then is not None and seen.report_year == then.report_year


def as_confirmed(seen: Report, decision: Decision) -> Report:
    """`seen` as the report that a person says it is. Of a text without a heading nobody can say what it lacks."""
    told = replace(
        seen,
        is_report=True,
        kind=Kind.ANNUAL_REPORT,
        report_year=decision.report_year,
        doubtful=False,
        flags=tuple(flag for flag in seen.flags if flag not in _OF_A_DOUBT),
        reasons=(words(decision), *seen.reasons),
    )
    return told if seen.outline else replace(told, coverage=None, coverage_spans={})


def as_refused(seen: Report, decision: Decision) -> Report:
    """`seen` as no report, nor half-year material of anybody."""
    return replace(seen, is_report=False, report_year=None, doubtful=False, reasons=(words(decision),))
