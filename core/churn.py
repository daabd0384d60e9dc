"""Churn that is only noise 自行变化: the same few lines differing at every reading, and no words of the report."""

import re
from collections.abc import Sequence
from itertools import pairwise

from core.volatile import differing_shapes

TURNS = 3  # so many differences in a row
MOST_LINES = 4

# Nothing that ends a sentence: a figure in the report's own words is never taken for a counter.
_SENTENCE = re.compile("[。；;！!？?]")
_COUNTER = re.compile(
    "浏览|阅读|点击|访问|人气|下载(?:次数|量|#|[:：(])|在线|(?:当前|现在|系统|打印|更新|刷新)时间|今天是?|今日|"
    "星期|天气|气温|农历|您是第|倒计时"
)
_CLOCK = re.compile(r"(?=.*(?:[年月日:]|#[-/.]#[-/.]#))[#年月日时分秒:\-/.,~ ()TZ]+")  # a bare number may be a figure


def restless_lines(texts: Sequence[str]) -> tuple[str, ...]:
    """The lines (numbers as #) that change by themselves, of a report's latest texts, oldest first.

    Those that came or went at each of the last TURNS differences, a few, none of them a sentence of the report.
    """
    if len(texts) <= TURNS:
        return ()
    each = [differing_shapes(*pair) for pair in pairwise(texts[-TURNS - 1 :])]
    always = {shape for shape in each[0] if _idle(shape) and all(shape in shapes for shapes in each[1:])}
    most = {shape: max(shapes[shape] for shapes in each) for shape in always}
    lines = [shape for shape in sorted(always) for _ in range(most[shape])]
    return tuple(lines) if len(lines) <= MOST_LINES else ()


def _idle(shape: str) -> bool:
    return not _SENTENCE.search(shape) and bool(_COUNTER.search(shape) or _CLOCK.fullmatch(shape))


def clock_as_date(days: Sequence[tuple[str | None, str]]) -> bool:
    """Whether the date that a page gives is only the day it was asked: (its date, the day of asking), oldest first."""
    latest = days[-TURNS:]
    return len(latest) == TURNS and len(set(latest)) == TURNS and all(said == asked for said, asked in latest)
