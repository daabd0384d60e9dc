"""All dates seen with a report 所见日期, and which of them was taken for the day it was published."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.reports import DateSeen
from core.times import local_day
from evidence import words


class DateLine(NamedTuple):
    """`kind` and `value` in words; `chosen`: it is the one that counts."""

    kind: str
    value: str
    where: str
    chosen: bool


def date_lines(dates: Iterable[DateSeen], basis: str | None, published_at: datetime | None) -> list[DateLine]:
    """The dates in the order in which they were found; of several that agree the first counts."""
    rows: list[DateLine] = []
    chosen = False
    for seen in dates:
        takes = not chosen and seen.kind == basis and _same_day(seen.value, published_at)
        chosen = chosen or takes
        rows.append(
            DateLine(words.DATE_WORDS.get(seen.kind, seen.kind), words.stated(seen.value), seen.where, chosen=takes)
        )
    return rows


def _same_day(value: str, at: datetime | None) -> bool:
    return at is not None and value[:10] == local_day(at).isoformat()
