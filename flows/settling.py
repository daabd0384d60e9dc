"""What a page that was read becomes: a unit's report with what changed, or a post kept aside with the reason."""

from collections.abc import Sequence
from dataclasses import replace

from core import decisions as by_hand
from core.changes import Change, ChangeKind
from core.reports import Report
from core.units import Unit
from core.volatile import same_text
from flows.comparing import changed, is_own, rereading, takes_place
from flows.losing import lose, may_be_lost
from flows.settled import Desk, Settled
from flows.verdicts import Theirs, verdict_on
from parsers import PARSER_VERSION
from storage import asides, captures, decisions, reports
from storage.asides import Aside
from storage.captures import UnreadCapture
from storage.reports import KnownReport


def settle_report(desk: Desk, capture: UnreadCapture, seen: Report, lacking: str | None) -> Settled:
    """Stores what `seen` is. `lacking`: why the report cannot be read yet, for want of an attachment (Chinese)."""
    before = may_be_lost(desk, capture)
    if any(report.unit_id not in desk.run.registry.units for report in before):
        return Settled(capture, seen, None, None, (), "单位不在当前名录中，已存的报告保持原状")
    settled = _settle(desk, capture, seen, lacking)
    lost = [report for report in before if report.report_id != settled.report_id]
    return lose(desk, settled, lost) if lost else settled


def _settle(desk: Desk, capture: UnreadCapture, seen: Report, lacking: str | None) -> Settled:
    verdict = verdict_on(desk.run, capture, seen, lacking)
    if isinstance(verdict, Theirs):
        return _keep(desk, capture, seen, verdict.unit, verdict.report_year)
    return _keep_aside(desk, capture, seen, verdict)


def _keep(desk: Desk, capture: UnreadCapture, seen: Report, unit: Unit, year: int) -> Settled:
    known = _given_way(desk, capture, seen, _up_to_date(desk, capture, reports.known(desk.session, unit.id, year)))
    changes, seen = changed(desk.session, desk.run, capture, seen, known)
    changes = tuple(_by_whom(change, capture, known) for change in changes)
    if known is None or is_own(capture, known) or takes_place(changes, known):
        report_id = reports.keep(
            desk.session,
            run_id=desk.run.id,
            unit_id=unit.id,
            report=seen,
            changes=changes,
            url=capture.final_url,
            post_id=capture.post_id,
            capture_id=capture.capture_id,
            parser_version=PARSER_VERSION,
            first_seen_at=capture.fetched_at,  # the address may be older than the report that stands there now
            now=desk.run.now,
        )
        return Settled(capture, seen, unit, report_id, changes, "；".join(change.reason for change in changes))
    return _second(desk, capture, seen, unit, known=known, changes=changes)


def _by_whom(change: Change, capture: UnreadCapture, known: KnownReport | None) -> Change:
    """A report that is one by a person's word says so from the beginning, or where it took another page's place."""
    if capture.decision is None or not capture.decision.confirms:
        return change
    said = by_hand.words(capture.decision)
    if change.kind is ChangeKind.APPEARED:
        return replace(change, reason=f"{change.reason}；{said}")
    if change.kind is ChangeKind.REREAD and known is not None and known.doubted == said:
        return replace(change, kind=ChangeKind.DECIDED, reason=f"{said}，以本页面取代原页面（{known.url}）")
    return change


def _given_way(desk: Desk, capture: UnreadCapture, seen: Report, known: KnownReport | None) -> KnownReport | None:
    """`known`, which stands elsewhere with another text, is no longer the report where a person names this page: once,
    as that is carried out, and not where only this run has found `known`, of which the person did not know.
    """
    named = capture.decision
    if known is None or named is None or not named.confirms or known.doubted or is_own(capture, known):
        return known
    if named.applied_at is not None or known.run_id == desk.run.id:
        return known
    if same_text(known.revision.body, seen.body, capture.volatile):
        return known
    if decisions.newest_of(desk.session, known.unit_id, known.report_year) != named.id:
        return known
    reports.doubt(desk.session, known.report_id, by_hand.words(named), refused=True)
    return reports.known(desk.session, known.unit_id, known.report_year)


def _up_to_date(desk: Desk, capture: UnreadCapture, known: KnownReport | None) -> KnownReport | None:
    """`known` as today's parser reads its own capture: what another parser made of it is no change of the site's."""
    if known is None or known.capture_id == capture.capture_id or known.parser_version == PARSER_VERSION:
        return known
    held = captures.of_post(desk.session, known.capture_id, known.post_id)
    seen = desk.read_again(held)
    if seen is None or not seen.is_report or seen.report_year != known.report_year:
        return known
    reports.keep(
        desk.session,
        run_id=desk.run.id,
        unit_id=known.unit_id,
        report=seen,
        changes=rereading(desk.session, known, seen),
        url=known.url,
        post_id=known.post_id,
        capture_id=known.capture_id,
        parser_version=PARSER_VERSION,
        first_seen_at=held.fetched_at,
        now=desk.run.now,
    )
    return reports.known(desk.session, known.unit_id, known.report_year)


def _second(
    desk: Desk, capture: UnreadCapture, seen: Report, unit: Unit, *, known: KnownReport, changes: Sequence[Change]
) -> Settled:
    """Another post for a year already answered: a copy is noted, anything else may be another year's report."""
    if changes:
        reports.mirror(
            desk.session,
            known.report_id,
            capture.post_id,
            changes,
            run_id=desk.run.id,
            capture_id=capture.capture_id,
            at=capture.fetched_at,
        )
        reason = f"与已存的同年度报告相同（{known.url}）"
        copy = _keep_aside(desk, capture, seen, Aside.of(seen, unit.id, reason, review=False))
        return replace(copy, changes=tuple(changes))
    if reports.is_foreign_mirror(desk.session, known.report_id, capture.post_id, unit.id):
        reason = f"转载页面的正文与报告现行文本不同（{known.url}）"
        return _keep_aside(desk, capture, seen, Aside.of(seen, unit.id, reason, review=False))
    reason = f"与已存的同年度报告并存而正文不同（{known.url}）"
    if "year_conflict" in seen.flags:
        reason += "，且标题与正文的年度不一致"
    return _keep_aside(desk, capture, seen, Aside.of(seen, unit.id, reason, review=True))


def _keep_aside(desk: Desk, capture: UnreadCapture, seen: Report, aside: Aside) -> Settled:
    asides.keep(desk.session, capture.post_id, aside)
    return Settled.put_aside(desk.run, capture, seen, aside)
