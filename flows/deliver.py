"""The delivering stage: queued alerts become messages, one an audience and channel; what cannot be sent waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache

from alerts import channels, routing
from alerts.channels import Attachment
from alerts.routing import Routed
from core.alerts import Audience
from core.units import Recipient, Registry
from evidence import ledger
from flows.desks import Desk, desks
from flows.progress import report as report_progress
from flows.run import Run, holder_alive
from flows.sending import Line
from settings import Settings, environment
from storage import channel_states, outbox, silences, standings
from storage.database import Database
from storage.outbox import PendingAlert, Reach


@dataclass(frozen=True, slots=True)
class Delivered:
    """Alerts newly sent, alerts that could not be sent now, alerts that wait for a channel to be set up, alerts that
    wait for their time.
    """

    sent: int = 0
    failed: int = 0
    without_channel: int = 0
    held: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Delivered)))


def deliver(
    database: Database, registry: Registry, settings: Settings, *, force: bool = False, office_ids: Sequence[str] = ()
) -> Delivered:
    """Sends what is queued, and what was refused for good over channels that are new since.

    `force` tries again at once what is waiting for its next attempt. Quiet hours, days off, graces and silences hold
    for it as well, and nothing is tried over a channel that is disabled.
    """
    with database.session() as session:
        silences.release(session, settings.clock())
        outbox.release_claims(session, _gone, datetime.now(UTC))
    total = Delivered()
    for desk in desks(registry, settings, environment()):
        if not office_ids or desk.office_id in office_ids:
            total += _serve(database, desk, settings.clock(), force=force)
    return total


def deliver_run(run: Run) -> Delivered:
    """The delivering stage of a run: everything not yet sent is tried once, whenever its next attempt was planned."""
    delivered = deliver(run.database, run.registry, run.settings, force=True)
    run.tally.add(run.tally.alerts, "sent", delivered.sent)
    run.tally.add(run.tally.alerts, "failed", delivered.failed)
    return delivered


def _gone(claimant: str) -> bool:
    """A sender on this machine whose process is no more."""
    return not holder_alive(claimant.rpartition(":")[0])


def _serve(database: Database, desk: Desk, now: datetime, *, force: bool) -> Delivered:
    with database.reading() as session:
        pending = outbox.pending(session, audience=desk.audience, office=desk.office_id, force=True)
    if not pending:
        return Delivered()
    if not desk.recipients:
        return Delivered(without_channel=len(pending))
    routes = {recipient: _routed(database, desk, recipient, pending, now) for recipient in desk.recipients}
    _send(database, desk, pending, routes, now, force=force)
    lacking = f"还有通知渠道的环境变量没有设置：{'、'.join(desk.unset)}" if desk.unset else None
    with database.session() as session:
        reaches = _reaches(pending, routes, channel_states.disabled(session), desk)
        counts = outbox.settle(session, reaches, now=now, lacking=lacking)
    report_progress(f"发送提醒（{desk.office.name}）", counts.sent, len(pending))
    return Delivered(counts.sent, counts.failed + counts.queued + counts.blocked, counts.lacking, counts.held)


def _routed(
    database: Database, desk: Desk, recipient: Recipient, pending: Sequence[PendingAlert], now: datetime
) -> Routed[PendingAlert]:
    accused: frozenset[routing.Key] = frozenset()
    if recipient.after_days:
        units = {alert.unit_id for alert in pending if alert.unit_id}
        with database.reading() as session:
            accused = outbox.accused_over(session, channels.channel_key(recipient.url), units)
    return routing.route(pending, recipient, desk.office, now, accused=accused)


def _send(
    database: Database,
    desk: Desk,
    pending: Sequence[PendingAlert],
    routes: Mapping[Recipient, Routed[PendingAlert]],
    now: datetime,
    *,
    force: bool,
) -> None:
    @cache
    def files() -> tuple[Attachment, ...]:
        return _ledger(database, desk, pending)

    for recipient, routed in routes.items():
        line = Line(database, desk, recipient, now=now, force=force, ledger=files)
        for message in routed.messages:
            with database.reading() as session:
                off = channel_states.disabled(session)
            if line.channel not in off:
                line.send_all(message, routed.note)


def _ledger(database: Database, desk: Desk, pending: Sequence[PendingAlert]) -> tuple[Attachment, ...]:
    """The office's ledger of the years that are spoken of."""
    years = sorted({alert.report_year for alert in pending if alert.report_year is not None})
    if desk.audience is not Audience.OFFICE or not years:
        return ()
    with database.reading() as session:
        rows = [row for year in years for row in standings.board(session, year=year, office=desk.office.id)]
    title = f"{desk.office.name}{'、'.join(map(str, years))}年度法治政府建设年度报告公开台账"
    name = f"{desk.office.id}-{'-'.join(map(str, years))}.xlsx"  # mail programs do not agree on names beyond ASCII
    return (Attachment(name, ledger.xlsx(rows, title)),) if rows else ()


def _reaches(
    pending: Sequence[PendingAlert],
    routes: Mapping[Recipient, Routed[PendingAlert]],
    disabled: Mapping[str, str],
    desk: Desk,
) -> dict[int, Reach]:
    keys = {recipient: channels.channel_key(recipient.url) for recipient in routes}
    off = {
        channel: f"通知渠道 {channel} 已停用（{disabled[channel]}）；修好后运行 fazhiwatch alerts test {desk.office.id}"
        for channel in keys.values()
        if channel in disabled
    }
    return {alert.id: _reach(alert.id, routes, keys, off) for alert in pending}


def _reach(
    alert_id: int,
    routes: Mapping[Recipient, Routed[PendingAlert]],
    keys: Mapping[Recipient, str],
    off: Mapping[str, str],
) -> Reach:
    mine = {keys[recipient]: routed for recipient, routed in routes.items() if alert_id not in routed.passed}
    held = {key: routed.held[alert_id] for key, routed in mine.items() if alert_id in routed.held}
    passed = next((routed.passed[alert_id] for routed in routes.values() if alert_id in routed.passed), None)
    blocked = frozenset(mine) & frozenset(off)
    return Reach(tuple(mine), held | {key: off[key] for key in blocked}, blocked, passed)
