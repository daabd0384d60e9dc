"""Passwords 密码: what is taken for one, and its argon2 hash."""

from functools import cache
from secrets import token_urlsafe
from threading import Lock
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from core.problems import UserProblem

SHORTEST, LONGEST = 12, 256
_DIFFERENT = 5
_HASHER = PasswordHasher()
# One check takes 64 MB and a core for a moment: a crowd at the door must not take all of both from any process.
_TURN = Lock()


def unfit(password: str, name: str) -> str | None:
    """Why it is refused (Chinese), None where it is taken."""
    plain = normalize("NFKC", password)
    if not SHORTEST <= len(plain) <= LONGEST:
        return f"密码要有{SHORTEST}到{LONGEST}个字符"
    if name.casefold() in plain.casefold():
        return "密码不能包含用户名"
    if len(set(plain)) < _DIFFERENT:
        return f"密码至少要有{_DIFFERENT}个不同的字符"
    return None


def hashed(password: str, name: str) -> str:
    """Raises UserProblem where the password is unfit."""
    if why := unfit(password, name):
        raise UserProblem(why)
    return hashed_again(password)


def hashed_again(password: str) -> str:
    """Of a password that was taken before, whatever is asked of new ones today."""
    with _TURN:
        return _HASHER.hash(normalize("NFKC", password))


def right(password: str, stored: str | None) -> bool:
    """`stored` None: there is nobody, or nobody with a password."""
    nobodys = _nobodys()
    try:
        with _TURN:
            _HASHER.verify(stored or nobodys, normalize("NFKC", password[: 4 * LONGEST]))
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    """Checked for a name that nobody has, so that the answer takes as long as for one that somebody has."""
    return _HASHER.hash(token_urlsafe())
