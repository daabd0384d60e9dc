"""Runs that two folded texts share, found left to right through an index of short seeds: time grows linearly."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.similarity.stock import SEED

_PLACES = 8  # a seed that stands in more places than these is looked up in the first ones only
_GAP = 30  # an edit of so many characters, on either side, does not break a passage (a short sentence)


@dataclass(frozen=True, slots=True)
class Run:
    """`length` characters from `start` in one text equal those from `other` in the other."""

    start: int
    other: int
    length: int


def shared_runs(mine: str, theirs: str) -> Iterator[Run]:
    """Greedy from the left, each as long as it goes; runs do not overlap in `mine`."""
    index = _index(theirs)
    at, last = 0, len(mine) - SEED
    while at <= last:
        places = index.get(mine[at : at + SEED])
        if places is None:
            at += 1
            continue
        run = max((Run(at, place, _length(mine, at, theirs, place)) for place in places), key=lambda run: run.length)
        yield run
        at += run.length


def _index(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for place in range(len(text) - SEED + 1):
        places = index[text[place : place + SEED]]
        if len(places) < _PLACES:
            places.append(place)
    return dict(index)


def _length(mine: str, start: int, theirs: str, other: int) -> int:
    """How long the texts agree from there; whole blocks first, then letter by letter."""
    length, block = SEED, 64
    most = min(len(mine) - start, len(theirs) - other)
    while block:
        while length + block <= most and mine.startswith(
            theirs[other + length : other + length + block], start + length
        ):
            length += block
        block //= 2
    return length


def passages(runs: Iterator[Run]) -> Iterator[tuple[Run, ...]]:
    """Runs that follow each other in both texts with small gaps: one passage, lightly edited."""
    chain: list[Run] = []
    for run in runs:
        if chain and not _follows(chain[-1], run):
            yield tuple(chain)
            chain = []
        chain.append(run)
    if chain:
        yield tuple(chain)


def _follows(before: Run, run: Run) -> bool:
    gap = run.start - before.start - before.length
    other_gap = run.other - before.other - before.length
    return gap <= _GAP and 0 <= other_gap <= _GAP
