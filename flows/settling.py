"""What a page that was read becomes: a unit's report with what changed, or a post kept aside with the reason."""

from collections.abc import Sequence
from dataclasses import replace

from core import decisions as by_hand
from core.changes import SAME_READING, Change, ChangeKind, Rereading, decide
from core.posts import Kind
from core.reports import Report
from core.units import Unit
from core.volatile import same_text
from flows.comparing import changed, is_own, rereading, takes_place
from flows.losing import lose, may_be_lost
from flows.run import Run
from flows.settled import Desk, Settled
from parsers import PARSER_VERSION, recognise_title
from registry import Assignment, assign
from storage import captures, decisions, report_readings, reports
from storage.captures import UnreadCapture
from storage.database import Session
from storage.report_readings import StoredReading
from storage.reports import KnownReport, conflict_years


def settle_report(desk: Desk, capture: UnreadCapture, seen: Report, lacking: str | None) -> Settled:
    """Stores what `seen` is. `lacking`: why the report cannot be read yet, for want of an attachment (Chinese)."""
    before = may_be_lost(desk, capture)
    if any(report.unit_id not in desk.run.registry.units for report in before):
        return Settled(capture, seen, None, None, (), "单位不在当前名录中，已存的报告保持原状")
    settled = _settle(desk, capture, seen, lacking)
    lost = [report for report in before if report.report_id != settled.report_id]
    return lose(desk, settled, lost) if lost else settled


def same_again(run: Run, capture: UnreadCapture, seen: Report, stored: StoredReading | None) -> Settled | None:
    """The short way for what reading again mostly finds: the report that is stored, in all that a reader sees."""
    if stored is None or stored.capture_id != capture.capture_id or not seen.is_report or seen.doubtful:
        return None
    if seen.report_year != stored.report_year:
        return None
    digest = report_readings.digest_of(seen)
    if (digest is None or digest != stored.digest) and not _reads_the_same(run, seen, stored.revision_id):
        return None
    unit_id = _whose(run, capture, seen).unit_id
    if unit_id is None or unit_id != stored.unit_id:
        return None
    return Settled(
        capture,
        seen,
        run.registry.units[unit_id],
        stored.report_id,
        (SAME_READING,),
        SAME_READING.reason,
        same_revision=(stored.revision_id, digest),
    )


def _reads_the_same(run: Run, seen: Report, revision_id: int) -> bool:
    with run.database.reading() as session:
        before = report_readings.revision(session, revision_id)
    return decide(None, Rereading(before, report_readings.reading_of(seen))) == (SAME_READING,)


def _settle(desk: Desk, capture: UnreadCapture, seen: Report, lacking: str | None) -> Settled:
    session, run = desk.session, desk.run
    if capture.decision and capture.decision.refuses:
        return _aside(session, capture, seen, None, by_hand.words(capture.decision), review=False)
    said = "；".join(seen.reasons) or "不是年度报告"
    if not (lacking or seen.is_report or seen.doubtful or _listed_as_report(capture)):
        return _aside(session, capture, seen, None, said, review=False)
    assignment = _whose(run, capture, seen)
    unit = run.registry.units[assignment.unit_id] if assignment.unit_id else None
    if lacking or not seen.is_report:
        return _aside(session, capture, seen, unit, lacking or said, review=True)
    if unit is None:
        # a report that is clearly some other unit's waits for nobody; a doubtful one waits for a person
        return _aside(session, capture, seen, unit, assignment.reason, review=assignment.doubtful)
    if seen.doubtful or seen.report_year is None:
        reason = "；".join(seen.reasons) if seen.doubtful else "标题和正文都没有说明是哪一年度的报告"
        return _aside(session, capture, seen, unit, reason, review=True)
    return _keep(desk, capture, seen, unit, seen.report_year)


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
        return replace(_aside(desk.session, capture, seen, unit, reason, review=False), changes=tuple(changes))
    if reports.is_foreign_mirror(desk.session, known.report_id, capture.post_id, unit.id):
        reason = f"转载页面的正文与报告现行文本不同（{known.url}）"
        return _aside(desk.session, capture, seen, unit, reason, review=False)
    reason = f"与已存的同年度报告并存而正文不同（{known.url}）"
    if "year_conflict" in seen.flags:
        reason += "，且标题与正文的年度不一致"
    return _aside(desk.session, capture, seen, unit, reason, review=True)


def _listed_as_report(capture: UnreadCapture) -> bool:
    """A post whose list title is a report's, while its page is none: the page may be wrong, not the list."""
    listed = recognise_title(capture.list_title or "", listed_on=capture.listed_on)
    return listed.kind is Kind.ANNUAL_REPORT and not listed.doubtful


def _whose(run: Run, capture: UnreadCapture, seen: Report) -> Assignment:
    """The unit among the column's, or one that became them: an old report keeps the name that it was given. A person's
    word comes before any name.
    """
    if capture.decision and capture.decision.confirms:
        return Assignment(capture.decision.unit_id, by_hand.words(capture.decision))
    candidates = _candidates(run, capture)
    said = seen.issuers, seen.title, seen.source
    found = assign(*said, candidates, seen.report_year)
    if found.unit_id is not None or not (before := run.forerunners(candidates)):
        return found
    wider = assign(*said, (*candidates, *before), seen.report_year)
    return found if wider.unit_id is None else wider


def _candidates(run: Run, capture: UnreadCapture) -> Sequence[Unit]:
    """The units of the columns that show the post; a page brought in by hand may be any unit's, or the one's that was
    named with it.
    """
    if named := run.registry.units.get(capture.unit_id or ""):
        return (named,)
    if not capture.column_ids:
        return tuple(run.registry.units.values())
    return run.units_shown_in(capture.column_ids)


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
    return Settled(capture, seen, unit, None, (), reason, review)
