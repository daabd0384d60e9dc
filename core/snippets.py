"""The places of a text where words stand 片段, each with as much around it as a reader needs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from core.search_text import Query

_MOST_HITS = 1000
_MOST_PLACES = 8  # of each word, that are weighed
_BEFORE, _AFTER = 36, 60  # characters, where no sentence begins or ends nearer
_ENDS = "。！？；!?;\n"
_END = re.compile(f"[{_ENDS}]")


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` is body[start:]; `marks` are offsets in it. `first`: which of all places of the body its first mark is,
    from 1 on. `cut`: whether the sentence goes on before and behind it.
    """

    start: int
    text: str
    marks: tuple[tuple[int, int], ...]
    first: int
    cut: tuple[bool, bool]


@dataclass(slots=True)
class _Window:
    start: int
    end: int
    first: int
    marks: list[tuple[int, int]]
    words: set[int]


def snippets(body: str, query: Query, most: int = 2) -> list[Snippet]:
    """The sentences that have the most different words, in the order of the text."""
    windows = list(_windows(body, query))
    chosen = sorted(_best(windows, most), key=lambda window: window.start)
    return [_snippet(body, window) for window in chosen]


def _windows(body: str, query: Query) -> Iterator[_Window]:
    """The sentences around the first places of each word."""
    window: _Window | None = None
    places: Counter[int] = Counter()
    for number, hit in enumerate(islice(query.pattern.finditer(body), _MOST_HITS), start=1):
        word = hit.lastindex or 0
        if window is not None and hit.end() <= window.end:
            window.marks.append(hit.span())
            window.words.add(word)
        elif places[word] < _MOST_PLACES:
            if window is not None:
                yield window
            start = max(_sentence_start(body, hit.start()), window.end if window else 0)
            window = _Window(start, _sentence_end(body, hit.end()), number, [hit.span()], {word})
        elif min(places.values()) >= _MOST_PLACES and len(places) == len(query.words):
            break
        places[word] += 1
    if window is not None:
        yield window


def _sentence_start(body: str, at: int) -> int:
    nearest = max(at - _BEFORE, 0)
    return max(nearest, *(body.rfind(end, nearest, at) + 1 for end in _ENDS))


def _sentence_end(body: str, at: int) -> int:
    found = _END.search(body, at, at + _AFTER)
    return min(at + _AFTER, len(body)) if found is None else found.end() - (found[0] == "\n")


def _best(windows: Sequence[_Window], most: int) -> Iterator[_Window]:
    """Each time the one with most words that are not shown yet."""
    rest, shown = list(windows), set[int]()
    while rest and most > 0:
        best = max(rest, key=lambda w: (len(w.words - shown), len(w.words), len(w.marks), -w.start))
        yield best
        rest.remove(best)
        shown |= best.words
        most -= 1


def _snippet(body: str, window: _Window) -> Snippet:
    start, end = window.start, window.end
    marks = tuple((a - start, b - start) for a, b in window.marks)
    before = start > 0 and not _END.match(body, start - 1)
    after = end < len(body) and not _END.match(body, end - 1) and body[end] != "\n"
    return Snippet(start, body[start:end], marks, window.first, (before, after))
