"""Two sequences laid beside each other: what of them is equal, in order. Bounded for any input."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

_MOST_CELLS = 16_000_000  # of the table of a longest common subsequence, a bit each


class Block(NamedTuple):
    """Items `start` to `end` of one sequence stand for items `other` to `other_end` of the other."""

    start: int
    end: int
    other: int
    other_end: int


def differing(one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """The blocks that differ, in order; what stands between them is equal.

    By a longest common subsequence where its table fits into memory; beyond that the sequences are first cut at the
    items that stand once in each, and a stretch without any is taken as wholly different.
    """
    return list(joined(_blocks(one, other, Block(0, len(one), 0, len(other)))))


def _blocks(one: Sequence[str], other: Sequence[str], within: Block) -> Iterator[Block]:
    todo = [within]
    while todo:
        block = trimmed(one, other, todo.pop())
        height, width = block.end - block.start, block.other_end - block.other
        if height * width <= _MOST_CELLS:
            yield from _subsequence(one, other, block)
        elif parts := _cut(one, other, block):
            todo.extend(reversed(parts))
        else:
            yield block


def trimmed(one: Sequence[str], other: Sequence[str], block: Block) -> Block:
    """Without what both begin and end with."""
    start, end, at, to = block
    while start < end and at < to and one[start] == other[at]:
        start, at = start + 1, at + 1
    while start < end and at < to and one[end - 1] == other[to - 1]:
        end, to = end - 1, to - 1
    return Block(start, end, at, to)


def _subsequence(one: Sequence[str], other: Sequence[str], block: Block) -> Iterator[Block]:
    start, end, at, to = block
    if start == end or at == to:
        if block != (start, start, at, at):
            yield block
        return
    for op in LCSseq.opcodes(one[start:end], other[at:to]):
        if op.tag != "equal":
            yield Block(start + op.src_start, start + op.src_end, at + op.dest_start, at + op.dest_end)


def _cut(one: Sequence[str], other: Sequence[str], block: Block) -> list[Block]:
    """The stretches between the items that stand once in each; nothing where there are none."""
    start, end, at, to = block
    counts, others = Counter(one[start:end]), Counter(other[at:to])
    places = {key: n for n, key in enumerate(other[at:to], at) if others[key] == 1}
    shared = [(n, places[one[n]]) for n in range(start, end) if counts[one[n]] == 1 and one[n] in places]
    anchors = rising(shared)
    edges = [(start - 1, at - 1), *anchors, (end, to)]
    return [Block(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(edges)] if anchors else []


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of `pairs` (ordered by their first) whose second rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        tails[at : at + 1], ends[at : at + 1] = [second], [n]
        before.append(ends[at - 1] if at else -1)
    run, n = [], ends[-1] if ends else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]


def joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks that touch are one."""
    last: Block | None = None
    for block in blocks:
        if last and (last.end, last.other_end) == (block.start, block.other):
            last = Block(last.start, block.end, last.other, block.other_end)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last
