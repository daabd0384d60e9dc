"""Marks that overlap, made into pieces that do not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be shown in the text from `start` to `end`. `id` is what links lead to, `to` where it leads itself.

    `kind`: indicator, flaw, item (bears a statutory content), hit (a word asked for), section (a heading in its line).
    `label` says what it is, in a few words.
    """

    start: int
    end: int
    kind: str
    id: str
    to: str = ""
    label: str = ""


class Piece(NamedTuple):
    """A run of text under the same marks; `begins`, `ends`: those of them that begin or end with it."""

    start: int
    end: int
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()


def pieces(start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """The text from `start` to `end`, cut wherever a mark begins or ends; marks outside of it are passed over.

    A mark that goes on beyond the text begins with its first piece here, or ends with its last one, only where it
    really does.
    """
    within = sorted((m for m in marks if m.start < end and m.end > start and m.start < m.end), key=_order)
    cuts = sorted({start, end, *(c for m in within for c in (m.start, m.end) if start < c < end)})
    return [_piece(a, b, within) for a, b in pairwise(cuts)]


def _order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.id


def _piece(start: int, end: int, marks: Sequence[Mark]) -> Piece:
    here = tuple(m for m in marks if m.start < end and m.end > start)
    begins = tuple(m for m in here if m.start == start)
    return Piece(start, end, here, begins, tuple(m for m in here if m.end == end))
