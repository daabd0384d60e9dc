"""Which passages of two texts are versions of each other, by the pairs of characters that they share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PLACES = 12  # a pair of characters that stands in more passages tells nothing
_LEAST = 0.4  # of the shorter passage's pairs
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Like:
    """Passage `one` of the old text and `other` of the new share `shared` pairs, that part of the shorter's."""

    one: int
    other: int
    shared: int
    part: float


def alike(olds: Sequence[str], news: Sequence[str]) -> list[Like]:
    """Passages that share enough, in order. Through an index: time grows with the length of the texts."""
    mine, theirs = [_pairs(text) for text in olds], [_pairs(text) for text in news]
    index: dict[str, list[int]] = defaultdict(list)
    for n, pairs in enumerate(mine):
        for pair in pairs:
            index[pair].append(n)
    found = (like for m, pairs in enumerate(theirs) for like in _likes(m, pairs, mine, index))
    return sorted(found, key=lambda like: (like.one, like.other))


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def _likes(other: int, pairs: set[str], mine: Sequence[set[str]], index: Mapping[str, list[int]]) -> list[Like]:
    shared: dict[int, int] = defaultdict(int)
    for pair in pairs:
        places = index.get(pair, ())
        if len(places) <= _PLACES:
            for one in places:
                shared[one] += 1
    likes = [Like(one, other, n, n / min(len(pairs), len(mine[one]))) for one, n in shared.items() if n >= _FEWEST]
    return [like for like in likes if like.part >= _LEAST]


def in_order(likes: Sequence[Like]) -> list[Like]:
    """Of `likes` (in order) those that can stand beside each other without crossing, with the most in common.

    A passage may stand beside several: it was parted in two, or two were joined.
    """
    best = _favoured(likes)
    heights = _Heights(max((like.other for like in best), default=0) + 1)
    before: list[int] = []
    ends: dict[int, int] = {}
    for n, like in enumerate(best):
        total, last = heights.highest(like.other)
        before.append(last)
        heights.put(like.other, total + like.shared, n)
        ends[n] = total + like.shared
    chain, at = [], max(ends, key=lambda n: ends[n], default=-1)
    while at >= 0:
        chain.append(best[at])
        at = before[at]
    return chain[::-1]


def _favoured(likes: Sequence[Like]) -> list[Like]:
    """Those that are the best for at least one of their two passages."""
    ones: dict[int, int] = defaultdict(int)
    others: dict[int, int] = defaultdict(int)
    for like in likes:
        ones[like.one] = max(ones[like.one], like.shared)
        others[like.other] = max(others[like.other], like.shared)
    return [like for like in likes if like.shared in (ones[like.one], others[like.other])]


class _Heights:
    """The highest sum that ends at or before a place, and which link it ends with: a Fenwick tree."""

    def __init__(self, size: int) -> None:
        self.tree = [(0, -1)] * (size + 1)

    def highest(self, place: int) -> tuple[int, int]:
        found, at = (0, -1), place + 1
        while at:
            found, at = max(found, self.tree[at]), at & (at - 1)
        return found

    def put(self, place: int, total: int, link: int) -> None:
        at = place + 1
        while at < len(self.tree):
            self.tree[at] = max(self.tree[at], (total, link))
            at += at & -at
