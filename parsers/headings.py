"""One line as a heading: its level, its number, and what of it is title and what is text."""

import re
from dataclasses import dataclass

from parsers.numerals import small_number

_TEN = "[一二三四五六七八九十]{1,3}"
_PATTERNS = (
    (1, re.compile(rf"({_TEN})\s?[、.．]\s?(.*)")),
    (1, re.compile(rf"第({_TEN})(?:部分|章)\s?[、:：,，]?\s?(.*)")),
    (2, re.compile(rf"[（(]\s?({_TEN})\s?[)）]\s?[、.．]?\s?(.*)")),
    (3, re.compile(r"(\d{1,2})\s?[.．、]\s?(?!\d)(.*)")),
    (4, re.compile(r"[（(]\s?(\d{1,2})\s?[)）]\s?[、.．]?\s?(.*)")),
    (5, re.compile(r"([①-⑳])\s?[、.．]?\s?(.*)")),
)
_BARE_NUMBER = re.compile(r"(\d{1,2})([\u4e00-\u9fff“《].*)")
# behind a number these count things or name a time: no heading has lost its point here
_COUNTERS = frozenset(
    "年月日时分秒个件名人次起条项份家户处场期类万亿千百元倍届号级位支只台辆部批册"
    "篇款岁米亩吨天周季余多大中小上下至到以所"
)
_LONGEST_TITLE = 60
_LONGEST_LINE = 40  # of a heading that stands alone


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered line. `title` None: a sentence follows the number, not a heading; `text` is the rest of the line."""

    level: int
    number: str
    title: str | None
    text: str
    run_in: bool
    bare: bool = False  # the mark behind the number is missing
    ends: str = ""  # the mark that the line ends with, where it stands alone

    @property
    def value(self) -> int | None:
        return small_number(self.number)


def read_heading(line: str, awaited: int | None = None) -> Heading | None:
    """`line` as a numbered heading; `2加强…` only counts where 2 is `awaited`, the running list's next number."""
    for level, pattern in _PATTERNS:
        if (m := pattern.fullmatch(line)) and small_number(m.group(1)) is not None:
            return _split(level, m.group(1), m.group(2).strip())
    m = _BARE_NUMBER.fullmatch(line)
    if m and awaited is not None and int(m.group(1)) == awaited and m.group(2)[0] not in _COUNTERS:
        return _split(3, m.group(1), m.group(2), bare=True)
    return None


def _split(level: int, number: str, rest: str, bare: bool = False) -> Heading:
    """A heading alone in its line, a run-in heading with its text, or a numbered sentence."""
    stop = _first_stop(rest)
    if stop is None:
        whole = len(rest) <= _LONGEST_TITLE
        return Heading(level, number, rest if whole and rest else None, "" if whole else rest, not whole, bare)
    if stop + 1 >= len(rest):  # the only full mark is the last character
        return _alone(level, number, rest, bare)
    title = rest[:stop] if stop <= _LONGEST_TITLE else None
    return Heading(level, number, title, rest[stop + 1 :].strip() if title else rest, True, bare)


def _alone(level: int, number: str, rest: str, bare: bool) -> Heading:
    """One sentence with its end mark: whether it is a heading is seen from what follows (see outline)."""
    body = rest[:-1]
    return Heading(
        level, number, body if len(body) <= _LONGEST_TITLE else None, rest, len(rest) > _LONGEST_LINE, bare, rest[-1]
    )


def _first_stop(rest: str) -> int | None:
    """Where the first sentence ends; a colon ends a short heading too (1.加强领导：成立…)."""
    colon = re.match(r"[^，。；,;：:]{2,30}[:：](?=\S)", rest)
    if colon:
        return colon.end() - 1
    m = re.search(r"[。；;！？!?]", rest)
    return m.start() if m else None
