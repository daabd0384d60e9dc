"""Characters with places to lines with places: PDF, OFD and recognised pictures all come through here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMBER_BEFORE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}部分"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])$"
)
_CELL_GAP = 1.5  # ems between two cells of a row
_WORD_GAP = 0.18  # ems between two Latin words


def em_width(text: str) -> float:
    """How wide `text` runs, in ems: Latin characters take about half of one."""
    return max(sum(0.55 if c.isascii() else 1.0 for c in text), 0.5)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters at a place on a page; y grows downwards, units are the page's own."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 0.01)

    @property
    def em(self) -> float:
        """The size of the characters: the width of a Chinese one, or what the height of a lone Latin one tells."""
        if len(self.text) == 1 and self.text.isascii():
            return 0.8 * self.height
        return (self.right - self.left) / em_width(self.text)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """A line as laid out. `cells` are its texts, divided where a gap is wide; `em` is the height of its characters."""

    cells: tuple[str, ...]
    left: float
    right: float
    top: float
    bottom: float
    em: float

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def to_rows(pieces: Iterable[Piece]) -> tuple[Row, ...]:
    """The rows of one page from top to bottom, whatever order the file gave its characters in."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.middle, p.left)):
        if rows and _beside(rows[-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(_row(sorted(row, key=lambda p: p.left)) for row in rows if any(p.text.strip() for p in row))


def _beside(row: Sequence[Piece], piece: Piece) -> bool:
    """On one line: a small character (a raised mark) may stand half beside a large one."""
    first = row[0]
    low, high = sorted((first.height, piece.height))
    return abs(piece.middle - first.middle) < 0.5 * max(low, 0.5 * high)


def _row(pieces: Sequence[Piece]) -> Row:
    """Blanks count where they stand between two characters; those that only push a line to the right do not."""
    em = _em(pieces)
    cells, right, blank = [""], pieces[0].left, False
    for piece in pieces:
        if not piece.text.strip():
            blank = True
            continue
        gap = (piece.left - right) / em
        if gap > _CELL_GAP and cells[-1] and not _NUMBER_BEFORE.search(cells[-1]):
            cells.append("")
        elif cells[-1] and (blank or _is_word_gap(cells[-1], piece.text, gap)):
            cells[-1] += " "
        cells[-1] += piece.text
        right, blank = max(right, piece.right), False
    shown = [p for p in pieces if p.text.strip()]
    top, bottom = min(p.top for p in shown), max(p.bottom for p in shown)
    return Row(tuple(c.strip() for c in cells), shown[0].left, right, top, bottom, em)


def _is_word_gap(before: str, after: str, gap: float) -> bool:
    return gap > _WORD_GAP and all(c.isascii() and c.isalnum() for c in (before[-1], after[0]))


def _em(pieces: Sequence[Piece]) -> float:
    shown = [p for p in pieces if p.text.strip()]
    wide = sorted(p.em for p in shown if p.text[0] > "\u2e7f") or sorted(p.em for p in shown)
    return max(wide[len(wide) // 2], 0.01)
