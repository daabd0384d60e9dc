"""Channels that refused for good 停用的通知渠道: nothing is tried over them until a test got through."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from storage.models import AlertRow, ChannelRow, DeliveryRow
from storage.sql import hits, insert_new

_UNSYNCED = {"synchronize_session": False}


def disabled(session: Session) -> dict[str, str]:
    """Why each channel that is disabled was."""
    rows = select(ChannelRow.channel, ChannelRow.reason).where(ChannelRow.enabled_at.is_(None))
    return dict(session.execute(rows).tuples().all())


def disable(session: Session, channel: str, *, office_id: str | None, reason: str, now: datetime) -> bool:
    """True for the one who disabled it. `reason` is Chinese and holds no address."""
    fields = {"office_id": office_id, "reason": reason, "disabled_at": now, "enabled_at": None, "enabled_by": None}
    if insert_new(session, ChannelRow, ["channel"], [{"channel": channel, **fields}]):
        return True
    mended = update(ChannelRow).where(ChannelRow.channel == channel, ChannelRow.enabled_at.is_not(None))
    return hits(session, mended.values(fields).execution_options(**_UNSYNCED)) == 1


def enable(session: Session, channel: str, *, by: str, now: datetime) -> bool:
    """What it refused may be tried again at once; False where it was not disabled."""
    refused = update(ChannelRow).where(ChannelRow.channel == channel, ChannelRow.enabled_at.is_(None))
    if hits(session, refused.values(enabled_at=now, enabled_by=by).execution_options(**_UNSYNCED)) != 1:
        return False
    given_up = DeliveryRow.channel == channel, DeliveryRow.state == "failed", DeliveryRow.next_attempt_at.is_(None)
    waiting = exists().where(DeliveryRow.alert_id == AlertRow.id, *given_up)
    again = update(AlertRow).where(AlertRow.state == "failed", waiting).values(state="queued")
    session.execute(again, execution_options=_UNSYNCED)
    session.execute(update(DeliveryRow).where(*given_up).values(next_attempt_at=now), execution_options=_UNSYNCED)
    return True
