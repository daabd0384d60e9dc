"""Reports that the same bytes were read as before, and no longer are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from core.decisions import Decision, words
from core.posts import Kind
from flows.settled import Desk, Settled
from storage import asides, decisions, reports
from storage.asides import Aside
from storage.captures import UnreadCapture
from storage.database import Session
from storage.reports import KnownReport


def may_be_lost(desk: Desk, capture: UnreadCapture) -> list[KnownReport]:
    """What these bytes were read as before, and what is a report of the post by a person's word alone where another one
    has come.
    """
    told = decisions.confirmed_of(desk.session, capture.post_id) if _by_hand(capture.decision) else frozenset()
    return [
        report
        for report in reports.of_post(desk.session, capture.post_id)
        if report.capture_id == capture.capture_id or (report.unit_id, report.report_year) in told
    ]


def _by_hand(decision: Decision | None) -> TypeGuard[Decision]:
    """Whether a person's word is what counts now; that of an undoing, until it is carried out."""
    return decision is not None and (decision.confirms or decision.refuses or decision.applied_at is None)


def lose(desk: Desk, settled: Settled, lost: Sequence[KnownReport]) -> Settled:
    """Reports that the same bytes no longer give: they wait for a person, and nobody is overdue for our change."""
    decision = settled.capture.decision
    if _by_hand(decision):
        for report in lost:
            reports.doubt(desk.session, report.report_id, words(decision), refused=True)
        return replace(settled, lost=tuple(lost))
    for report in lost:
        became = f"认作{settled.unit.name}{_year(settled)}的报告" if settled.report_id and settled.unit else None
        reason = f"重新识读后不再认作{report.report_year}年度报告：{became or settled.reason}"
        reports.doubt(desk.session, report.report_id, reason)
        if settled.report_id is None:
            _wait(desk.session, settled, report, reason)
            settled = replace(settled, reason=reason, review=True)
    return replace(settled, lost=tuple(lost))


def _year(settled: Settled) -> str:
    return f"{settled.report.report_year}年度" if settled.report and settled.report.report_year else ""


def _wait(session: Session, settled: Settled, report: KnownReport, reason: str) -> None:
    """The post stays that report's in the books, so that the doubt falls on nobody else."""
    kind, issuers = (settled.report.kind, settled.report.issuers) if settled.report else (Kind.OTHER, ())
    aside = Aside(kind, report.report_year, reason, tuple(issuers), report.unit_id, review=True)
    asides.keep(session, report.post_id, aside)
