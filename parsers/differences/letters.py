"""The changes inside a passage, as a person would mark them: whole words and clauses, not chance letters."""

from collections.abc import Mapping, Sequence

from parsers.differences.align import Block, differing, trimmed
from parsers.differences.tokens import is_figure
from parsers.differences.words import whole_words

CLAUSE_ENDS = frozenset("，,。.;；!！?？:：、")
_SENTENCE_ENDS = frozenset("。;!?")
_OPENING = frozenset("(〔《「『【[")
_CLOSING = frozenset(")〕》」』】]")
_LEAST_KEPT = 0.3  # less of the shorter passage: nothing was kept, it was written anew
_BESIDE = 4  # a comma kept between rewritings so much longer than itself is no longer the same comma


def changes(one: Sequence[str], other: Sequence[str], pairs: Mapping[str, int]) -> list[Block]:
    """The parts of a passage that were changed, in order. `pairs`: see `whole_words`."""
    found = _merged(differing(one, other), one, other)
    kept = len(one) - sum(block.end - block.start for block in found)
    if kept < _LEAST_KEPT * min(len(one), len(other)):
        return [Block(0, len(one), 0, len(other))]
    return whole_words(_slid(found, one, other), one, other, pairs)


def tightened(block: Block, one: Sequence[str], other: Sequence[str]) -> Block:
    """Without the clauses and the closing mark that both sides of a change begin and end with."""
    start, end, at, to = trimmed(one, other, block)
    while start > block.start and one[start - 1] not in CLAUSE_ENDS:
        start, at = start - 1, at - 1
    while end < block.end and one[end] not in CLAUSE_ENDS:
        end, to = end + 1, to + 1
    return Block(start, end, at, to)


def _merged(blocks: Sequence[Block], one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """Changes that only a chance letter parts are one change."""
    done: list[Block] = []
    for following in blocks:
        block = following
        while done and _chance(done[-1], block, one, other):
            last = done.pop()
            block = Block(last.start, block.end, last.other, block.other_end)
        done.append(block)
    return done


def _chance(last: Block, block: Block, one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether what was kept between two changes is too little beside them to be read as kept."""
    count, least = block.start - last.end, min(_size(last), _size(block))
    if count > least:
        return False
    kept = one[last.end : block.start]
    if any(map(is_figure, kept)) or (_of_figures(last, one, other) and _of_figures(block, one, other)):
        return False
    return count * (_BESIDE if any(key in CLAUSE_ENDS for key in kept) else 1) <= least


def _size(block: Block) -> int:
    return max(block.end - block.start, block.other_end - block.other)


def _of_figures(block: Block, one: Sequence[str], other: Sequence[str]) -> bool:
    start, end, at, to = block
    return all(map(is_figure, one[start:end])) and all(map(is_figure, other[at:to]))


def _slid(blocks: Sequence[Block], one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """What was only added or only taken away often fits in several places: it stands where a clause begins or ends."""
    done: list[Block] = []
    for n, block in enumerate(blocks):
        low = done[-1].end if done else 0
        high = blocks[n + 1].start if n + 1 < len(blocks) else len(one)
        if block.start == block.end:
            shift = _shift(other, block.other, block.other_end, block.start - low, high - block.end)
        elif block.other == block.other_end:
            shift = _shift(one, block.start, block.end, block.start - low, high - block.end)
        else:
            shift = 0
        done.append(Block(*(edge + shift for edge in block)))
    return done


def _shift(keys: Sequence[str], start: int, end: int, back: int, on: int) -> int:
    """How far a run may best be shifted: at most `back` to the left or `on` to the right."""
    left = 0
    while left < back and keys[start - left - 1] == keys[end - left - 1]:
        left += 1
    right = 0
    while right < on and keys[start + right] == keys[end + right]:
        right += 1
    return max(range(-left, right + 1), key=lambda by: (_edge(keys, start + by) + _edge(keys, end + by), -abs(by), by))


def _edge(keys: Sequence[str], at: int) -> int:
    """How well a text may be parted before part `at`."""
    if at in (0, len(keys)) or keys[at - 1] in _SENTENCE_ENDS:
        return 4
    if keys[at - 1] in CLAUSE_ENDS:
        return 3
    return 2 if keys[at] in _OPENING or keys[at - 1] in _CLOSING else int(keys[at] in CLAUSE_ENDS)
