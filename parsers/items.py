"""Which statutory content 法定内容 a section holds, and whether the report covers all four of them.

Told by words, never by position: reports put the contents in any order and leave some inside others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from core.reports import Coverage, Item, Section

_WORDS: tuple[tuple[Item, re.Pattern[str]], ...] = (
    (Item.LEADERSHIP, re.compile(r"第一责任|党政主要负责人|主要负责(?:人|同志).{0,6}履行|主要领导.{0,6}履职")),
    (Item.PROBLEMS, re.compile(r"不足|问题|困难|短板|薄弱|差距|弱项|欠缺")),
    (
        Item.PLANS,
        re.compile(
            r"下一(?:步|年|阶段)|下(?:年度|步|阶段)|明年|来年|今后|未来|打算|思路|工作(?:计划|安排|设想|目标|重点)|努力方向|目标(?:任务)?|展望|规划|计划|改进(?:措施|方向)"
        ),
    ),
    (Item.MEASURES, re.compile(r"举措|成效|做法|情况|进展|亮点|成绩|成果|工作|措施|落实|推进|回顾|总结|特色|经验")),
)
_FULFILLED = re.compile(r"(?:完成|落实|推进|执行|开展|进展|实施)情况|成效")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?年")

_PROOF: dict[Item, re.Pattern[str]] = {
    Item.MEASURES: re.compile(r"(?:举措|成效|做法|取得了?[^。]{0,12}(?:成绩|进展|成果))"),
    Item.PROBLEMS: re.compile(
        r"存在[^。；]{0,16}(?:问题|不足|差距|短板|困难|薄弱)|(?:不足|问题|短板)[^。]{0,6}(?:主要|表现)|尚有[^。]{0,8}差距"
    ),
    Item.LEADERSHIP: re.compile(r"第一责任"),
    Item.PLANS: re.compile(r"下一步|下一年|下一阶段|明年|今后[^。]{0,10}(?:工作|将)|下年度"),
}


def item_of(title: str, report_year: int | None) -> Item:
    """The content that a top heading names; of several (存在的问题和下一步打算) the first named."""
    found = [(m.start(), rank, item) for item, rank, m in _named(title, report_year)]
    if any(item is Item.LEADERSHIP for _, _, item in found):
        return Item.LEADERSHIP
    return min(found)[2] if found else Item.OTHER


def _named(title: str, report_year: int | None) -> Iterator[tuple[Item, int, re.Match[str]]]:
    """The contents that `title` names; general words (情况, 工作) only tell measures where nothing else is named."""
    years = [int(y) for y in _YEAR.findall(title)]
    coming = bool(report_year and years and min(years) > report_year)
    found = [(item, rank, m) for rank, (item, words) in enumerate(_WORDS) if (m := words.search(title))]
    if _FULFILLED.search(title) and not coming:
        found = [f for f in found if f[0] is not Item.PLANS]
    if coming and not any(f[0] in (Item.PLANS, Item.PROBLEMS) for f in found):
        yield Item.PLANS, 0, _YEAR.search(title)  # type: ignore[misc]
        return
    special = [f for f in found if f[0] is not Item.MEASURES]
    yield from special or found


def judge_coverage(outline: Sequence[Section], body: str, report_year: int | None) -> dict[str, Coverage]:
    """For each of the four contents: its own section, embedded in another, or missing."""
    own = {item for section in outline for item in items_of(section, report_year)}
    return {
        item.value: Coverage.SECTION
        if item in own
        else Coverage.EMBEDDED
        if _embedded(item, outline, body)
        else Coverage.MISSING
        for item in (Item.MEASURES, Item.PROBLEMS, Item.LEADERSHIP, Item.PLANS)
    }


def items_of(section: Section, report_year: int | None) -> frozenset[Item]:
    """All contents that a top section's heading names: a joint section counts for each."""
    if not section.title:
        return frozenset({section.item} if section.item else ())
    named = {item for item, _, _ in _named(section.title, report_year)}
    return frozenset(named | ({section.item} if section.item else set()))


def _embedded(item: Item, outline: Sequence[Section], body: str) -> bool:
    if _PROOF[item].search(body):
        return True
    return any(
        item_of(title, None) is item
        for section in outline
        for title in _titles_below(section)
        if item is not Item.MEASURES
    )


def _titles_below(section: Section) -> Iterable[str]:
    for child in section.children:
        if child.title:
            yield child.title
        yield from _titles_below(child)
