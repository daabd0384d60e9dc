"""Headings printed without a number 无序号标题: only those that name a statutory content and nothing else."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from core.reports import Item
from parsers.items import item_of
from parsers.marks import Mark, Style

_LONGEST = 36
_BEGINS = re.compile(
    r"(?:20\d\d\s?年|[本全今上]年|主要|基本|总体|工作|存在|法治|推进|依法|党政|下一?步|下一?年|下一?阶段|明年|今后|不足|问题|取得|特色|其他)"
)
_ENDS = re.compile(
    r"(?:举措|做法|措施|情况|成效|进展|亮点|特色|成绩|问题|不足|短板|困难|原因|差距|职责|打算|安排|计划|思路|重点|目标|方向|设想|事项|环节)[：:]?$"
)
_PUNCTUATION = re.compile(r"[。；;！？!?\t]|[，,：:](?=.*[，,：:])|\d{1,2}[件次人名个]")


def content_headings(lines: Sequence[str], marks: Mapping[int, Mark]) -> list[int]:
    """The lines that are top headings without number; `marks` are the numbered headings by line.

    In a text without 一、 at least two of them must name different contents; among 一、 二、 … one stands only where
    its number is missing, or behind the last, and names what no numbered heading names.
    """
    numbered = {
        *marks,
        *(i + 1 for i, mark in marks.items() if not mark.rest),
    }  # the title of a number that stands alone
    found = {i: item for i, line in enumerate(lines[:-1]) if i not in numbered and (item := _content(line))}
    if not found or any(mark.style is Style.PART for mark in marks.values()):
        return []
    tops = {i: mark for i, mark in marks.items() if mark.style is Style.CHINESE}
    if tops:
        return _missing(found, tops)
    once = len({lines[i] for i in found}) == len(found)  # labels inside every section come again and again
    return list(found) if once and len(set(found.values())) > 1 else []


def _content(line: str) -> Item | None:
    if len(line) > _LONGEST or not _BEGINS.match(line) or not _ENDS.search(line) or _PUNCTUATION.search(line):
        return None
    item = item_of(line, None)
    return item if item is not Item.OTHER or line.startswith("其他") else None


def _missing(found: Mapping[int, Item], tops: Mapping[int, Mark]) -> list[int]:
    """Those of `found` that stand where a number is missing among `tops`, and name what none of these names."""
    named = {item_of(mark.rest[:_LONGEST], None) for mark in tops.values()}
    lines, values = list(tops), [0, *(mark.value for mark in tops.values())]
    values.append(values[-1] + 2)
    places = {i: bisect_right(lines, i) for i in found}
    return [i for i, item in found.items() if item not in named and values[places[i] + 1] == values[places[i]] + 2]
