"""A body as it is compared: width folded, blanks and punctuation left out, names, years and numbers masked."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

NAME = "\ue001"  # private use: no published text holds them
NUMBER = "\ue002"

_ENDINGS = re.compile(
    r"(?:人民政府|街道办事处|政府办事处|办事处|管理委员会|管委会|工作委员会|党工委|委员会|党组|党委|委|局|政府)$"
)
_PLACE_END = re.compile(r"(?:街道|新区|开发区|[镇乡街区县市州旗省])$")
_ABOVE = re.compile(r"^中共|^(?:[^\W\d_]{2,8}?(?:自治区|自治州|省|市|区|县|旗|州))")
_WE = r"[我全本](?:街道|[镇乡街县区市省局委办院])"
_YEAR = "[〇○零一二三四五六七八九]{4}(?=年)"
_PLAIN = re.compile(r"[0-9０-９][0-9０-９.,．，]*|" + _YEAR + "|" + _WE + r"|[^\W_]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` with where each of its characters stands in the body: from `starts[i]` to before `ends[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def between(self, start: int, end: int) -> int:
        """How many of its characters stand in that part of the body."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)


def fold(body: str, names: Iterable[str] = ()) -> Folded:
    """The body folded. `names` and their usual short forms become one sign, so do numbers, years, and 我镇 我局."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _tokens(tuple(sorted(set(names)))).finditer(body):
        starts.append(found.start())
        ends.append(found.end())
        letters.append(_letter(found[0], named=found.lastindex is not None))
    return Folded("".join(letters), starts, ends)


def _letter(token: str, *, named: bool) -> str:
    if named or (len(token) > 1 and token[0] in "我全本"):
        return NAME
    if len(token) > 1 or token.isdecimal():
        return NUMBER
    return token if "\u4e00" <= token <= "\u9fff" else normalize("NFKC", token)[0].lower()


@lru_cache(maxsize=256)
def _tokens(names: tuple[str, ...]) -> re.Pattern[str]:
    forms = sorted({form for name in names for form in short_forms(name)}, key=lambda form: (-len(form), form))
    if not forms:
        return _PLAIN
    return re.compile(f"({'|'.join(map(re.escape, forms))})|{_PLAIN.pattern}")


def short_forms(name: str) -> set[str]:
    """A unit's name, and what its own text calls it: without the places above it, its kind of organ, its 镇 or 街道."""
    forms = {name}
    below = name
    while (above := _ABOVE.match(below)) and _ENDINGS.sub("", below[above.end() :]):
        below = below[above.end() :]
        forms |= {below, above[0]}
    for form in tuple(forms):
        seat = _ENDINGS.sub("", form)
        forms |= {seat, _PLACE_END.sub("", seat)}
    return {form for form in forms if len(form) >= 2} - {"中共"}
