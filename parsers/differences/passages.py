"""A stretch of the old text beside one of the new: sentences laid beside each other, changes marked inside them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from core.differences import Piece, PieceKind
from parsers.differences.align import Block, differing, joined
from parsers.differences.letters import changes, tightened
from parsers.differences.likeness import alike, in_order
from parsers.differences.tokens import Tokens, sentences

Runs = Sequence[tuple[int, int]]


def pieces_of(old: Tokens, new: Tokens, pairs: Mapping[str, int]) -> list[Piece]:
    """The pieces that cover both stretches; what was taken away stands before what was added in its place."""
    return list(_pieces(old, new, pairs))


def _pieces(old: Tokens, new: Tokens, pairs: Mapping[str, int]) -> Iterator[Piece]:
    one = other = 0
    for block in (tightened(block, old.keys, new.keys) for block in joined(_changes(old, new, pairs))):
        yield from _kept(old, one, new, other, block.start - one)
        yield from _changed(old, new, block)
        one, other = block.end, block.other_end
    yield from _kept(old, one, new, other, len(old.keys) - one)


def _changes(old: Tokens, new: Tokens, pairs: Mapping[str, int]) -> Iterator[Block]:
    """The blocks of parts that were changed."""
    ones, others = list(sentences(old)), list(sentences(new))
    olds = ["".join(old.keys[a:b]) for a, b in ones]
    news = ["".join(new.keys[a:b]) for a, b in others]
    for block in differing(olds, news):
        for group in _groups(olds, news, block):
            inner = _parts(ones, old, group.start, group.end), _parts(others, new, group.other, group.other_end)
            (a, b), (c, d) = inner
            for found in changes(old.keys[a:b], new.keys[c:d], pairs):
                yield Block(a + found.start, a + found.end, c + found.other, c + found.other_end)


def _parts(runs: Runs, within: Tokens, first: int, last: int) -> tuple[int, int]:
    start = runs[first][0] if first < len(runs) else len(within.keys)
    return start, runs[last - 1][1] if last > first else start


def _groups(olds: Sequence[str], news: Sequence[str], block: Block) -> Iterator[Block]:
    """Sentences that are versions of each other, and what stands between them, in order."""
    start, end, at, to = block
    last = Block(start, start, at, at)
    for like in in_order(alike(olds[start:end], news[at:to])):
        one, other = start + like.one, at + like.other
        if one < last.end or other < last.other_end:  # a sentence that was parted, or joined with the next
            last = Block(last.start, one + 1, last.other, other + 1)
            continue
        yield from (last, Block(last.end, one, last.other_end, other))
        last = Block(one, one + 1, other, other + 1)
    yield from (last, Block(last.end, end, last.other_end, to))


def _kept(old: Tokens, one: int, new: Tokens, other: int, count: int) -> Iterator[Piece]:
    """Parts that read the same, in runs of the same characters and of other ones."""
    same = (old.raw(one + n, one + n + 1) == new.raw(other + n, other + n + 1) for n in range(count))
    begin = 0
    for equal, run in groupby(same):
        end = begin + len(list(run))
        kind = PieceKind.KEPT if equal else PieceKind.VARIANT
        yield _piece(kind, old, new, Block(one + begin, one + end, other + begin, other + end))
        begin = end


def _changed(old: Tokens, new: Tokens, block: Block) -> Iterator[Piece]:
    gone = PieceKind.REMOVED if any(old.keys[block.start : block.end]) else PieceKind.VARIANT
    come = PieceKind.ADDED if any(new.keys[block.other : block.other_end]) else PieceKind.VARIANT
    if block.start < block.end:
        yield _piece(gone, old, new, block._replace(other_end=block.other))
    if block.other < block.other_end:
        yield _piece(come, old, new, block._replace(start=block.end))


def _piece(kind: PieceKind, old: Tokens, new: Tokens, block: Block) -> Piece:
    start, end, other, other_end = block
    return Piece(kind, old.raw(start, end), new.raw(other, other_end), old.bounds[start], new.bounds[other])
