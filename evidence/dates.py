"""All dates seen with a report 所见日期, and which of them was taken for the day it was published."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.reports import DateSeen
from core.times import local_day
from evidence import words


class DateLine(NamedTuple):
    """`kind` and `value` in words; `where` as the reader of pages wrote it down; `chosen`: it is the one that counts.
    `place`: where, in words; `code`: what programs call it there, where it has no other name.
    """

    kind: str
    value: str
    where: str
    chosen: bool
    place: str
    code: str


_TAG = re.compile(r"^meta ([\w.:-]+)")
_HEADER = "Last-Modified"
_IN_PAGE, _BY_SERVER = "网页代码中的标记", "网站服务器的应答"
_CODES = re.compile(rf"\bmeta [\w.:-]+|\b{_HEADER}\b", re.ASCII)


def place_words(where: str) -> tuple[str, str]:
    """Where a date was found, in words, and what it is called there by programs."""
    if found := _TAG.match(where):
        return f"{_IN_PAGE}{where[found.end() :]}", found[1]
    if where.startswith(_HEADER):
        return f"{_BY_SERVER}{where.removeprefix(_HEADER)}", _HEADER
    return where, ""


def reason_words(reason: str) -> str:
    """Why a date was chosen, the places in words."""
    return _CODES.sub(lambda found: place_words(found[0])[0], reason).replace("页面、meta、", "页面、网页代码、")


def date_lines(dates: Iterable[DateSeen], basis: str | None, published_at: datetime | None) -> list[DateLine]:
    """The dates in the order in which they were found; of several that agree the first counts."""
    rows: list[DateLine] = []
    chosen = False
    for seen in dates:
        takes = not chosen and seen.kind == basis and _same_day(seen.value, published_at)
        chosen = chosen or takes
        kind = words.DATE_WORDS.get(seen.kind, seen.kind)
        rows.append(DateLine(kind, words.stated(seen.value), seen.where, takes, *place_words(seen.where)))
    return rows


def _same_day(value: str, at: datetime | None) -> bool:
    return at is not None and value[:10] == local_day(at).isoformat()
