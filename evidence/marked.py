"""The pieces of a section as paragraphs to be shown: runs of kept, added and removed text."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from core.differences import Piece, PieceKind, SectionDifference, folded

_CLAUSE_ENDS = "，。；！？：、,;!?:"


class Run(NamedTuple):
    """Text of one kind within a paragraph; KEPT stands for all that reads the same."""

    kind: PieceKind
    text: str


Paragraph = list[Run]


def paragraphs(section: SectionDifference, *, headed: bool = False) -> list[Paragraph]:
    """The section's paragraphs with what was added and removed; without an unchanged heading unless `headed`."""
    found: list[Paragraph] = [[]]
    for piece in section.pieces:
        kind = piece.kind if piece.edits else PieceKind.KEPT
        lines = _text(piece).split("\n")
        if kind is PieceKind.REMOVED and found[-1] and not lines[-1] and not _gone(found[-1]):
            lines.pop()  # the paragraph goes on with what stands in its place
        for n, line in enumerate(lines):
            if n:
                found.append([])
            if line:
                found[-1].append(Run(kind, line))
    shown = [_joined(paragraph) for paragraph in found if any(run.text.strip() for run in paragraph)]
    return shown[1:] if shown and not headed and _is_heading(shown[0], section) else shown


def _text(piece: Piece) -> str:
    return piece.before if piece.kind is PieceKind.REMOVED else piece.after


def _gone(paragraph: Paragraph) -> bool:
    return all(run.kind is PieceKind.REMOVED for run in paragraph)


def _is_heading(paragraph: Paragraph, section: SectionDifference) -> bool:
    place = section.after or section.before
    text = "".join(run.text for run in paragraph)
    return bool(place and place.heading) and not is_changed(paragraph) and folded(text) == folded(section.name)


def _joined(paragraph: Paragraph) -> Paragraph:
    return [Run(kind, "".join(run.text for run in runs)) for kind, runs in groupby(paragraph, key=lambda run: run.kind)]


def is_changed(paragraph: Paragraph) -> bool:
    return any(run.kind is not PieceKind.KEPT for run in paragraph)


def whole(paragraph: Paragraph) -> PieceKind | None:
    """The one kind of a paragraph that was added or removed (or kept) as a whole."""
    kinds = {run.kind for run in paragraph}
    return kinds.pop() if len(kinds) == 1 else None


def shortened(paragraph: Paragraph, context: int) -> Paragraph:
    """The paragraph with `context` characters, up to a clause's end, of what was kept around each change."""
    last = len(paragraph) - 1
    return [
        Run(run.kind, _elided(run.text, context, before=n > 0, behind=n < last)) if run.kind is PieceKind.KEPT else run
        for n, run in enumerate(paragraph)
    ]


def _elided(text: str, context: int, *, before: bool, behind: bool) -> str:
    """`before`, `behind`: whether a change stands there."""
    if len(text) <= context * (1 + (before and behind)) + 4:
        return text
    head = text[: _clause_end(text, context // 2, context)] if before else ""
    tail = text[_clause_end(text, len(text) - context, len(text) - context // 2) :] if behind else ""
    return f"{head}……{tail}"


def _clause_end(text: str, first: int, last: int) -> int:
    """Where a clause ends between the two, else the place that shows more."""
    ends = [n for n in range(first, last + 1) if text[n - 1] in _CLAUSE_ENDS]
    if not ends:
        return last if first + last < len(text) else first
    return ends[-1] if first + last < len(text) else ends[0]


def stretches(shown: Sequence[Paragraph]) -> Iterator[tuple[bool, list[Paragraph]]]:
    """The paragraphs in runs of changed and unchanged ones."""
    for changed, run in groupby(shown, key=is_changed):
        yield changed, list(run)
