"""Words as a reader searches for them 检索: what is typed, and where it stands in a text as published.

Width of characters, case of Latin letters, white space and a line break inside a sentence make no difference;
punctuation parts words. A text's *grams* are what an index can look up without reading it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import add
from unicodedata import normalize

from core.problems import UserProblem

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12
OFTEN = {2: 3, 3: 8}
"""How often a gram stands in 5,000 characters to count as said often, by level: 1 is once."""

_USUAL, _SHORTEST = 5000, 2500
_COMPATIBLE = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0xFE30, 0xFE50), range(0xFF01, 0xFFF0))
_SAME = {
    code: folded
    for code in chain.from_iterable(_COMPATIBLE)
    if len(folded := normalize("NFKC", chr(code)).lower()) == 1 and folded != chr(code)
} | {ord("○"): "〇", ord("_"): " "}
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_GAP = rf"[\s{_UNSEEN}]*"
_GAPS = re.compile(rf"[\s{_UNSEEN}]+")
_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"(?=([0-9a-z][^。]{2}|[^。][0-9a-z][^。]|[^。]{2}[0-9a-z]))")
_QUOTED = re.compile(r"[\"“”「『«](.+?)[\"“”」』»]")
_NUMBER = "[一二三四五六七八九十百]+"
_NUMBERED = rf"[ \t\u3000]*(?:第?{_NUMBER}[、.．章节条]|[（(](?:{_NUMBER}|\d+)[)）]|\d{{1,2}}[.．、])"
_HEADING_ENDS = re.compile(rf"^({_NUMBERED}.*)\n|\n(?={_NUMBERED})", re.MULTILINE)
_LIKE: dict[str, str] = {}
for _code, _folded in _SAME.items():
    _LIKE[_folded] = _LIKE.get(_folded, "") + re.escape(chr(_code))


class Unsearchable(UserProblem):
    """Nothing can be looked for so: the message (Chinese) says why and what would do."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase to look for, folded: it stands in a text as it is, but for what makes no difference."""

    text: str

    @property
    def grams(self) -> tuple[str, ...]:
        """What an index has to know of a text with this word."""
        return tuple(dict.fromkeys((*_grams(self.text), *_FIGURES.findall(self.text))))

    @property
    def sure(self) -> bool:
        """Whether every text with its grams has the word: then it is itself one of them."""
        return self.text in self.grams


@dataclass(frozen=True)
class Query:
    """What somebody looks for: every word, in any order 全部包含."""

    words: tuple[Word, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the words in a text as published, the longest first, each in a group of its own."""
        longest = sorted({word.text for word in self.words}, key=len, reverse=True)
        return re.compile("|".join(f"({_spelled(word)})" for word in longest), re.IGNORECASE)

    def missing(self, *texts: str) -> bool:
        """Whether one of the words stands in none of the texts."""
        each = zip(self.words, self._patterns, strict=True)
        return not all(any(word.text in text or p.search(text) for text in texts) for word, p in each)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_spelled(word.text), re.IGNORECASE) for word in self.words)


def asked(typed: str) -> Query:
    """What was typed as words: parted by white space and punctuation; in quotes, white space parts nothing.

    Raises Unsearchable.
    """
    if len(typed) > LONGEST_QUERY:
        raise Unsearchable(f"检索词太长（{len(typed)} 个字），最多 {LONGEST_QUERY} 个字，请只留下关键的几个词")
    whole = _QUOTED.sub(lambda found: f" {_GAPS.sub('', found[1])} ", _INVISIBLE.sub("", typed))
    words = tuple(dict.fromkeys(Word(text) for text in _WORD.findall(_same(whole))))
    if not words:
        raise Unsearchable("请输入要查找的字或词：标点和符号不参加检索" if typed.strip() else "请输入要查找的字或词")
    if len(words) > MOST_WORDS:
        raise Unsearchable(f"检索词太多（{len(words)} 个），最多 {MOST_WORDS} 个")
    return Query(words)


def counted(text: str) -> Counter[str]:
    """The grams of a text: pairs within a sentence and how often each stands there; once each single characters, and
    threes with a digit or Latin letter (pairs of these tell too little).
    """
    whole = _HEADING_ENDS.sub(lambda found: f"{found[1] or ''}。", text)
    runs = "。".join(_WORD.findall(fold(whole)))
    grams = Counter(map(add, runs, runs[1:]))
    singles = set(runs) - {"。"}
    for broken in [gram for gram in grams if "。" in gram]:
        del grams[broken]
    grams.update(singles | set(_FIGURES.findall(runs)))
    return grams


def levels(found: Counter[str], length: int) -> Iterator[tuple[int, str]]:
    """The pairs that a text of that length says often, with each level that they reach (see `OFTEN`)."""
    share = _USUAL / max(length, _SHORTEST)
    for level, times in OFTEN.items():
        enough = times / share
        yield from ((level, gram) for gram, count in found.items() if count >= enough and len(gram) == 2)


def fold(text: str) -> str:
    """A piece of a text as `Word` has it."""
    return _GAPS.sub("", _same(text))


def _same(text: str) -> str:
    return text.translate(_SAME).lower()


def _grams(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(max(len(run) - 1, 1)))


def _spelled(word: str) -> str:
    """A pattern for all spellings of a folded word; white space may stand between any two characters."""
    return _GAP.join(f"[{re.escape(c)}{_LIKE[c]}]" if c in _LIKE else re.escape(c) for c in word)
