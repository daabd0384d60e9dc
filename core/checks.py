"""Checks in spells 检查记录: what a column gave again and again is one row, with the time of every check. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from core.times import SHANGHAI

_SECONDS = range(-(10**10), 10**11)  # such as have a date, in the fourth millennium at the latest


@dataclass(frozen=True, slots=True)
class Moment:
    """When a check was made (UTC, to the second), and the number of the run that made it."""

    second: int  # since 1970
    run: int

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.second, UTC)


@dataclass(frozen=True, slots=True)
class Spell:
    """Checks of a column that came out alike in one month 检查区间, in the order in which they were kept.

    `times`: for each check but the first ` <seconds>/<runs>` since the one before; where a clock was set back, the
    seconds are negative.
    """

    first_second: int
    first_run: int
    last_second: int
    last_run: int
    checks: int
    times: str = ""


def moments(spell: Spell) -> list[Moment]:
    """Every check of the spell. Raises ValueError where its row was damaged: its parts contradict each other."""
    found = [Moment(spell.first_second, spell.first_run)]
    for gap in spell.times.split():
        seconds, runs = map(int, gap.split("/"))
        found.append(Moment(found[-1].second + seconds, found[-1].run + runs))
    whole = (len(found), found[-1]) == (spell.checks, Moment(spell.last_second, spell.last_run))
    if not whole or any(moment.second not in _SECONDS for moment in found):
        raise ValueError(f"{len(found)} checks to {found[-1]}, but {spell}")
    return found


def second_of(at: datetime) -> int:
    return int(at.timestamp() // 1)


def month_of(at: datetime) -> int:
    """The month in Shanghai, as 202603. It bounds how long a row grows."""
    local = at.astimezone(SHANGHAI)
    return local.year * 100 + local.month


def list_digest(digests: Iterable[str]) -> str | None:
    """The SHA-256 of a list as it was read: of its page, or of the lines that the digests of its pages make."""
    pages = list(digests)
    if len(pages) < 2:
        return pages[0] if pages else None
    return sha256("".join(f"{digest}\n" for digest in pages).encode()).hexdigest()
