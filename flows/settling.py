"""What a page that was read becomes: a unit's report with what changed, or a post kept aside with the reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.changes import SAME_READING, Change, ChangeKind, Rereading, decide
from core.posts import Kind
from core.reports import Report
from core.units import Unit
from flows.comparing import changed, is_own, rereading, takes_place
from flows.run import Run
from parsers import PARSER_VERSION, recognise_title
from registry import Assignment, assign
from storage import captures, report_readings, reports
from storage.captures import UnreadCapture
from storage.database import Session
from storage.report_readings import StoredReading
from storage.reports import KnownReport, conflict_years

ReadAgain = Callable[[UnreadCapture], Report | None]
"""Reads an older capture with today's parser; None where its bytes cannot be read back."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one capture. `changes` is empty where it is no unit's report; `reason` says why, in Chinese.

    `review`: it waits for a person. `same_revision`: the revision that it equals, and the digest of the reading, yet to
    be marked so. `lost`: reports that the same bytes were read as before and no longer are.
    """

    capture: UnreadCapture
    report: Report | None
    unit: Unit | None
    report_id: int | None
    changes: tuple[Change, ...]
    reason: str
    review: bool = False
    same_revision: tuple[int, str | None] | None = None
    lost: tuple[KnownReport, ...] = ()

    @property
    def kinds(self) -> frozenset[ChangeKind]:
        """What became of the report that stands there; nothing where it is but a copy of one."""
        return frozenset(change.kind for change in self.changes)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(field for change in self.changes for field in change.fields)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one capture is settled: the transaction, the run, and the way back to older captures."""

    session: Session
    run: Run
    read_again: ReadAgain


def settle_report(desk: Desk, capture: UnreadCapture, seen: Report, lacking: str | None) -> Settled:
    """Stores what `seen` is. `lacking`: why the report cannot be read yet, for want of an attachment (Chinese)."""
    before = [r for r in reports.of_post(desk.session, capture.post_id) if r.capture_id == capture.capture_id]
    if any(report.unit_id not in desk.run.registry.units for report in before):
        return Settled(capture, seen, None, None, (), "单位不在当前名录中，已存的报告保持原状")
    settled = _settle(desk, capture, seen, lacking)
    lost = [report for report in before if report.report_id != settled.report_id]
    return _lose(desk, settled, lost) if lost else settled


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
    known = _up_to_date(desk, capture, reports.known(desk.session, unit.id, year))
    changes, seen = changed(desk.session, desk.run, capture, seen, known)
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


def _lose(desk: Desk, settled: Settled, lost: Sequence[KnownReport]) -> Settled:
    """Reports that the same bytes no longer give: they wait for a person, and nobody is overdue for our change."""
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
    seen = settled.report
    reports.keep_aside(
        session,
        post_id=report.post_id,
        unit_id=report.unit_id,
        kind=seen.kind if seen else Kind.OTHER,
        report_year=report.report_year,
        issuers=seen.issuers if seen else (),
        reason=reason,
        review=True,
    )


def _listed_as_report(capture: UnreadCapture) -> bool:
    """A post whose list title is a report's, while its page is none: the page may be wrong, not the list."""
    listed = recognise_title(capture.list_title or "", listed_on=capture.listed_on)
    return listed.kind is Kind.ANNUAL_REPORT and not listed.doubtful


def _whose(run: Run, capture: UnreadCapture, seen: Report) -> Assignment:
    """The unit among the column's, or one that became them: an old report keeps the name that it was given."""
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
