"""Who looks at the pages, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do 角色: read; also decide by hand for the office; also see to the running of the whole."""

    READER = "reader"
    CLERK = "clerk"
    OPERATOR = "operator"

    def may(self, wanted: "Role") -> bool:
        return _RANKS[self] >= _RANKS[wanted]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks 读者. `offices`: the offices whose units they see (None: all). `csrf`: what their forms must send back.

    `name` stands beside whatever they change by hand.
    """

    name: str
    role: Role
    offices: frozenset[str] | None = None
    csrf: str = ""

    def sees(self, office_id: str) -> bool:
        return self.offices is None or office_id in self.offices

    def may(self, role: Role) -> bool:
        return self.role.may(role)
