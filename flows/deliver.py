"""The delivering stage: queued alerts become messages, one an audience and channel; what cannot be sent waits."""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from alerts import channels, wording
from core.alerts import Audience, Message
from core.units import Registry
from flows.progress import report as report_progress
from flows.run import Run
from registry import expand_channels
from settings import Settings, environment
from storage import chain, outbox
from storage.database import Database
from storage.outbox import PendingAlert

# A claim is taken for one message, right before it is sent, and far outlives that (Apprise waits 10 s); one that was
# abandoned is free again after this.
CLAIM = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who receives: one office, or the operator (office_id None). `unset`: variables that channels still wait for."""

    audience: Audience
    office_id: str | None
    name: str
    urls: tuple[str, ...]
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """Alerts newly sent, alerts that could not be sent now, alerts that wait for a channel to be set up."""

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
        urls, unset = expand_channels(office.notify, environment)
        yield Desk(Audience.OFFICE, office.id, office.name, urls, unset)


def deliver(
    database: Database, registry: Registry, settings: Settings, *, force: bool = False, office_ids: Sequence[str] = ()
) -> Delivered:
    """Sends what is queued, and what was refused for good over channels that are new since.

    `force` tries again at once what is waiting for its next attempt, and what was refused for good.
    """
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


def _serve(database: Database, desk: Desk, now: datetime, *, force: bool) -> Delivered:
    with database.session() as session:
        pending = outbox.pending(session, now=now, audience=desk.audience, office=desk.office_id, force=True)
    if not pending:
        return Delivered()
    if not desk.urls:
        return Delivered(without_channel=len(pending))
    for url in desk.urls:
        _send_over(_Line(database, desk, url, force), pending, now)
    keys = [channels.channel_key(url) for url in desk.urls]
    lacking = f"还有通知渠道的环境变量没有设置：{'、'.join(desk.unset)}" if desk.unset else None
    with database.session() as session:
        counts = outbox.settle(session, [alert.id for alert in pending], keys, now=now, lacking=lacking)
    report_progress(f"发送提醒（{desk.name}）", counts.sent, len(pending))
    return Delivered(counts.sent, len(pending) - counts.sent - counts.lacking, counts.lacking)


def _send_over(line: "_Line", pending: Sequence[PendingAlert], now: datetime) -> None:
    for message in line.compose(line.free(pending)):
        claimed = line.claim(message)
        if len(claimed) == len(message.alert_ids):
            line.send(message, now)
            continue
        # Another sender took some meanwhile: what is left to us makes a message of its own.
        for rest in line.compose([alert for alert in pending if alert.id in claimed]):
            line.send(rest, now)


class _Line:
    """One channel of a desk, as one sender uses it."""

    def __init__(self, database: Database, desk: Desk, url: str, force: bool) -> None:
        self._database = database
        self._desk = desk
        self._url = url
        self._force = force
        self._channel = channels.channel_key(url)
        self._limit = channels.body_limit(url)
        self._claimant = f"{os.getpid()}-{uuid4().hex[:8]}"

    def free(self, pending: Sequence[PendingAlert]) -> list[PendingAlert]:
        ids = [alert.id for alert in pending]
        with self._database.session() as session:
            free = outbox.free(session, ids, self._channel, now=datetime.now(UTC), force=self._force)
        return [alert for alert in pending if alert.id in free]

    def compose(self, alerts: Sequence[PendingAlert]) -> tuple[Message, ...]:
        desk = self._desk
        with self._database.reading() as session:
            head = chain.head(session)
        return wording.compose(alerts, office_name=desk.name, audience=desk.audience, limit=self._limit, head=head)

    def claim(self, message: Message) -> frozenset[int]:
        """Those alerts of the message that nobody else is sending or has sent: they are ours for `CLAIM`."""
        with self._database.session() as session:
            claimed = outbox.claim(
                session,
                message.alert_ids,
                self._channel,
                claimant=self._claimant,
                now=datetime.now(UTC),
                lease=CLAIM,
                force=self._force,
            )
        return frozenset(claimed)

    def send(self, message: Message, now: datetime) -> None:
        result = channels.send(self._url, message)
        with self._database.session() as session:
            if result.ok:
                outbox.sent(session, message.alert_ids, self._channel, now=now)
            else:
                outbox.failed(
                    session,
                    message.alert_ids,
                    self._channel,
                    claimant=self._claimant,
                    error=result.error or "通知服务没有接受",
                    now=now,
                    retry_at=lambda attempts: channels.retry_at(attempts, datetime.now(UTC), random.random()),
                    permanent=result.permanent,
                )
