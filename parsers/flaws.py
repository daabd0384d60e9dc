"""Flaws of the published text 文本瑕疵: told with their place, never mended in the text itself."""

import re
from collections import Counter
from collections.abc import Iterator

from core.reports import TextWarning

# 20204月: the 年 between them is gone (an extractor dropped a text node of one character)
_YEAR_MONTH = re.compile(r"(20(?<!\d20)\d\d)(1[0-2]|[1-9])月")
_YEAR_DAY = re.compile(r"(20(?<!\d20)\d\d)年(1[0-2]|[1-9])(3[01]|[12]\d|0[1-9]|[1-9])日")
_NO_DAY = re.compile(
    r"(20(?<!\d20)\d\d)年(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])(?=[，,。；;]|召开|举[办行]|组织|开展|印发|起[，,])"
)
_YEAR_OF = re.compile(r"(20(?<!\d20)\d\d)度(?=法治|依法|全面|推进|工作|报告|述法)")
_DOUBLED = re.compile("[，。、；：,;] ?[，。、；：,;]+")
_PAGE_NUMBER = re.compile(
    r"\s?(?:[-—–－·]{1,2}\s?\d{1,3}\s?[-—–－·]{1,2}|第\s?\d{1,3}\s?页(?:[\s，,/]?共\s?\d{1,3}\s?页)?|\d{1,3}(?:\s?/\s?\d{1,3})?)\s?"
)
_LONGEST_PAGE_NUMBER = 16
_CLOSING = {"”": "“", "》": "《", "’": "‘", "）": "（", ")": "（"}
_OPENING = {"“": "“", "《": "《", "‘": "‘", "（": "（", "(": "（"}
_CLOSED_BY = {"“": "”", "《": "》", "‘": "’", "（": "）", "(": ")"}
_OPENED_BY = {"”": "“", "》": "《", "’": "‘", "）": "（", ")": "("}
_MOST_OPEN = 50  # marks that a paragraph leaves open: more are no quotation
_MARKS = re.compile("[“”《》‘’（）()]")
_MARKS_BY_LINE = re.compile("[“”《》‘’（）()\n]")
_PAIRS = ("（）", "()", "‘’", "《》", "“”")  # inner ones before outer ones
_LIST_NUMBER = re.compile(r"(?:^|[^0-9A-Za-z一二三四五六七八九十])[0-9A-Za-z一二三四五六七八九十]{1,3}$")  # 1）, a)


def find_flaws(body: str) -> tuple[TextWarning, ...]:
    """Lost and doubled characters that can be told for certain, and stray page numbers, in order of their place."""
    found = [*_lost_in_dates(body), *_doubled(body), *_lonely_marks(body), *_page_numbers(body), *_broken_bytes(body)]
    return tuple(sorted(found, key=lambda w: w.start))


def is_page_number(line: str) -> bool:
    """- 3 -, 第3页, 3/9, or a number of up to three digits by itself."""
    return len(line) <= _LONGEST_PAGE_NUMBER and bool(_PAGE_NUMBER.fullmatch(line))


def _lost_in_dates(body: str) -> Iterator[TextWarning]:
    for m in _YEAR_MONTH.finditer(body):
        yield _lost(m, "年", f"，读作{m.group(1)}年{m.group(2)}月")
    for m in _YEAR_DAY.finditer(body):
        if m.group(2) + m.group(3) in _CLEAR_DAYS:
            yield _lost(m, "月", f"，读作{m.group(1)}年{m.group(2)}月{int(m.group(3))}日")
    for m in _NO_DAY.finditer(body):
        yield _lost(m, "日", f"，读作{m.group()}日")
    for m in _YEAR_OF.finditer(body):
        yield _lost(m, "年", f"，读作{m.group(1)}年度")


# month and day run together that can be read in one way only: 415 is the 15th of April, 111 may be two days
_WRITTEN = Counter(text for m in range(1, 13) for d in range(1, 32) for text in {f"{m}{d}", f"{m}{d:02}"})
_CLEAR_DAYS = {f"{m}{d}" for m in range(1, 13) for d in range(10, 32) if _WRITTEN[f"{m}{d}"] == 1}


def _lost(m: re.Match[str], character: str, reading: str) -> TextWarning:
    return TextWarning("dropped_character", f"“{m.group()}”缺“{character}”字{reading}", m.start(), m.end())


def _doubled(body: str) -> Iterator[TextWarning]:
    for m in _DOUBLED.finditer(body):
        yield TextWarning("doubled_punctuation", f"标点“{m.group()}”重复或连用", m.start(), m.end())


def _lonely_marks(body: str) -> Iterator[TextWarning]:
    """Closing marks that nothing opened in their paragraph, and opening ones that nothing closes.

    Where one paragraph leaves a mark open and the next closes it, the paragraph was broken and no mark is lost.
    """
    if _is_paired(body):
        return
    start = 0
    before: list[tuple[int, str]] = []
    for line in body.split("\n"):
        opened, closed = _unpaired(line, start)
        for at, mark in closed:
            pair = next((n for n, (_, o) in enumerate(before) if _OPENING[o] == _CLOSING[mark]), None)
            if pair is None:
                yield TextWarning("dropped_character", f"“{mark}”前缺对应的“{_OPENED_BY[mark]}”", at, at + 1)
            else:
                del before[pair]
        yield from _unclosed(before)
        before = opened[:_MOST_OPEN]
        start += len(line) + 1
    yield from _unclosed(before)


def _is_paired(body: str) -> bool:
    """Whether pairs are all that there is, as in most texts: told at once, without a look at each line."""
    marks = "".join(_MARKS_BY_LINE.findall(body))
    for pair in _PAIRS:
        marks = marks.replace(pair, "")
    return not marks.strip("\n")


def _unclosed(opened: list[tuple[int, str]]) -> Iterator[TextWarning]:
    for at, mark in opened:
        yield TextWarning("dropped_character", f"“{mark}”后缺对应的“{_CLOSED_BY[mark]}”", at, at + 1)


def _unpaired(line: str, offset: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Marks left open in `line`, and closing ones without an opening one; both with their offsets."""
    open_marks: dict[str, list[tuple[int, str]]] = {}
    closed: list[tuple[int, str]] = []
    for m in _MARKS.finditer(line):
        mark = m.group()
        if mark in _OPENING:
            open_marks.setdefault(_OPENING[mark], []).append((offset + m.start(), mark))
        elif stack := open_marks.get(_CLOSING[mark]):
            stack.pop()
        elif mark not in "）)" or not _LIST_NUMBER.search(line[max(0, m.start() - 4) : m.start()]):
            closed.append((offset + m.start(), mark))
    return [pair for stack in open_marks.values() for pair in stack], closed


def _page_numbers(body: str) -> Iterator[TextWarning]:
    start = 0
    for line in body.split("\n"):
        if line and is_page_number(line):
            yield TextWarning("page_number", f"正文中夹有页码“{line}”", start, start + len(line))
        start += len(line) + 1


def _broken_bytes(body: str) -> Iterator[TextWarning]:
    for m in re.finditer("\ufffd+", body) if "\ufffd" in body else ():
        yield TextWarning("undecodable", "此处字符无法解码", m.start(), m.end())
