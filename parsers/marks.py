"""The number that a line begins with 层次序数: its style, its value, and how far it can be trusted."""

import re
from dataclasses import dataclass
from enum import IntEnum

from parsers.numerals import bare_numeral, small_number


class Style(IntEnum):
    """Numbering styles, outer before inner as GB/T 9704 orders them (一、 （一） 1. （1）)."""

    PART = 0  # 第一部分, 第一章
    CHINESE = 1  # 一、
    BRACKETED = 2  # （一）
    ARABIC = 3  # 1.
    ARABIC_BRACKETED = 4  # （1）, 1)
    CIRCLED = 5  # ①
    ORDINAL = 6  # 第一，: stands anywhere


@dataclass(slots=True)
class Mark:
    """A line's number. `start`/`end`: the numeral's place in the line; `rest`: what follows the number.

    Not `sure`: the punctuation is wrong or gone, so it counts only where the running list awaits it.
    """

    style: Style
    number: str
    value: int
    start: int
    end: int
    rest: str
    sure: bool = True
    bare: bool = False  # nothing at all stands behind the numeral


_HAN = "[一二三四五六七八九十⼀⼆⼋⼗]{1,3}|[壹贰叁肆伍陆柒捌玖拾]{1,2}"
_ARABIC = "[0-9０-９]{1,2}"
_POINT = r"[、.．]"
_TEXT = r"(?=[\u4e00-\u9fff“《])"
_SURE: tuple[tuple[Style, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        (Style.CHINESE, rf"({_HAN})\s?{_POINT}(?:\s?{_POINT})?"),
        (Style.BRACKETED, rf"[（(〔【\[]\s?({_HAN})\s?(?:[)）〕】\]]\s?(?:{_POINT}|[:：])?|{_POINT})"),
        (Style.BRACKETED, rf"({_HAN})\s?[)）]\s?{_POINT}?"),
        (Style.BRACKETED, rf"([㈠-㈩])\s?{_POINT}?"),
        (Style.ARABIC, rf"({_ARABIC})\s?{_POINT}(?:\s?{_POINT})?(?!\s?[0-9０-９%％])"),
        (Style.ARABIC, rf"({_ARABIC})\s?{_POINT}\s?(?=20\d\d\s?年|12345)"),
        (Style.ARABIC, rf"([⒈-⒛])\s?{_POINT}?"),
        (Style.ARABIC_BRACKETED, rf"[（(〔【\[]\s?({_ARABIC})\s?(?:[)）〕】\]]\s?(?:{_POINT}|[:：])?|{_POINT}(?!\d))"),
        (Style.ARABIC_BRACKETED, rf"({_ARABIC})\s?[)）]\s?{_POINT}?"),
        (Style.ARABIC_BRACKETED, rf"([⑴-⒇])\s?{_POINT}?"),
        (Style.CIRCLED, rf"([①-⑳])\s?{_POINT}?"),
        (Style.PART, rf"第\s?({_HAN}|{_ARABIC})\s?(?:部分|章|篇|编)(?:\s?[、.．:：,，]|\s|$)"),
    )
)
_WEAK: tuple[tuple[Style, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        (Style.PART, rf"第\s?({_HAN}|{_ARABIC})\s?(?:部分|章|篇|编)(?![是的为将中以和与至到])"),
        (Style.ORDINAL, rf"第\s?({_HAN})\s?[、,，:：.．]"),
        (Style.CHINESE, r"([—–－ー])\s?、"),  # a dash that is meant for 一
        (Style.CHINESE, rf"({_HAN})(?:\s?[,，:：。;；]|\s|{_TEXT})"),
        (Style.BRACKETED, rf"[（(〔]\s?({_HAN}){_TEXT}"),
        (Style.ARABIC, rf"({_ARABIC})(?:\s?[,，:：;；](?!\d)|\s(?!\d)|{_TEXT})"),
    )
)
_FIRST = frozenset(
    "一二三四五六七八九十⼀⼆⼋⼗—–－ー壹贰叁肆伍陆柒捌玖拾第（(〔【[0123456789０１２３４５６７８９"
) | frozenset(chr(c) for first, last in ("㈠㈩", "⒈⒛", "⑴⒇", "①⑳") for c in range(ord(first), ord(last) + 1))
# behind a numeral without its point these count things or name a time: 2个村, 一年来, 三项制度, 一是
_COUNTED = frozenset(
    "年月日时分秒个件名人次起条项份家户处场期类万亿千百元倍届号级位支只台辆部批册篇款岁米亩吨天周季余多大中小上下至到以所"
    "是要来方则些般样旦直律致定切同流系列站网窗线心带把股张套轮段种点面层村镇乡区县市省国校院和与及或、％%℃"
    "一二三四五六七八九十农孩胎审重"
)
# but these words begin a title, though their first character also counts things
_BEGINS = re.compile(
    "下一?(?:步|年|阶段)|及时|切实|大[力胆兴]|多[措元方点维渠]|重[点视大]|定期|同步|系统|以[^上下内来]|把[好握]|审[慎查核]"
    "|网[格上]|层层|面[向对]|直面|和谐|方便|小微|上[下门]|中[心介]|农[村民业]|村居|家庭|国有"
)
# 一、二季度, 三、四级: two numbers of one phrase
_RANGE = re.compile("([二三四五六七八九十])(?=[、级类季期审线产层等批年月号])")


def read_mark(line: str) -> Mark | None:
    """The number at the head of `line`; None where the line begins with anything else, or is a table's row."""
    if line[:1] not in _FIRST or "\t" in line:
        return None
    return _sure(line) or _weak(line)


def _sure(line: str) -> Mark | None:
    for style, pattern in _SURE:
        if m := pattern.match(line):
            mark = _mark(style, m, line)
            return mark if mark and not _in_range(mark) else None
    return None


def _weak(line: str) -> Mark | None:
    for style, pattern in _WEAK:
        if (m := pattern.match(line)) and (mark := _mark(style, m, line, sure=False)):
            return None if _in_range(mark) or _counts(mark) else mark
    return None


def _mark(style: Style, m: re.Match[str], line: str, sure: bool = True) -> Mark | None:
    value = small_number(m.group(1))
    if not value:
        return None
    rest = line[m.end() :].strip()
    bare = not sure and m.end() == m.end(1)
    return Mark(style, bare_numeral(m.group(1)), value, m.start(1), m.end(1), rest, sure, bare)


def _in_range(mark: Mark) -> bool:
    """一、二季度 and 第一、第二产业 are no headings, 一、三项制度落实情况 is one."""
    m = _RANGE.match(mark.rest)
    return bool(m and small_number(m.group(1)) == mark.value + 1) or (
        mark.style is Style.ORDINAL and mark.rest[:1] in _COUNTED | {"第"}
    )


def _counts(mark: Mark) -> bool:
    return mark.bare and mark.rest[:1] in _COUNTED and not _BEGINS.match(mark.rest)
