"""Paragraphs broken in the middle 段落中断: told by what stands at the break, never joined in the text."""

import re
from collections.abc import Container, Iterator, Sequence

from core.reports import TextWarning
from parsers.flaws import is_page_number

_SHORTEST = 12
_SHOWN = 10
_ENDS = frozenset("。；;：:！？!?…”’」』）)》\t")
_POINT = re.compile(r"[一二三四五六七八九十]{1,2}[是要]|[（(]?\d")
_GOES_ON = re.compile("[，。；、）》”,;]")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))


def find_broken_paragraphs(lines: Sequence[str], titles: Container[int]) -> Iterator[TextWarning]:
    """A warning at the end of each line whose sentence goes on in the next; `titles`: lines that are only a heading."""
    start = 0
    width = 0  # of the line before, where that was broken off too
    for i, line in enumerate(lines):
        unended = len(line) >= _SHORTEST and "\t" not in line and line[-1] not in _ENDS and i not in titles
        follower = _follower(lines, i) if unended else None
        if follower is not None and follower not in titles and _goes_on(lines, i, follower, width):
            tail, head = line[-_SHOWN:], lines[follower][:_SHOWN]
            end = start + len(line)
            yield TextWarning("split_paragraph", f"段落在“{tail}”后中断，下接“{head}”", end - len(tail), end)
        width = len(line) if unended else 0
        start += len(line) + 1


def _follower(lines: Sequence[str], i: int) -> int | None:
    """The next line that is no page number."""
    return next((n for n in range(i + 1, min(i + 4, len(lines))) if not is_page_number(lines[n])), None)


def _goes_on(lines: Sequence[str], i: int, follower: int, width: int) -> bool:
    line, after = lines[i], lines[follower]
    if not after or "\t" in after:
        return False
    if _GOES_ON.match(after):
        return True
    if _POINT.match(after):
        return False
    parted = any(line.count(a) > line.count(b) and after.find(b) >= 0 > after.find(a) for a, b in _PAIRS)
    return line[-1] in "，,、" or follower > i + 1 or parted or (width >= 20 and abs(width - len(line)) <= 1)
