"""Two reports compared: what share of one stands in the other, section by section, passage by passage."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.similarity.document import Document, SectionSpan, section_at, sections_of
from parsers.similarity.folding import Folded, fold
from parsers.similarity.runs import Run, passages, shared_runs
from parsers.similarity.stock import OWN_STOCK, Stock

LEAST_PASSAGE = 20  # folded characters of its own that a passage must share
NOTED = 0.2
"""From this share on a similarity is kept and listed."""
COPIED = 0.65
"""From this share on a report counts as copied 雷同 (`bench/similarity.py` shows how far pairs lie from it)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A shared passage: offsets into the own body with its `quote`, and where it begins in the other body."""

    start: int
    end: int
    other_start: int
    quote: str


@dataclass(frozen=True, slots=True)
class SectionSimilarity:
    """A top section's share of text found in the other report, and in which of its sections most of it stands."""

    title: str
    share: float
    other_title: str | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Similarity:
    """`share` of the own text that stands in the other report, from 0 to 1."""

    share: float
    sections: tuple[SectionSimilarity, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """A passage with its matched characters, and how many of them belong to no stock phrase."""

    passage: Passage
    matched: int
    own: int


def compare(mine: Document, theirs: Document, stock: Stock = OWN_STOCK) -> Similarity:
    """What `mine` shares with `theirs`; passages are offsets into the bodies as published."""
    own, other = _folded(mine), _folded(theirs)
    marks = stock.marks(own.text)
    shared = [
        found
        for chain in passages(shared_runs(own.text, other.text))
        for found in (_shared(chain, mine.body, own, other, marks),)
        if found.own >= LEAST_PASSAGE
    ]
    return Similarity(_share(shared, len(own.text)), _sections(mine, theirs, own, shared))


@lru_cache(maxsize=64)  # a report meets up to twenty others, one after the other
def _folded(document: Document) -> Folded:
    return fold(document.body, document.names)


def _share(shared: Iterable[_Shared], total: int) -> float:
    return min(round(sum(found.matched for found in shared) / total, 4), 1.0) if total else 0.0


def _shared(chain: Sequence[Run], body: str, own: Folded, other: Folded, marks: bytearray) -> _Shared:
    first, last = chain[0], chain[-1]
    start, end = own.starts[first.start], own.ends[last.start + last.length - 1]
    matched = sum(run.length for run in chain)
    stock = sum(sum(marks[run.start : run.start + run.length]) for run in chain)
    return _Shared(Passage(start, end, other.starts[first.other], body[start:end]), matched, matched - stock)


def _sections(
    mine: Document, theirs: Document, own: Folded, shared: Sequence[_Shared]
) -> tuple[SectionSimilarity, ...]:
    """Sections that share something, in the order of the text; a passage counts where it begins."""
    spans, others = sections_of(mine), sections_of(theirs)
    grouped: dict[SectionSpan, list[_Shared]] = defaultdict(list)
    for found in shared:
        grouped[section_at(spans, found.passage.start)].append(found)
    return tuple(_section(span, own.between(span.start, span.end), found, others) for span, found in grouped.items())


def _section(
    span: SectionSpan, total: int, shared: Sequence[_Shared], others: Sequence[SectionSpan]
) -> SectionSimilarity:
    where: dict[str, int] = defaultdict(int)
    for found in shared:
        where[section_at(others, found.passage.other_start).title] += found.matched
    return SectionSimilarity(
        span.title, _share(shared, total), max(where, key=lambda t: where[t]), tuple(f.passage for f in shared)
    )
