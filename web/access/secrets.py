"""Tokens 访问令牌 as programs hold them."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from core.problems import UserProblem

MARK = "fzw_"  # so that whoever finds one lying about knows what it is
LONGEST_DAYS = 366
_NAME = 60


def fresh() -> str:
    """256 bits of chance; shown once, kept nowhere."""
    return MARK + token_urlsafe(32)


def named(text: str) -> str:
    """What a token is for, as one line. Raises UserProblem."""
    name = " ".join(text.split())
    if not name or len(name) > _NAME or not name.isprintable():
        raise UserProblem(f"请写明令牌的用途，不超过{_NAME}个字")
    return name


def over_at(now: datetime, days: int) -> datetime:
    """Raises UserProblem where that is too long."""
    if not 1 <= days <= LONGEST_DAYS:
        raise UserProblem(f"令牌的有效期为1到{LONGEST_DAYS}天")
    return now + timedelta(days=days)
