"""One channel of a desk, as one sender uses it: compose, claim, send, mark."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import gethostname
from uuid import uuid4

from alerts import channels, wording
from core.alerts import Message
from core.units import Recipient
from flows.desks import Desk
from storage import chain, channel_states, outbox
from storage.database import Database, Session
from storage.outbox import PendingAlert

# A claim is taken for one message, right before it is sent, and far outlives that (Apprise waits 10 s); one that was
# abandoned is free again after this.
CLAIM = timedelta(minutes=10)
_LINK = "链接："
_NO_FILES: tuple[channels.Attachment, ...] = ()


class Line:
    """`ledger` makes the file that goes with a mail. `now` is the product's clock; claims are held in real time."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        recipient: Recipient,
        *,
        now: datetime,
        force: bool,
        ledger: Callable[[], tuple[channels.Attachment, ...]] = lambda: _NO_FILES,
    ) -> None:
        self._database = database
        self._desk = desk
        self._recipient = recipient
        self._now = now
        self._force = force
        self._ledger = ledger
        self._limit = channels.body_limit(recipient.url)
        self._claimant = f"{gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.channel = channels.channel_key(recipient.url)
        self.disabled = False

    def send_all(self, alerts: Sequence[PendingAlert], note: str | None) -> None:
        """Those of the alerts that are free to be sent, as one message or, where they are many, some."""
        for message in self._compose(self._free(alerts), note):
            if self.disabled:
                return
            claimed = self._claim(message)
            if len(claimed) == len(message.alert_ids):
                self._send(message)
                continue
            # Another sender took some meanwhile: what is left to us makes a message of its own.
            for rest in self._compose([alert for alert in alerts if alert.id in claimed], note):
                self._send(rest)

    def _free(self, alerts: Sequence[PendingAlert]) -> list[PendingAlert]:
        ids = [alert.id for alert in alerts]
        with self._database.session() as session:
            free = outbox.free(session, ids, self.channel, now=datetime.now(UTC), force=self._force)
        return [alert for alert in alerts if alert.id in free]

    def _compose(self, alerts: Sequence[PendingAlert], note: str | None) -> tuple[Message, ...]:
        if not alerts:
            return ()
        with self._database.reading() as session:
            head = chain.head(session)
        told = [replace(a, body=short(a.body)) for a in alerts] if channels.is_chat(self._recipient.url) else alerts
        return wording.compose(
            told,
            office_name=self._desk.office.name,
            audience=self._desk.audience,
            limit=self._limit,
            head=head,
            note=note,
        )

    def _claim(self, message: Message) -> frozenset[int]:
        """Those alerts of the message that nobody else is sending or has sent: they are ours for `CLAIM`."""
        with self._database.session() as session:
            claimed = outbox.claim(
                session,
                message.alert_ids,
                self.channel,
                claimant=self._claimant,
                now=datetime.now(UTC),
                lease=CLAIM,
                force=self._force,
            )
        return frozenset(claimed)

    def _send(self, message: Message) -> None:
        recipient = self._recipient
        files = self._ledger() if channels.is_mail(recipient.url) else _NO_FILES
        result = channels.send(recipient.url, message, attachments=files, allow_private=recipient.allow_private)
        with self._database.session() as session:
            if result.ok:
                outbox.sent(session, message.alert_ids, self.channel, now=self._now)
            else:
                self._failed(session, message, result)

    def _failed(self, session: Session, message: Message, result: channels.SendResult) -> None:
        error = result.error or "通知服务没有接受"
        outbox.failed(
            session,
            message.alert_ids,
            self.channel,
            claimant=self._claimant,
            error=error,
            now=self._now,
            retry_at=lambda attempts: channels.retry_at(attempts, datetime.now(UTC), random.random()),
            permanent=result.permanent,
        )
        if result.permanent:
            self.disabled = True
            self._disable(session, error)

    def _disable(self, session: Session, error: str) -> None:
        """Told once, in the transaction that disables."""
        office_id = self._desk.office_id
        if channel_states.disable(session, self.channel, office_id=office_id, reason=error, now=self._now):
            alert = wording.channel_disabled_alert(self._desk.office.id, self.channel, error, self._now)
            outbox.queue(session, [replace(alert, office_id=office_id)], run_id=None)


def short(body: str) -> str:
    """What a chat is told of one alert: what happened, and where to look. The rest is in the mail and on the board."""
    facts = body.strip().split("\n\n", 1)[0].split("\n")
    return "\n".join([facts[0], *(line for line in facts[1:] if line.startswith(_LINK))])
