"""A text in the smallest parts that a diff may part: a figure, a date, a Latin word, else one character.

A part is told by its folded form (`core.differences.folded`); the white space behind it belongs to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.differences import folded_signs

_TENS = "[一二三四五六七八九十]{1,3}"
_DATE = (
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|(?<!\d)\d{4}([-./])\d{1,2}\1\d{1,2}(?!\d)"
    rf"|[〇零一二三四五六七八九]{{4}}年(?:{_TENS}月(?:{_TENS}日)?)?|{_TENS}月{_TENS}日|\d{{1,2}}:\d\d(?::\d\d)?(?!\d)"
)
_FIGURE = (
    r"(?:\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)*+)(?![A-Za-z])[百千万亿]*[%‰]?"
    r"|百分之[〇零一二三四五六七八九十百点]+|[一二三四五六七八九十百千万亿零〇两]+"
)
_WORD = r"https?://[!-~]+|[A-Za-z0-9]+(?:['_.@-][A-Za-z0-9]+)*"
_TOKEN = re.compile(rf"{_DATE}|{_FIGURE}|{_WORD}|.", re.S)
_FIGURES = re.compile(rf"(?:{_DATE}|{_FIGURE})\Z")
_ENDS = frozenset("。;!?")
_CLOSING = frozenset("\"')」』》】]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A stretch of `text` in parts: part i is `keys[i]` folded, and reads text[bounds[i]:bounds[i + 1]]."""

    text: str
    keys: list[str]
    bounds: list[int]

    def raw(self, start: int, end: int) -> str:
        return self.text[self.bounds[start] : self.bounds[end]]


def tokens(text: str, start: int, end: int) -> Tokens:
    """That stretch in parts; one of nothing but white space is one part with the key ""."""
    if start >= end:
        return Tokens(text, [], [start])
    signs = list(folded_signs(text[start:end]))
    found = list(_TOKEN.finditer("".join(sign for sign, _ in signs)))
    bounds = [start + signs[one.start()][1] for one in found]
    return Tokens(text, [one[0] for one in found] or [""], [start, *bounds[1:], end])


def is_figure(key: str) -> bool:
    """Whether a part is a number, a percentage or a date."""
    return bool(_FIGURES.match(key))


def sentences(parts: Tokens) -> Iterator[tuple[int, int]]:
    """The sentences and lines of a stretch, as runs of its parts."""
    begin, count = 0, len(parts.keys)
    for at, key in enumerate(parts.keys):
        followed = at + 1 < count and parts.keys[at + 1] in _CLOSING
        ended = (key in _ENDS and not followed) or (key in _CLOSING and at and parts.keys[at - 1] in _ENDS)
        if ended or at + 1 == count or "\n" in parts.raw(at, at + 1):
            yield begin, at + 1
            begin = at + 1
