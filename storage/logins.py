"""Logins 登录: kept under the digest of a secret that only the browser has: a copy of the database opens nothing."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.accounts import Account
from storage.account_rows import AccountRow, LoginRow
from storage.accounts import account_of
from storage.sql import key_of


def begin(session: Session, account_id: int, secret: str, *, now: datetime, until: datetime) -> None:
    """Remembers a login, and forgets those whose time is over."""
    session.execute(delete(LoginRow).where(LoginRow.until_at <= now))
    session.add(LoginRow(key=key_of(secret), account_id=account_id, began_at=now, until_at=until))


def account(session: Session, secret: str, now: datetime) -> Account | None:
    """Whose login it is; None where it ended."""
    rows = select(AccountRow).join(LoginRow, LoginRow.account_id == AccountRow.id)
    going_on = LoginRow.key == key_of(secret), LoginRow.until_at > now, AccountRow.disabled_at.is_(None)
    row = session.scalar(rows.where(*going_on))
    return account_of(row) if row else None


def end(session: Session, secret: str) -> None:
    session.execute(delete(LoginRow).where(LoginRow.key == key_of(secret)))
