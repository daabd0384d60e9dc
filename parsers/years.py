"""Which year a report is about 报告年度, and whether its parts agree on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.reports import Item, Section, TextWarning
from parsers.numerals import year_in_digits

_OPENING = re.compile(r"(20\d\d)\s?年(?:以来|度|来|全年)?[,，]")
_NOW_REPORTED = re.compile(r"(?:现将|现就)[^。]{0,40}?(20\d\d)\s?年度?[^。]{0,40}?(?:报告|汇报|总结)如下")
_OF_THE_YEAR = re.compile(r"(20\d\d)\s?年度?(?:[^\s，。；]{0,8})?(?:法治政府建设|依法行政|法治建设)")
_IN_HEADING = re.compile(r"(?<!\d)(20\d\d)\s?年")


@dataclass(frozen=True, slots=True)
class YearFound:
    """The report year with its reason (Chinese), and a warning for each other year that title, text or list state."""

    year: int | None
    reason: str
    against: tuple[TextWarning, ...] = ()
    place: str | None = None  # where the year was read, in Chinese

    @property
    def conflict(self) -> bool:
        return bool(self.against)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A year as stated somewhere. `part` is the place in short, for the warning; `at` where it stands in the body."""

    year: int
    place: str
    part: str
    at: int | None = None


def settle_year(
    title_year: int | None, text: Sequence[str], outline: Sequence[Section], listed_year: int | None = None
) -> YearFound:
    """The title's year wins; without one the opening tells it, then the first heading, then a year by the subject.

    `listed_year` is the year in the list's title: it only serves to contradict. `text` is the body's lines.
    """
    opening, heading = _opening_year(text), _heading_year(text, outline)
    listed = _Stated(listed_year, "列表标题", "列表标题") if listed_year else None
    if title_year:
        title = _Stated(title_year, "标题", "标题")
        return _weighed(title, f"报告年度{title_year}取自标题", (opening, heading, listed))
    if told := opening or heading:
        where = "正文开头" if opening else "首个小标题"
        return _weighed(told, f"标题无年度，{where}写{told.year}年", (heading, listed))
    if m := _OF_THE_YEAR.search(_joined(text[:3])):
        told = _Stated(int(m.group(1)), "正文", "正文")
        return _weighed(told, f"标题无年度，正文提到“{m.group()}”", (listed,))
    return YearFound(None, "标题和正文都看不出报告年度")


def _weighed(told: _Stated, reason: str, others: Sequence[_Stated | None]) -> YearFound:
    """The year `told`, with all that contradicts it, each other year once."""
    against: dict[int, _Stated] = {}
    for other in others:
        if other and other.year != told.year:
            against.setdefault(other.year, other)
    if not against:
        return YearFound(told.year, reason, place=told.place)
    said = "，".join(f"{stated.place}写{stated.year}年" for stated in (told, *against.values()))
    warnings = tuple(_warning(told, other) for other in against.values())
    return YearFound(told.year, f"{said}，年度不一致", warnings, told.place)


def _warning(told: _Stated, other: _Stated) -> TextWarning:
    """Names both years, `told` first; its place is that of the other year's digits."""
    named = (told.place, other.place) if told.part == other.part else (told.part, other.part)
    detail = f"{named[0]}为{told.year}年，{named[1]}为{other.year}年"
    return TextWarning("year_conflict", detail, *((0, 0) if other.at is None else (other.at, other.at + 4)))


def _joined(text: Sequence[str]) -> str:
    return year_in_digits("\n".join(line[:2000] for line in text))


def _opening_year(text: Sequence[str]) -> _Stated | None:
    """The year that the opening paragraph begins with, or that it says it reports on."""
    first = _joined(text[:2])
    m = _OPENING.match(first) or _NOW_REPORTED.search(first)
    if not m:
        return None
    whole = first == year_in_digits("\n".join(text[:2]))  # else the offset is not the body's
    return _Stated(int(m.group(1)), "正文开头", "正文", m.start(1) if whole else None)


def _heading_year(text: Sequence[str], outline: Sequence[Section]) -> _Stated | None:
    """The year in the first top heading, unless that tells what is planned."""
    first = next(iter(outline), None)
    if first is None or first.item is Item.PLANS or not first.title:
        return None
    m = _IN_HEADING.search(year_in_digits(first.title))
    if not m:
        return None
    start = "\n".join(text).find(first.title)
    return _Stated(int(m.group(1)), "正文小标题", "正文", start + m.start(1) if start >= 0 else None)
