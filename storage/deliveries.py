"""Deliveries: an alert over one channel, claimed by one sender at a time, tried again until it is sent or refused."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from core.alerts import Event
from storage.models import AlertRow, DeliveryRow
from storage.sql import chunks, hits, insert_new

_UNCLAIMED = {"claimed_by": None, "claim_expires_at": None, "next_attempt_at": None}
_UNSYNCED = {"synchronize_session": False}
_FAULTS = (Event.DUE_SOON.value, Event.OVERDUE.value, Event.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Reach:
    """The channels that an alert should be sent over. `held`: why it waits, by channel, in Chinese; `blocked`: those of
    them that wait for a person. `passed`: why it is for none of the channels, where there is none.
    """

    channels: tuple[str, ...]
    held: Mapping[str, str] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    passed: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """How many of the alerts are now sent over every channel, refused for good, still to be tried again, sent over all
    channels that there are while another is lacking, held until their time, blocked until somebody mends a channel, or
    for nobody.
    """

    sent: int = 0
    failed: int = 0
    queued: int = 0
    lacking: int = 0
    held: int = 0
    blocked: int = 0
    silenced: int = 0


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
    somebody whose lease ran out. What was sent is never claimed again, and nothing that was silenced meanwhile.
    """
    again = _free_again(now, force)
    mine = {"state": "claimed", "claimed_by": claimant, "claim_expires_at": now + lease}
    return tuple(
        alert_id
        for alert_id in _waiting(session, alert_ids)  # one order for all claimants: no two wait for each other
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


def _waiting(session: Session, alert_ids: Collection[int]) -> list[int]:
    rows = select(AlertRow.id).where(AlertRow.state.in_(["queued", "failed"]))
    return sorted(i for some in chunks(sorted(alert_ids)) for i in session.scalars(rows.where(AlertRow.id.in_(some))))


def release_claims(session: Session, gone: Callable[[str], bool], now: datetime) -> int:
    """Ends the claims of senders that are gone, whose leases would run on; how many were held by such.

    What they were sending may have arrived: it is sent again, with the same key.
    """
    claimants = session.scalars(select(DeliveryRow.claimed_by).where(DeliveryRow.claimed_by.is_not(None)).distinct())
    return sum(_release(session, claimant, now) for claimant in claimants.all() if claimant and gone(claimant))


def _release(session: Session, claimant: str, now: datetime) -> int:
    theirs = DeliveryRow.claimed_by == claimant, DeliveryRow.state == "claimed"
    return hits(session, update(DeliveryRow).where(*theirs).values(claim_expires_at=now).execution_options(**_UNSYNCED))


def accused_over(session: Session, channel: str, unit_ids: Collection[str]) -> frozenset[tuple[str, int]]:
    """The units and report years of which a fault was told over the channel."""
    told = select(AlertRow.unit_id, AlertRow.report_year).join(DeliveryRow, DeliveryRow.alert_id == AlertRow.id)
    told = told.where(DeliveryRow.channel == channel, DeliveryRow.state == "sent", AlertRow.event.in_(_FAULTS))
    found = (
        key
        for some in chunks(sorted(unit_ids))
        for key in session.execute(told.where(AlertRow.unit_id.in_(some)).distinct()).tuples()
    )
    return frozenset((unit_id, year) for unit_id, year in found if unit_id is not None and year is not None)


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


def settle(session: Session, reaches: Mapping[int, Reach], *, now: datetime, lacking: str | None = None) -> Settled:
    """Sums up each alert over the channels that it should reach: sent when every one took it, failed when none is left
    to try and one refused it for good, silenced when it is for nobody, queued else.

    `lacking` says in Chinese (without any address) which channels it should reach besides, once they are set up: until
    then it stays queued.
    """
    states = [
        _settle(alert, deliveries, reaches[alert.id], now, lacking)
        for some in chunks(sorted(reaches))
        for alert, deliveries in _with_deliveries(session, some)
    ]
    session.flush()
    return Settled(**{state.name: states.count(state.name) for state in fields(Settled)})


def _with_deliveries(session: Session, alert_ids: Sequence[int]) -> list[tuple[AlertRow, dict[str, DeliveryRow]]]:
    deliveries: dict[int, dict[str, DeliveryRow]] = {}
    for row in session.scalars(select(DeliveryRow).where(DeliveryRow.alert_id.in_(alert_ids))):
        deliveries.setdefault(row.alert_id, {})[row.channel] = row
    alerts = session.scalars(select(AlertRow).where(AlertRow.id.in_(alert_ids)).order_by(AlertRow.id))
    return [(alert, deliveries.get(alert.id, {})) for alert in alerts]


def _settle(
    alert: AlertRow, deliveries: dict[str, DeliveryRow], reach: Reach, now: datetime, lacking: str | None
) -> str:
    if alert.state not in ("queued", "failed"):
        return alert.state
    tried = [deliveries[channel] for channel in reach.channels if channel in deliveries]
    alert.attempts = sum(row.attempts for row in deliveries.values())
    alert.last_error = next((row.last_error for row in tried if row.state == "failed"), lacking)
    state = _state(tried, reach)
    alert.state = "queued" if lacking else state
    if alert.state == "sent":
        alert.sent_at = max((row.sent_at for row in tried if row.sent_at), default=now)
    missing = {c for c in reach.channels if c not in deliveries or deliveries[c].state != "sent"}
    held = dict.fromkeys(reason for channel, reason in reach.held.items() if channel in missing)
    alert.held_because = "；".join(held) or (reach.passed if not reach.channels else None)
    return _counted(alert.state, state, missing, reach, lacking)


def _counted(settled: str, state: str, missing: set[str], reach: Reach, lacking: str | None) -> str:
    """As what an alert counts: one that waits may wait for its time, for a person, or to be tried again."""
    if lacking and state in ("sent", "silenced"):
        return "lacking"
    if settled == "queued" and missing and missing <= set(reach.held):
        return "blocked" if missing & reach.blocked else "held"
    return settled


def _state(tried: Sequence[DeliveryRow], reach: Reach) -> str:
    if not reach.channels:
        return "silenced"
    given_up = [row for row in tried if row.state == "failed" and row.next_attempt_at is None]
    done = sum(row.state == "sent" for row in tried)
    if done == len(reach.channels):
        return "sent"
    return "failed" if given_up and done + len(given_up) == len(reach.channels) else "queued"
