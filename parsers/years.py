"""Which year a report is about 报告年度, and whether its parts agree on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.reports import Item, Section
from parsers.numerals import year_in_digits

_OPENING = re.compile(r"(20\d\d)\s?年(?:以来|度|来|全年)?[,，]")
_NOW_REPORTED = re.compile(r"(?:现将|现就)[^。]{0,40}?(20\d\d)\s?年度?[^。]{0,40}?(?:报告|汇报|总结)如下")
_OF_THE_YEAR = re.compile(r"(20\d\d)\s?年度?(?:[^\s，。；]{0,8})?(?:法治政府建设|依法行政|法治建设)")
_IN_HEADING = re.compile(r"(?<!\d)(20\d\d)\s?年")


@dataclass(frozen=True, slots=True)
class YearFound:
    """The report year with its reason (Chinese), and whether heading or opening contradict the title."""

    year: int | None
    reason: str
    conflict: bool = False


def settle_year(
    title_year: int | None, text: Sequence[str], outline: Sequence[Section], listed_year: int | None = None
) -> YearFound:
    """The title's year wins; without one the opening tells it, then the first heading, then a year by the subject.

    `listed_year` is the year in the list's title: it only serves to contradict.
    """
    opening, heading = _opening_year(text), _heading_year(outline)
    if title_year:
        places = (("正文开头", opening), ("正文小标题", heading), ("列表标题", listed_year))
        against = next((f"{place}写{year}年" for place, year in places if year and year != title_year), None)
        if against:
            return YearFound(title_year, f"标题写{title_year}年，{against}，年度不一致", conflict=True)
        return YearFound(title_year, f"报告年度{title_year}取自标题")
    if opening and heading and opening != heading:
        return YearFound(opening, f"正文开头写{opening}年，小标题写{heading}年，年度不一致", conflict=True)
    if year := opening or heading:
        return YearFound(year, f"标题无年度，{'正文开头' if opening else '首个小标题'}写{year}年")
    if m := _OF_THE_YEAR.search(_joined(text[:3])):
        return YearFound(int(m.group(1)), f"标题无年度，正文提到“{m.group()}”")
    return YearFound(None, "标题和正文都看不出报告年度")


def _joined(text: Sequence[str]) -> str:
    return year_in_digits("\n".join(line[:2000] for line in text))


def _opening_year(text: Sequence[str]) -> int | None:
    """The year that the opening paragraph begins with, or that it says it reports on."""
    first = _joined(text[:2])
    m = _OPENING.match(first) or _NOW_REPORTED.search(first)
    return int(m.group(1)) if m else None


def _heading_year(outline: Sequence[Section]) -> int | None:
    """The year in the first top heading, unless that tells what is planned."""
    first = next(iter(outline), None)
    if first is None or first.item is Item.PLANS or not first.title:
        return None
    m = _IN_HEADING.search(year_in_digits(first.title))
    return int(m.group(1)) if m else None
