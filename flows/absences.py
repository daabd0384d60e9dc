"""The absences stage: what was missing tonight is noted; what was on two sound nights is withdrawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from alerts.vanished import held_up_alert
from core.absence import held_up, seen
from core.alerts import Alert
from core.changes import Absence, ChangeKind, Presence, decide
from flows.run import Run
from storage import absences, changes, outbox, reports
from storage.absences import Missed
from storage.database import Session


def find_absences(run: Run) -> int:
    """Notes what tonight proves of reports that were gone when asked for; how many are withdrawn from tonight on.

    It comes after reading: a report that moved stands at its new address by then.
    """
    said: Counter[ChangeKind] = Counter()
    with run.database.session() as session:
        missed = absences.missed(session, run.id, run.now, {unit.id for unit in run.units})
        outbox.queue(session, _held_up(run, missed), run_id=run.id)
        for report in missed:
            tonight = seen(report.night, report.gone_since, withdrawn=report.withdrawn_at is not None)
            if tonight is not None:
                said.update(_note(session, run, report, tonight))
    run.tally.add(run.tally.reports, "withdrawn", said[ChangeKind.VANISHED])
    run.tally.add(run.tally.reports, "returned", said[ChangeKind.RETURNED])
    return said[ChangeKind.VANISHED]


def _held_up(run: Run, missed: Sequence[Missed]) -> list[Alert]:
    """Withdrawals, perhaps, that no night can prove as things stand: a person is told once."""
    found = []
    for report in missed:
        if report.dead and report.withdrawn_at is None:
            columns = held_up(report.night, report.broken, run.now)
            if columns is not None:
                unit = run.registry.units[report.unit_id]
                found.append(held_up_alert(unit, report.report_year, report.url, columns, run.now))
    return found


def _note(session: Session, run: Run, report: Missed, tonight: Absence | Presence) -> set[ChangeKind]:
    known = reports.known(session, report.unit_id, report.report_year)
    if known is None:  # taken away between the two questions
        return set()
    made = [
        replace(change, details={"records": absences.records(session, report)})
        if change.kind is ChangeKind.VANISHED
        else change
        for change in decide(reports.standing(session, known), tonight)
    ]
    changes.add(session, report.report_id, made, run_id=run.id, at=tonight.at, capture_id=report.capture_id)
    kinds = {change.kind for change in made}
    if isinstance(tonight, Presence):
        absences.note(session, report.report_id, gone_since=None, gone_capture_id=None, withdrawn_at=None)
    elif tonight.since is None:
        gone = report.gone_capture_id
        absences.note(session, report.report_id, gone_since=tonight.at, gone_capture_id=gone)
    elif ChangeKind.VANISHED in kinds:
        absences.note(session, report.report_id, withdrawn_at=tonight.at)
    return kinds
