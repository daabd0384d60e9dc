"""Single characters that were changed, widened to the words they are half of: 办理 became 受理."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from parsers.differences.align import Block

_KNOWN = 4  # so often both words must stand in the two texts together, the changed place counted
_SURER = 2  # than the words that the other neighbour would make, so many times


def neighbours(*texts: str) -> Counter[str]:
    """How often each pair of neighbouring characters stands in the texts."""
    return Counter(one + other for text in texts for one, other in pairwise(text))


def whole_words(
    blocks: Sequence[Block], one: Sequence[str], other: Sequence[str], pairs: Mapping[str, int]
) -> list[Block]:
    """A character for another takes the neighbour along that it makes a word with, where the texts tell which."""
    done: list[Block] = []
    for n, block in enumerate(blocks):
        low = done[-1].end if done else 0
        high = blocks[n + 1].start if n + 1 < len(blocks) else len(one)
        done.append(_widened(block, one, other, pairs, (low, high)))
    return done


def _widened(
    block: Block, one: Sequence[str], other: Sequence[str], pairs: Mapping[str, int], free: tuple[int, int]
) -> Block:
    start, end, at, to = block
    if end - start != 1 or to - at != 1 or not (_is_han(one[start]) and _is_han(other[at])):
        return block
    left = one[start - 1] if start > free[0] else ""
    right = one[end] if end < free[1] else ""
    before = sum(pairs.get(left + sign, 0) for sign in (one[start], other[at]) if _is_han(left))
    behind = sum(pairs.get(sign + right, 0) for sign in (one[start], other[at]) if _is_han(right))
    if before >= max(_KNOWN, _SURER * behind):
        return Block(start - 1, end, at - 1, to)
    return Block(start, end + 1, at, to + 1) if behind >= max(_KNOWN, _SURER * before) else block


def _is_han(sign: str) -> bool:
    return len(sign) == 1 and "\u4e00" <= sign <= "\u9fff"
