"""Tries to log in 登录尝试, counted for all processes that answer. Kept as digests: people type passwords for names."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from storage.account_rows import LoginTryRow
from storage.sql import LOGGING_IN, key_of, take_turn

_NONE = timedelta()


def wait(session: Session, limits: Mapping[str, int], window: timedelta, now: datetime) -> timedelta:
    """How long until one more try of each key is within its limit of tries in a window; nothing where it is now."""
    return max(_until(session, key_of(key), limit, window, now) for key, limit in limits.items())


def count(session: Session, limits: Mapping[str, int], window: timedelta, now: datetime) -> timedelta:
    """Counts a try of each key, where it may be made now; else how long until it may. Tries follow each other."""
    take_turn(session.connection(), LOGGING_IN)
    if (waits := wait(session, limits, window, now)) > _NONE:
        return waits
    # what lies far ahead was written before the clock was set back
    over = or_(LoginTryRow.at <= now - window, LoginTryRow.at > now + window)
    session.execute(delete(LoginTryRow).where(over))
    session.add_all(LoginTryRow(key=key_of(key), at=now) for key in limits)
    return _NONE


def forgive(session: Session, key: str, *, whole: bool) -> None:
    """Forgets the last try of a key, or (`whole`) every one."""
    digest = key_of(key)
    last = (
        select(LoginTryRow.id).where(LoginTryRow.key == digest).order_by(LoginTryRow.at.desc(), LoginTryRow.id.desc())
    )
    these = LoginTryRow.key == digest if whole else LoginTryRow.id == last.limit(1).scalar_subquery()
    session.execute(delete(LoginTryRow).where(these))


def _until(session: Session, digest: str, limit: int, window: timedelta, now: datetime) -> timedelta:
    """The try that stands in the way is the one so many before the last."""
    tries = select(LoginTryRow.at).where(LoginTryRow.key == digest, LoginTryRow.at > now - window)
    at = session.scalars(tries.order_by(LoginTryRow.at.desc()).offset(limit - 1).limit(1)).first()
    return _NONE if at is None else at + window - now
