"""The outbox of one desk in memory: what would be sent in a moment, what waits and why. Routed by the real routing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts import channels, routing, wording
from core.alerts import Event
from core.duties import Status
from core.units import Recipient
from flows.desks import Desk
from flows.sending import short
from storage.outbox import PendingAlert

Key = tuple[str, int]

NO_CHANNEL = Recipient("", name="（没有设置通知渠道）")
_ACCUSING = {Event.DUE_SOON, Event.OVERDUE, Event.WITHDRAWN, Event.UNVERIFIED}  # over when the standing turns away
_TURNED = "状态已经改变，不再发送"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that would go out. `channel` is the kind of the service, nothing of its address; None: none is set."""

    at: datetime
    office: str | None
    to: str
    recipient: str
    channel: str | None
    title: str
    body: str
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Alerts (by key) that would wait at `at`, or with `dropped` not go to this recipient at all."""

    at: datetime
    office: str | None
    to: str
    recipient: str
    channel: str | None
    reason: str
    alerts: tuple[str, ...]
    dropped: bool = False


class Post:
    """What waits at a desk, and for whom. `sent` are pairs of alert and channel that went out before."""

    def __init__(self, desk: Desk, waiting: Iterable[PendingAlert], sent: Iterable[tuple[int, str]]) -> None:
        self.desk = desk
        self.waiting = {alert.id: alert for alert in waiting}
        self._recipients = desk.recipients or (NO_CHANNEL,)
        self._channels = {r: channels.channel_key(r.url) for r in self._recipients}
        self._sent = set(sent)
        self._accused: dict[Recipient, set[Key]] = {r: set() for r in self._recipients}
        self._explained: set[tuple[int, Recipient, str]] = set()
        self._closed = False  # when it last looked

    def accuse(self, channel: str, keys: Iterable[Key]) -> None:
        """Of these a fault was told over the channel before."""
        for recipient, own in self._channels.items():
            if own == channel:
                self._accused[recipient] |= set(keys)

    def add(self, alert: PendingAlert) -> None:
        self.waiting[alert.id] = alert

    def turned(self, statuses: Mapping[Key, Status], at: datetime) -> Iterator[Held]:
        """Standings that turned: what waits rests on something else now, and what they turned from is not sent."""
        stale: list[PendingAlert] = []
        for alert in list(self.waiting.values()):
            status = statuses.get((alert.unit_id or "", alert.report_year or 0))
            if status is None:
                continue
            self.waiting[alert.id] = replace(alert, standing=status)
            if alert.event in _ACCUSING and alert.event.value != status.value and not self._begun(alert):
                stale.append(self.waiting.pop(alert.id))
        if stale:
            for recipient in self._recipients:
                yield self._held(at, recipient, _TURNED, stale, dropped=True)

    def _begun(self, alert: PendingAlert) -> bool:
        return any((alert.id, channel) in self._sent for channel in self._channels.values())

    def opened(self, now: datetime) -> bool:
        """Whether the office may be told now, and could not when last looked: else an hour changes nothing."""
        return bool(self.waiting) and self._closed and routing.closed_because(self.desk.office, now) is None

    def deliver(self, now: datetime) -> Iterator[Sent | Held]:
        """What goes out now; of what does not, the reason, once."""
        self._closed = routing.closed_because(self.desk.office, now) is not None
        pending = list(self.waiting.values())
        routes = {
            r: routing.route(pending, r, self.desk.office, now, accused=self._accused[r]) for r in self._recipients
        }
        for recipient, routed in routes.items():
            for message in routed.messages:
                yield from self._send(recipient, message, routed.note, now)
            yield from self._explain(recipient, routed.held, now, dropped=False)
            yield from self._explain(recipient, routed.passed, now, dropped=True)
        for alert in pending:
            if all(alert.id in routed.passed or self._has(alert.id, r) for r, routed in routes.items()):
                del self.waiting[alert.id]

    def _has(self, alert_id: int, recipient: Recipient) -> bool:
        return (alert_id, self._channels[recipient]) in self._sent

    def _send(
        self, recipient: Recipient, alerts: Sequence[PendingAlert], note: str | None, now: datetime
    ) -> Iterator[Sent]:
        free = [alert for alert in alerts if not self._has(alert.id, recipient)]
        if not free:
            return
        desk, keys = self.desk, {alert.id: alert.key for alert in free}
        told, limit = _as_taken(free, recipient)
        for message in wording.compose(
            told, office_name=desk.office.name, audience=desk.audience, limit=limit, note=note
        ):
            of = tuple(keys[id_] for id_ in message.alert_ids)
            yield Sent(now, desk.office_id, desk.office.name, *self._names(recipient), message.title, message.body, of)
        self._sent |= {(alert.id, self._channels[recipient]) for alert in free}
        self._accused[recipient] |= {
            (a.unit_id, a.report_year) for a in free if a.event in _ACCUSING and a.unit_id and a.report_year is not None
        }

    def _explain(self, recipient: Recipient, why: Mapping[int, str], now: datetime, *, dropped: bool) -> Iterator[Held]:
        """Each alert once a recipient: a reason that only counts down is no news."""
        groups: dict[str, list[PendingAlert]] = {}
        for alert_id, reason in why.items():
            kind = (alert_id, recipient, "dropped" if dropped else "held")
            if kind not in self._explained and not self._has(alert_id, recipient):
                self._explained.add(kind)
                groups.setdefault(reason, []).append(self.waiting[alert_id])
        for reason, alerts in groups.items():
            yield self._held(now, recipient, reason, alerts, dropped=dropped)

    def _held(
        self, at: datetime, recipient: Recipient, reason: str, alerts: Sequence[PendingAlert], *, dropped: bool
    ) -> Held:
        desk, keys = self.desk, tuple(alert.key for alert in alerts)
        return Held(at, desk.office_id, desk.office.name, *self._names(recipient), reason, keys, dropped)

    def _names(self, recipient: Recipient) -> tuple[str, str | None]:
        """Who is meant, and by which kind of service; nothing of an address."""
        if recipient is NO_CHANNEL:
            lacking = f"，缺少环境变量 {'、'.join(self.desk.unset)}" if self.desk.unset else ""
            return f"没有设置通知渠道{lacking}", None
        number = self._recipients.index(recipient) + 1
        return recipient.name or f"第{number}个收件渠道", self._channels[recipient].partition(":")[0]


def _as_taken(alerts: Sequence[PendingAlert], recipient: Recipient) -> tuple[Sequence[PendingAlert], int]:
    """The alerts as long as the service wants them, and how long a message may be."""
    if recipient is NO_CHANNEL:
        return alerts, wording.BODY_LIMIT
    told = [replace(a, body=short(a.body)) for a in alerts] if channels.is_chat(recipient.url) else alerts
    return told, channels.body_limit(recipient.url)
