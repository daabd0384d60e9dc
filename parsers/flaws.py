"""Flaws of the published text 文本瑕疵: told with their place, never mended in the text itself."""

import re
from collections.abc import Iterator

from core.reports import TextWarning

# 20204月: the 年 between them is gone (an extractor dropped a text node of one character)
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)(1[0-2]|[1-9])月")
_QUOTES = {"”": "“", "》": "《", "’": "‘"}
_MARKS = re.compile("[“”《》‘’]")


def find_flaws(body: str) -> tuple[TextWarning, ...]:
    """Lost characters that can be told for certain, in order of their place."""
    return tuple(sorted([*_lost_years(body), *_lonely_marks(body), *_broken_bytes(body)], key=lambda w: w.start))


def _lost_years(body: str) -> Iterator[TextWarning]:
    for m in _YEAR_MONTH.finditer(body):
        detail = f"“{m.group()}”缺“年”字，读作{m.group(1)}年{m.group(2)}月"
        yield TextWarning("dropped_character", detail, m.start(), m.end())


def _lonely_marks(body: str) -> Iterator[TextWarning]:
    """Closing marks that nothing opened in their paragraph."""
    start = 0
    for line in body.split("\n"):
        opened = dict.fromkeys(_QUOTES.values(), 0)
        for m in _MARKS.finditer(line):
            i, c = m.start(), m.group()
            if c in opened:
                opened[c] += 1
            else:
                if not opened[_QUOTES[c]]:
                    yield TextWarning("dropped_character", f"“{c}”前缺对应的“{_QUOTES[c]}”", start + i, start + i + 1)
                opened[_QUOTES[c]] = max(0, opened[_QUOTES[c]] - 1)
        start += len(line) + 1


def _broken_bytes(body: str) -> Iterator[TextWarning]:
    for m in re.finditer("\ufffd+", body):
        yield TextWarning("undecodable", "此处字符无法解码", m.start(), m.end())
