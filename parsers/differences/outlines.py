"""The sections of a body as stretches that cover it without a gap, by the outline of its reading."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from core.differences import Place, folded

_LONGEST = 30
_MARK = 12  # characters at most of a number with its signs


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its own text: `place` in the body, `mark_end` the offset behind its number.

    `parent`: the position of the section it stands under, among all parts.
    """

    place: Place
    mark_end: int
    parent: int | None
    item: str | None
    title: str
    text: str  # without number and title

    def folded(self) -> "Part":
        """With title and text as they are compared."""
        return replace(self, title=folded(self.title), text=folded(self.text))


def parts_of(reading: Mapping[str, Any]) -> list[Part]:
    """The text above the first heading, then every section. An outline without offsets (an old reading) has none."""
    body: str = reading.get("body") or ""
    nodes = list(_placed(reading.get("outline") or (), None, [0]))
    rising = [n for n in nodes if 0 <= n[0]["start"] < n[0]["end"] <= len(body)]
    usable = rising == nodes and all(a[0]["end"] <= b[0]["start"] for a, b in pairwise(nodes))
    nodes = nodes if usable else []
    ends = [node["start"] for node, _ in nodes[1:]] + [len(body)]
    head = Place(0, "", None, "", 0, nodes[0][0]["start"] if nodes else len(body))
    return [
        Part(head, 0, None, None, "", body[: head.end]),
        *(_part(body, node, end, parent) for (node, parent), end in zip(nodes, ends, strict=False)),
    ]


def _placed(
    sections: Sequence[Mapping[str, Any]], parent: int | None, count: list[int]
) -> Iterator[tuple[Mapping[str, Any], int | None]]:
    """Every section in reading order, with the position of the one above it."""
    for section in sections:
        count[0] += 1
        mine = count[0]
        yield section, parent
        yield from _placed(section.get("children") or (), mine, count)


def _part(body: str, node: Mapping[str, Any], end: int, parent: int | None) -> Part:
    start, head_end = node["start"], node["end"]
    number: str = node.get("number") or ""
    at = body.find(number, start, min(head_end, start + _MARK)) if number else -1
    mark_end = _after_mark(body, at + len(number), head_end) if at >= 0 else start
    heading = " ".join(body[start:head_end].split())
    place = Place(node["level"], number, node.get("title"), _short(heading), start, end)
    title = node.get("title") or ""
    return Part(place, mark_end, parent, node.get("item"), title, body[head_end if title else mark_end : end])


def _short(heading: str) -> str:
    """A line without a title of its own is named by its first clause."""
    if len(heading) <= _LONGEST:
        return heading
    clause = re.search(r"[，。；：,;:]", heading[6:_LONGEST])
    return f"{heading[: 6 + clause.start() if clause else _LONGEST]}……"


def _after_mark(body: str, at: int, end: int) -> int:
    """Behind the signs that belong to a number: 、 ． ） and blanks."""
    while at < end and not body[at].isalnum() and body[at] not in '《“"〈「『【(（':
        at += 1
    return at
