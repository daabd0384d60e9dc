"""Deliveries: an alert over one channel, claimed by one sender at a time, tried again until it is sent or refused."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.models import AlertRow, DeliveryRow
from storage.sql import chunks, hits, insert_new

_UNCLAIMED = {"claimed_by": None, "claim_expires_at": None, "next_attempt_at": None}
_UNSYNCED = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Settled:
    """How many of the alerts are now sent over every channel, refused for good, still waiting, or sent over every
    channel that there is while another is lacking.
    """

    sent: int = 0
    failed: int = 0
    queued: int = 0
    lacking: int = 0


def claim(
    session: Session,
    alert_ids: Collection[int],
    channel: str,
    *,
    claimant: str,
    now: datetime,
    lease: timedelta,
    force: bool = False,
) -> tuple[int, ...]:
    """Those of the alerts that are now the claimant's to send over the channel, until `now` + `lease`.

    Free to claim is what was never tried, failed and is due again (with `force`: failed at all), or was claimed by
    somebody whose lease ran out. What was sent is never claimed again.
    """
    again = _free_again(now, force)
    mine = {"state": "claimed", "claimed_by": claimant, "claim_expires_at": now + lease}
    return tuple(
        alert_id
        for alert_id in sorted(alert_ids)  # one order for all claimants: no two wait for each other
        if _claim_new(session, alert_id, channel, mine) or _claim_again(session, alert_id, channel, mine, again)
    )


def free(
    session: Session, alert_ids: Collection[int], channel: str, *, now: datetime, force: bool = False
) -> frozenset[int]:
    """Those of the alerts that `claim` would give now, were nobody else about to claim them."""
    rows = select(DeliveryRow.alert_id, _free_again(now, force)).where(DeliveryRow.channel == channel)
    taken = {
        alert_id
        for some in chunks(sorted(alert_ids))
        for alert_id, again in session.execute(rows.where(DeliveryRow.alert_id.in_(some))).tuples()
        if not again
    }
    return frozenset(alert_ids) - taken


def _claim_new(session: Session, alert_id: int, channel: str, mine: dict[str, Any]) -> bool:
    row = {"alert_id": alert_id, "channel": channel, "attempts": 0, **mine}
    return insert_new(session, DeliveryRow, ["alert_id", "channel"], [row]) == 1


def _claim_again(
    session: Session, alert_id: int, channel: str, mine: dict[str, Any], again: ColumnElement[bool]
) -> bool:
    row = update(DeliveryRow).where(DeliveryRow.alert_id == alert_id, DeliveryRow.channel == channel, again)
    return hits(session, row.values(mine).execution_options(**_UNSYNCED)) == 1


def _free_again(now: datetime, force: bool) -> ColumnElement[bool]:
    failed = DeliveryRow.state == "failed"
    due = failed if force else and_(failed, DeliveryRow.next_attempt_at <= now)
    return or_(due, and_(DeliveryRow.state == "claimed", DeliveryRow.claim_expires_at <= now))


def sent(session: Session, alert_ids: Collection[int], channel: str, *, now: datetime) -> None:
    """The channel took them, which counts even where the sender's claim ran out meanwhile."""
    for some in chunks(sorted(alert_ids)):
        rows = update(DeliveryRow).where(DeliveryRow.alert_id.in_(some), DeliveryRow.channel == channel)
        done = {"state": "sent", "sent_at": now, "attempts": DeliveryRow.attempts + 1, "last_error": None}
        session.execute(rows.where(DeliveryRow.state != "sent").values(done | _UNCLAIMED), execution_options=_UNSYNCED)


def failed(
    session: Session,
    alert_ids: Collection[int],
    channel: str,
    *,
    claimant: str,
    error: str,
    now: datetime,
    next_attempt_at: datetime | None = None,
    retry_at: Callable[[int], datetime | None] | None = None,
    permanent: bool = False,
) -> None:
    """The channel did not take them: they rest until `next_attempt_at`, or for good when `permanent`. What is no
    longer the claimant's is left alone.

    `retry_at` gives the next attempt by the number of attempts made, each alert's own. `error` must hold no address.
    """
    mine = DeliveryRow.channel == channel, DeliveryRow.state == "claimed", DeliveryRow.claimed_by == claimant
    rows = select(DeliveryRow).where(*mine).order_by(DeliveryRow.alert_id).with_for_update()
    for some in chunks(sorted(alert_ids)):
        for row in session.scalars(rows.where(DeliveryRow.alert_id.in_(some))):
            row.state, row.last_error, row.attempts = "failed", error, row.attempts + 1
            row.claimed_by = row.claim_expires_at = None
            again_at = retry_at(row.attempts) if retry_at else next_attempt_at
            row.next_attempt_at = None if permanent else again_at or now
    session.flush()


def settle(
    session: Session, alert_ids: Collection[int], channels: Sequence[str], *, now: datetime, lacking: str | None = None
) -> Settled:
    """Sums up each alert over the channels that it should reach: sent when every one took it, failed when none is left
    to try and one refused it for good, queued else. Without channels nothing is settled.

    `lacking` says in Chinese (without any address) which channels it should reach besides, once they are set up: until
    then it stays queued.
    """
    states = [
        _settle(alert, deliveries, channels, now, lacking)
        for some in chunks(sorted(alert_ids))
        for alert, deliveries in _with_deliveries(session, some)
    ]
    session.flush()
    return Settled(**{state: states.count(state) for state in ("sent", "failed", "queued", "lacking")})


def _with_deliveries(session: Session, alert_ids: Sequence[int]) -> list[tuple[AlertRow, dict[str, DeliveryRow]]]:
    deliveries: dict[int, dict[str, DeliveryRow]] = {}
    for row in session.scalars(select(DeliveryRow).where(DeliveryRow.alert_id.in_(alert_ids))):
        deliveries.setdefault(row.alert_id, {})[row.channel] = row
    alerts = session.scalars(select(AlertRow).where(AlertRow.id.in_(alert_ids)).order_by(AlertRow.id))
    return [(alert, deliveries.get(alert.id, {})) for alert in alerts]


def _settle(
    alert: AlertRow, deliveries: dict[str, DeliveryRow], channels: Sequence[str], now: datetime, lacking: str | None
) -> str:
    if alert.state not in ("queued", "failed") or not channels:
        return alert.state
    tried = [deliveries[channel] for channel in channels if channel in deliveries]
    alert.attempts = sum(row.attempts for row in deliveries.values())
    alert.last_error = next((row.last_error for row in tried if row.state == "failed"), lacking)
    state = _state(tried, len(channels))
    alert.state = "queued" if lacking else state
    if alert.state == "sent":
        alert.sent_at = max((row.sent_at for row in tried if row.sent_at), default=now)
    return alert.state if not lacking else "lacking" if state == "sent" else "queued"


def _state(tried: Sequence[DeliveryRow], channels: int) -> str:
    given_up = [row for row in tried if row.state == "failed" and row.next_attempt_at is None]
    done = sum(row.state == "sent" for row in tried)
    if done == channels:
        return "sent"
    return "failed" if given_up and done + len(given_up) == channels else "queued"
