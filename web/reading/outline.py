"""The outline as a list of headings with their places in the body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST = 60  # characters of a heading in the outline


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the report: the `number`th from 1 on in the order of the text; `depth` 0 for an outermost one.

    `start` == `end` where its place in the body is not known.
    """

    number: int
    depth: int
    words: str
    item: str | None
    start: int
    end: int

    @property
    def id(self) -> str:
        return f"s-{self.number}"


def headings(outline: Sequence[Mapping[str, Any]]) -> list[Heading]:
    """The outline (the contract's shape) in reading order."""
    return [
        Heading(number, depth, _words(section), section.get("item"), section["start"], section["end"])
        for number, (depth, section) in enumerate(_walk(outline, 0), start=1)
    ]


def _walk(sections: Iterable[Mapping[str, Any]], depth: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for section in sections:
        yield depth, section
        yield from _walk(section["children"], depth + 1)


def _words(section: Mapping[str, Any]) -> str:
    """一、主要举措; of a heading without a title the beginning of its text."""
    number, title = section["number"], section["title"] or section["text"].strip()[:20] or "（无题）"
    said = f"{number} {title}" if number else str(title)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}……"
