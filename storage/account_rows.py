"""Tables of who may look at the pages, and of what people changed by hand."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class AccountRow(Base):
    """A person who may look at the pages 用户. Never deleted: what they did stays theirs."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    offices: Mapped[list[str] | None]  # null: all
    password: Mapped[str | None]  # an argon2 hash; null: known to a proxy only
    made_at: Mapped[datetime]
    password_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class LoginRow(Base):
    """A login that goes on 登录. `key` is the digest of the secret that only the browser has."""

    __tablename__ = "logins"

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    began_at: Mapped[datetime]
    until_at: Mapped[datetime] = mapped_column(index=True)


class LoginTryRow(Base):
    """A try to log in 登录尝试. `key` is the digest of the name tried, or of the address it was tried from."""

    __tablename__ = "login_tries"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Base):
    """What a program shows instead of a password 访问令牌. `key` is the digest of the secret."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    offices: Mapped[list[str] | None]  # null: all that its maker sees
    made_at: Mapped[datetime]
    until_at: Mapped[datetime]
    used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class JournalRow(Base):
    """What a person changed by hand 操作记录. Rows are only ever added."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
