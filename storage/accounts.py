"""Accounts 用户: who may look at the pages. Every change is in the journal, in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from core.accounts import ROLE_WORDS, Account, Role
from core.problems import UserProblem
from storage import journal
from storage.account_rows import AccountRow, LoginRow

_ANY = select(exists().select_from(AccountRow))


def add(
    session: Session,
    name: str,
    role: Role,
    offices: Collection[str] | None,
    password: str | None,
    *,
    by: str,
    at: datetime,
) -> Account:
    """`password`: an argon2 hash. Raises UserProblem where the name is taken, or the role and offices do not fit."""
    if _row(session, name) is not None:
        raise UserProblem(f"已经有用户 {name}（停用的用 users enable 恢复）")
    row = AccountRow(name=name, made_at=at, password=password, password_at=at if password else None)
    _give(row, role, offices)
    session.add(row)
    session.flush()
    journal.note(session, at=at, by=by, action=f"新增用户：{_rights(row)}", about=f"用户 {name}", reason="")
    return account_of(row)


def find(session: Session, name: str) -> Account | None:
    row = _row(session, name)
    return account_of(row) if row else None


def named(session: Session, name: str) -> Account:
    """Raises UserProblem where there is nobody of that name."""
    return account_of(_needed(session, name))


def every(session: Session) -> list[Account]:
    return [account_of(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.id))]


def any_known(session: Session) -> bool:
    """Whether anybody was ever given an account: from then on people have to say who they are."""
    return bool(session.scalar(_ANY))


def any_active(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(AccountRow.disabled_at.is_(None)))))


def set_password(session: Session, name: str, password: str, *, by: str, at: datetime) -> None:
    """Ends all of the person's logins. `password`: an argon2 hash."""
    row = _needed(session, name)
    row.password, row.password_at = password, at
    _end_logins(session, row)
    journal.note(session, at=at, by=by, action="修改密码", about=f"用户 {name}", reason="")


def rehash(session: Session, account_id: int, old: str, new: str) -> None:
    """The same password under today's parameters; nothing where it was changed meanwhile."""
    row = session.get(AccountRow, account_id)
    if row is not None and row.password == old:
        row.password = new


def set_role(
    session: Session, name: str, role: Role, offices: Collection[str] | None, *, by: str, at: datetime
) -> None:
    """What the person may do from their next look on. Raises UserProblem where role and offices do not fit."""
    row = _needed(session, name)
    before = _rights(row)
    _give(row, role, offices)
    journal.note(session, at=at, by=by, action=f"修改权限：{before} → {_rights(row)}", about=f"用户 {name}", reason="")


def disable(session: Session, name: str, *, by: str, at: datetime) -> bool:
    """Ends the person's logins, and lets their tokens rest; False where that was done already."""
    row = _needed(session, name)
    if row.disabled_at is not None:
        return False
    row.disabled_at = at
    _end_logins(session, row)
    journal.note(session, at=at, by=by, action="停用用户", about=f"用户 {name}", reason="")
    return True


def enable(session: Session, name: str, *, by: str, at: datetime) -> bool:
    """False where the person was not disabled."""
    row = _needed(session, name)
    if row.disabled_at is None:
        return False
    row.disabled_at = None
    journal.note(session, at=at, by=by, action="启用用户", about=f"用户 {name}", reason="")
    return True


def account_of(row: AccountRow) -> Account:
    offices = None if row.offices is None else frozenset(row.offices)
    return Account(row.id, row.name, Role(row.role), offices, row.password, row.made_at, row.disabled_at)


def _row(session: Session, name: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.name == name))


def _needed(session: Session, name: str) -> AccountRow:
    row = _row(session, name)
    if row is None:
        raise UserProblem(f"没有这个用户：{name}（users list 列出全部用户）")
    return row


def _give(row: AccountRow, role: Role, offices: Collection[str] | None) -> None:
    if role is Role.OPERATOR and offices is not None:
        raise UserProblem("运维（operator）看得到全部监督机关，不能限定；只看部分机关的请用 reader 或 clerk")
    row.role, row.offices = role.value, None if offices is None else sorted(offices)


def _rights(row: AccountRow) -> str:
    offices = "全部监督机关" if row.offices is None else "、".join(row.offices)
    return f"{ROLE_WORDS[Role(row.role)]}，{offices}"


def _end_logins(session: Session, row: AccountRow) -> None:
    session.execute(delete(LoginRow).where(LoginRow.account_id == row.id))
