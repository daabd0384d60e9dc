"""The body as blocks to be shown: headings and paragraphs with their marks, as many as a page can bear."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evidence.words import inert
from web.reading.outline import Heading
from web.reading.pieces import Mark, Piece, pieces

MOST_CHARACTERS = 200_000
MOST_LINES = 3_000
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the body, from 1 on, or the few that a heading goes over.

    `heading`: pieces of the heading with its `tag` (h2, h3, h4) and `id`; `text`: those of the paragraph behind it.
    """

    number: int
    text: tuple[Piece, ...]
    heading: tuple[Piece, ...] = ()
    tag: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What is shown of a body of `length` characters: its first `shown`."""

    body: str
    blocks: tuple[Block, ...]
    shown: int

    @property
    def whole(self) -> bool:
        return self.shown >= len(self.body)

    def of(self, piece: Piece) -> str:
        return inert(self.body[piece.start : piece.end])


def text_of(body: str, headings: Sequence[Heading], marks: Sequence[Mark]) -> Text:
    """The body cut into blocks."""
    shown = _bound(body)
    lines = _lines(body, shown)
    first = {line: heading for heading in headings if (line := _line_of(heading, lines, body)) is not None}
    inline = [_as_mark(h) for h in headings if h.start < h.end and first.get(_line(lines, h.start)) is not h]
    spread = list(_blocks(lines, first))
    marked = _by_block([(start, end) for _, start, end, _ in spread], [*marks, *inline])
    blocks, before = [], 1
    for at, (number, start, end, heading) in enumerate(spread):
        before = min(heading.depth + 2, before + 1, _DEEPEST) if heading else before
        blocks.append(_block(number, (start, end), heading, marked.get(at, ()), f"h{before}"))
    return Text(body, tuple(blocks), shown)


def _bound(body: str) -> int:
    """Where the shown part ends: at a line's end, but for a line that is too long by itself."""
    if len(body) > MOST_CHARACTERS:
        body = body[: max(body.rfind("\n", 0, MOST_CHARACTERS), 0) or MOST_CHARACTERS]
    cut = body.split("\n", MOST_LINES)
    return len(body) - len(cut[-1]) - 1 if len(cut) > MOST_LINES else len(body)


def _lines(body: str, shown: int) -> list[tuple[int, int]]:
    """Where each line begins and ends."""
    found, at = [], 0
    for line in body[:shown].split("\n"):
        found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _line(lines: Sequence[tuple[int, int]], offset: int) -> int:
    return bisect_right(lines, offset, key=lambda line: line[0]) - 1


def _line_of(heading: Heading, lines: Sequence[tuple[int, int]], body: str) -> int | None:
    """The line that the heading opens; None where it stands in the midst of one, or nowhere."""
    if heading.start >= heading.end or heading.start >= lines[-1][1]:
        return None
    line = _line(lines, heading.start)
    return line if not body[lines[line][0] : heading.start].strip() else None


def _as_mark(heading: Heading) -> Mark:
    return Mark(heading.start, heading.end, "section", heading.id)


def _blocks(
    lines: Sequence[tuple[int, int]], first: dict[int, Heading]
) -> Iterator[tuple[int, int, int, Heading | None]]:
    """Line numbers from 1 on, with the span that they take; a heading takes the lines that it goes over."""
    taken = -1
    for at, (start, end) in enumerate(lines):
        if at <= taken:
            continue
        heading = first.get(at)
        if heading is not None:
            taken = max(at, min(_line(lines, heading.end - 1), _last_before(first, at, len(lines))))
        until = end if heading is None else lines[taken][1]
        if start < until:
            yield at + 1, start, until, heading


def _last_before(first: dict[int, Heading], at: int, count: int) -> int:
    """The last line before the next one that a heading opens."""
    return next((line - 1 for line in range(at + 1, count) if line in first), count - 1)


def _by_block(spans: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        at = max(bisect_right(spans, mark.start, key=lambda span: span[0]) - 1, 0)
        while at < len(spans) and spans[at][0] < mark.end:
            found[at].append(mark)
            at += 1
    return found


def _block(number: int, span: tuple[int, int], heading: Heading | None, marks: Sequence[Mark], tag: str) -> Block:
    start, end = span
    if heading is None:
        return Block(number, tuple(pieces(start, end, marks)))
    until = min(heading.end, end)
    return Block(number, tuple(pieces(until, end, marks)), tuple(pieces(start, until, marks)), tag, heading.id)
