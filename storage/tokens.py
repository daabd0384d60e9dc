"""Tokens 访问令牌 of programs: only their digests are kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from core.accounts import ROLE_WORDS, Account, Role, Token
from core.problems import UserProblem
from storage import journal
from storage.account_rows import AccountRow, TokenRow
from storage.accounts import account_of
from storage.sql import hits, key_of

_UNSYNCED = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class NewToken:
    """`offices` None: all that the maker sees."""

    name: str
    role: Role
    offices: Collection[str] | None
    until_at: datetime


def add(session: Session, maker: Account, new: NewToken, secret: str, *, by: str, at: datetime) -> int:
    """Remembers a token by its secret. Raises UserProblem where it would do more than its maker may."""
    if not maker.role.may(new.role):
        raise UserProblem(f"令牌的权限不能超过用户 {maker.name} 自己的（{ROLE_WORDS[maker.role]}）")
    if new.offices is not None and maker.offices is not None and (beyond := set(new.offices) - maker.offices):
        raise UserProblem(f"用户 {maker.name} 看不到这些监督机关：{'、'.join(sorted(beyond))}")
    if new.role is Role.OPERATOR and new.offices is not None:
        raise UserProblem("运维（operator）令牌看得到全部监督机关，不能限定")
    row = TokenRow(
        key=key_of(secret),
        account_id=maker.id,
        name=new.name,
        role=new.role.value,
        offices=None if new.offices is None else sorted(new.offices),
        made_at=at,
        until_at=new.until_at,
    )
    session.add(row)
    session.flush()
    _note(session, row, maker, "新增令牌", by=by, at=at)
    return row.id


def find(session: Session, secret: str, now: datetime) -> Token | None:
    """The token of that secret while it is good: neither revoked nor over, its maker not disabled."""
    good = TokenRow.revoked_at.is_(None), TokenRow.until_at > now, AccountRow.disabled_at.is_(None)
    found = session.execute(_with_makers().where(TokenRow.key == key_of(secret), *good)).tuples().first()
    return _token(*found) if found else None


def used(session: Session, token_id: int, day: date) -> None:
    session.execute(update(TokenRow).where(TokenRow.id == token_id).values(used_on=day), execution_options=_UNSYNCED)


def every(session: Session, *, maker: str | None = None) -> list[Token]:
    """All tokens there were (of one maker), in the order they were made."""
    rows = _with_makers().order_by(TokenRow.id)
    if maker is not None:
        rows = rows.where(AccountRow.name == maker)
    return [_token(*row) for row in session.execute(rows).tuples()]


def revoke(session: Session, token_id: int, *, by: str, at: datetime, maker: str | None = None) -> bool:
    """False where there is no such token (of that maker), or it was revoked before."""
    found = session.execute(_with_makers().where(TokenRow.id == token_id)).tuples().first()
    if found is None or (maker is not None and found[1].name != maker):
        return False
    going_on = update(TokenRow).where(TokenRow.id == token_id, TokenRow.revoked_at.is_(None))
    if hits(session, going_on.values(revoked_at=at).execution_options(**_UNSYNCED)) != 1:
        return False
    _note(session, found[0], account_of(found[1]), "撤销令牌", by=by, at=at)
    return True


def _with_makers() -> Select[tuple[TokenRow, AccountRow]]:
    return select(TokenRow, AccountRow).join(AccountRow, TokenRow.account_id == AccountRow.id)


def _note(session: Session, row: TokenRow, maker: Account, action: str, *, by: str, at: datetime) -> None:
    offices = "" if row.offices is None else f"，{'、'.join(row.offices)}"
    about = f"令牌 {row.id} 号（{row.name}），用户 {maker.name}"
    rights = f"{ROLE_WORDS[Role(row.role)]}{offices}"
    journal.note(session, at=at, by=by, action=f"{action}：{rights}", about=about, reason="")


def _token(row: TokenRow, maker: AccountRow) -> Token:
    offices = None if row.offices is None else frozenset(row.offices)
    return Token(
        id=row.id,
        name=row.name,
        maker=account_of(maker),
        role=Role(row.role),
        offices=offices,
        made_at=row.made_at,
        until_at=row.until_at,
        used_on=row.used_on,
        revoked_at=row.revoked_at,
    )
