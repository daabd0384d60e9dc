"""The sections of two texts beside each other, each with what became of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.differences import Piece, PieceKind, SectionDifference, SectionKind, folded
from parsers.differences.align import rising
from parsers.differences.outlines import Part
from parsers.differences.passages import pieces_of
from parsers.differences.tokens import tokens


@dataclass(frozen=True, slots=True)
class Beside:
    """Both bodies with their sections, and which old section each new one was (`pairs`, by position).

    `moved`: the new ones that stand out of the old order. `neighbours`: pairs of characters, counted in both bodies.
    """

    before: str
    after: str
    olds: Sequence[Part]
    news: Sequence[Part]
    pairs: Mapping[int, int]
    moved: frozenset[int]
    neighbours: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A section by its positions in the old and the new outline; it stands, or would stand, at those offsets.

    `outermost`: the section above it did not come, go or move with it.
    """

    old: int | None
    new: int | None
    before_at: int
    after_at: int
    outermost: bool


def moved(pairs: Mapping[int, int]) -> frozenset[int]:
    """The new sections that stand out of the order of the old ones: as few as there can be."""
    order = sorted(pairs.items())
    return frozenset(new for new, _ in order) - {new for new, _ in rising(order)}


def rows(texts: Beside) -> Iterator[Row]:
    """Every section once, as the new text has them; one that is gone behind what it stood behind."""
    gone, at = _gone(texts), 0
    for n, part in enumerate(texts.news):
        old = texts.pairs.get(n)
        start, at = (texts.olds[old].place.start, texts.olds[old].place.end) if old is not None else (at, at)
        yield Row(old, n, start, part.place.start, _stands_out(texts, n))
        for one in gone[n]:
            left = texts.olds[one]
            outermost = left.parent is None or left.parent in texts.pairs.values()
            yield Row(one, None, left.place.start, part.place.end, outermost)


def _gone(texts: Beside) -> Mapping[int, list[int]]:
    """The old sections that are gone, by the new one that they would stand behind."""
    stands = {old: new for new, old in texts.pairs.items()}
    gone: dict[int, list[int]] = defaultdict(list)
    behind = 0
    for n in range(len(texts.olds)):
        if n not in stands:
            gone[behind].append(n)
        behind = stands.get(n, behind)
    return gone


def _stands_out(texts: Beside, new: int) -> bool:
    above = texts.news[new].parent
    if above is None:
        return True
    return above not in texts.moved if new in texts.pairs else above in texts.pairs


def difference(texts: Beside, row: Row) -> SectionDifference:
    one = texts.olds[row.old] if row.old is not None else None
    other = texts.news[row.new] if row.new is not None else None
    pieces = tuple(_pieces(texts, one, other, row))
    return SectionDifference(
        kind=_kind(one, other, pieces),
        before=one.place if one else None,
        after=other.place if other else None,
        pieces=pieces,
        moved=row.new in texts.moved,
        edits=sum(edits for edits, _ in groupby(pieces, key=lambda piece: piece.edits)),
        added=sum(_signs(piece.after) for piece in pieces if piece.kind is PieceKind.ADDED),
        removed=sum(_signs(piece.before) for piece in pieces if piece.kind is PieceKind.REMOVED),
        above=tuple(_above(texts.news, other) if other else _above(texts.olds, one)),
    )


def _kind(one: Part | None, other: Part | None, pieces: Sequence[Piece]) -> SectionKind:
    if not (one and other):
        return SectionKind.REMOVED if one else SectionKind.ADDED
    return SectionKind.EDITED if any(piece.edits for piece in pieces) else SectionKind.KEPT


def _signs(text: str) -> int:
    return len("".join(text.split()))


def _above(parts: Sequence[Part], part: Part | None) -> list[str]:
    """The headings of the sections that it stands under, outermost first."""
    found: list[str] = []
    while part and part.parent is not None:
        part = parts[part.parent]
        found.append(part.place.heading)
    return found[::-1]


def _pieces(texts: Beside, one: Part | None, other: Part | None, row: Row) -> Iterator[Piece]:
    if one and other:
        yield from _beside(texts, one, other)
    elif one:
        yield Piece(PieceKind.REMOVED, texts.before[one.place.start : one.place.end], "", row.before_at, row.after_at)
    elif other:
        yield Piece(PieceKind.ADDED, "", texts.after[other.place.start : other.place.end], row.before_at, row.after_at)


def _beside(texts: Beside, one: Part, other: Part) -> Iterator[Piece]:
    """A section beside itself: its number by itself, so that a new number is no edit of the text."""
    mark = texts.before[one.place.start : one.mark_end], texts.after[other.place.start : other.mark_end]
    start, at = one.place.start, other.place.start
    if folded(mark[0]) != folded(mark[1]):
        yield Piece(PieceKind.NUMBER, *mark, start, at)
        start, at = one.mark_end, other.mark_end
    left, right = texts.before[start : one.place.end], texts.after[at : other.place.end]
    if left == right:
        yield from [Piece(PieceKind.KEPT, left, right, start, at)] if left else []
        return
    old, new = tokens(texts.before, start, one.place.end), tokens(texts.after, at, other.place.end)
    yield from pieces_of(old, new, texts.neighbours)
