"""Who looks at the pages, and what they may do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do 角色: read; also decide by hand for the office; also see to the running of the whole."""

    READER = "reader"
    CLERK = "clerk"
    OPERATOR = "operator"

    def may(self, wanted: "Role") -> bool:
        return _RANKS[self] >= _RANKS[wanted]


_RANKS = {role: rank for rank, role in enumerate(Role)}
ROLE_WORDS = {Role.READER: "查看", Role.CLERK: "经办", Role.OPERATOR: "运维"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks 读者. `offices`: the offices whose units they see (None: all). `csrf`: what their forms must send back.

    `name` stands beside whatever they change by hand. `login`: they logged in here, and can log out.
    """

    name: str
    role: Role
    offices: frozenset[str] | None = None
    csrf: str = ""
    login: bool = False

    def sees(self, office_id: str) -> bool:
        return self.offices is None or office_id in self.offices

    def may(self, role: Role) -> bool:
        return self.role.may(role)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may look at the pages 用户. `offices`: those whose units they see (None: all).

    `password`: an argon2 hash; None for one whom only a proxy can name.
    """

    id: int
    name: str
    role: Role
    offices: frozenset[str] | None
    password: str | None
    made_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What a program shows instead of a password 访问令牌; it never does more than its maker may at that moment."""

    id: int
    name: str
    maker: Account
    role: Role
    offices: frozenset[str] | None
    made_at: datetime
    until_at: datetime
    used_on: date | None = None
    revoked_at: datetime | None = None


def lesser(one: Role, other: Role) -> Role:
    return one if other.may(one) else other


def within(one: Collection[str] | None, other: Collection[str] | None) -> frozenset[str] | None:
    """The offices that both see; None: all."""
    if one is None or other is None:
        both = other if one is None else one
        return None if both is None else frozenset(both)
    return frozenset(one) & frozenset(other)
