"""The delivering stage: queued alerts become messages, one an audience and channel; what cannot be sent waits."""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from alerts import channels, wording
from core.alerts import Audience
from core.units import Registry
from flows.progress import report as report_progress
from flows.run import Run
from registry import expand_channels
from settings import Settings, environment
from storage import outbox
from storage.database import Database
from storage.outbox import PendingAlert

# A claim outlives any single send (Apprise waits 10 s); an abandoned one is free again after this.
CLAIM = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who receives: one office, or the operator (office_id None)."""

    audience: Audience
    office_id: str | None
    name: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """Alerts newly sent, alerts that could not be sent now, alerts that have no channel to go over."""

    sent: int = 0
    failed: int = 0
    without_channel: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            self.sent + other.sent, self.failed + other.failed, self.without_channel + other.without_channel
        )


def desks(registry: Registry, settings: Settings, environment: Mapping[str, str]) -> Iterator[Desk]:
    yield Desk(Audience.OPERATOR, None, "运维", settings.operator_urls)
    for office in registry.offices.values():
        urls, _ = expand_channels(office.notify, environment)
        yield Desk(Audience.OFFICE, office.id, office.name, urls)


def deliver(
    database: Database, registry: Registry, settings: Settings, *, force: bool = False, office_ids: Sequence[str] = ()
) -> Delivered:
    """Sends what is queued. `force` tries again at once what is waiting for its next attempt."""
    total = Delivered()
    for desk in desks(registry, settings, environment()):
        if not office_ids or desk.office_id in office_ids:
            total += _serve(database, desk, settings.clock(), force=force)
    return total


def deliver_run(run: Run) -> Delivered:
    """The delivering stage of a run: everything still queued is tried once, whenever its next attempt was planned."""
    delivered = deliver(run.database, run.registry, run.settings, force=True)
    run.tally.add(run.tally.alerts, "sent", delivered.sent)
    run.tally.add(run.tally.alerts, "failed", delivered.failed)
    return delivered


def _serve(database: Database, desk: Desk, now: datetime, *, force: bool) -> Delivered:
    with database.session() as session:
        pending = outbox.pending(session, now=now, audience=desk.audience, office=desk.office_id)
    if not pending:
        return Delivered()
    if not desk.urls:
        return Delivered(without_channel=len(pending))
    for url in desk.urls:
        _send_over(database, desk, url, pending, now, force=force)
    keys = [channels.channel_key(url) for url in desk.urls]
    with database.session() as session:
        counts = outbox.settle(session, [alert.id for alert in pending], keys, now=now)
    report_progress(f"发送提醒（{desk.name}）", counts.sent, len(pending))
    return Delivered(sent=counts.sent, failed=len(pending) - counts.sent)


def _send_over(
    database: Database, desk: Desk, url: str, pending: Sequence[PendingAlert], now: datetime, *, force: bool
) -> None:
    channel = channels.channel_key(url)
    claimant = f"{os.getpid()}-{uuid4().hex[:8]}"
    with database.session() as session:
        ids = set(
            outbox.claim(
                session,
                [alert.id for alert in pending],
                channel,
                claimant=claimant,
                now=datetime.now(UTC),
                lease=CLAIM,
                force=force,
            )
        )
    claimed = [alert for alert in pending if alert.id in ids]
    limit = channels.body_limit(url)
    for message in wording.compose(claimed, office_name=desk.name, audience=desk.audience, limit=limit):
        result = channels.send(url, message)
        with database.session() as session:
            if result.ok:
                outbox.sent(session, message.alert_ids, channel, now=now)
            else:
                outbox.failed(
                    session,
                    message.alert_ids,
                    channel,
                    error=result.error or "通知服务没有接受",
                    now=now,
                    retry_at=lambda attempts: channels.retry_at(attempts, datetime.now(UTC), random.random()),
                    permanent=result.permanent,
                )
