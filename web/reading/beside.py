"""Shared passages of two reports side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storage.similar_views import Bodies

MOST_PASSAGES = 40  # of a pair of reports
_LONGEST = 2_000  # characters of a passage


@dataclass(frozen=True, slots=True)
class Side:
    """A passage in one of the reports; `line`: its line in the body, from 1 on; None where that is another by now."""

    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """`section`: the section of the later report in which it stands; `mine`, `theirs`: the text in both reports."""

    section: str
    mine: Side
    theirs: Side


def passages(row: Mapping[str, Any], bodies: Bodies) -> list[Passage]:
    """The passages of a similar report (the contract's shape), as many as a page can bear."""
    return [passage for passage, _ in zip(_passages(row, bodies), range(MOST_PASSAGES), strict=False)]


def _passages(row: Mapping[str, Any], bodies: Bodies) -> Iterator[Passage]:
    for section in row["sections"]:
        for one in section["passages"]:
            length = one["end"] - one["start"]
            later = _side(bodies.later, one["start"], length, newest=bodies.newest)
            earlier = _side(bodies.earlier, one["other_start"], length, newest=bodies.newest)
            sides = (later, earlier) if row["later"] == "self" else (earlier, later)
            yield Passage(section["title"], *sides)


def _side(body: str, start: int, length: int, *, newest: bool) -> Side:
    text = body[start : start + min(length, _LONGEST)] + ("……" if length > _LONGEST else "")
    return Side(text, body.count("\n", 0, start) + 1 if newest else None)
