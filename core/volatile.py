"""What a page does by itself 自变内容: page clocks, counters, addresses made up for a visit; and what is left of it."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from core.differences import folded
from core.reports import Report


@dataclass(frozen=True, slots=True)
class Volatile:
    """What of a post changes by itself 自变内容: lines of the body (each once, numbers as #), parts of the reading
    (title, published_at, attachments), and attachments whose bytes are made anew at every visit, by address.
    """

    lines: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


STEADY = Volatile()


def volatile_between(first: Report, second: Report) -> Volatile:
    """What differs between two readings of a page a moment apart: counters, clocks, addresses made up for a visit."""
    lines = differing_shapes(first.body, second.body)
    parts = {
        "title": folded(first.title or "") != folded(second.title or ""),
        "published_at": first.published_at != second.published_at,
        "attachments": {a.url for a in first.attachments} != {a.url for a in second.attachments},
    }
    return Volatile(tuple(sorted(lines.elements())), tuple(part for part, differs in parts.items() if differs))


def differing_shapes(before: str, after: str) -> Counter[str]:
    """The lines that only one of two texts has, with their numbers as #."""
    gone, come = _differing(_lines(before), _lines(after))
    return _shapes(gone) | _shapes(come)


def steady_reading(seen: Report, volatile: Volatile) -> Report:
    """A reading without a date that is another one at every visit: it says nothing of when a report was published."""
    if "published_at" not in volatile.parts:
        return seen
    reason = "页面显示的日期每次访问都不同，不作为发布日期"
    flags = tuple(dict.fromkeys((*seen.flags, "date_missing")))
    return replace(
        seen, published_at=None, published_precision=None, published_basis=None, published_reason=reason, flags=flags
    )


def same_text(before: str, after: str, volatile: Volatile = STEADY) -> bool:
    """Whether two texts read the same, but for the lines that change by themselves, each of them once."""
    if before == after or folded(before) == folded(after):
        return True
    return bool(volatile.lines) and _steady(before, after, volatile) == _steady(after, before, volatile)


def _steady(text: str, other: str, volatile: Volatile) -> str:
    """`text` folded, without the lines that the other has not and that are known to change."""
    lines, known = _lines(text), Counter(volatile.lines)
    mine, _ = _differing(lines, _lines(other))
    kept = []
    for line in lines:
        shape = shape_of(line)
        if mine[line] > 0 and known[shape] > 0:
            mine[line], known[shape] = mine[line] - 1, known[shape] - 1
        else:
            kept.append(line)
    return folded("\n".join(kept))


def _lines(text: str) -> list[str]:
    """The lines as a reader sees them; a volatile line is known by what it reads as."""
    return [line for raw in text.splitlines() if (line := folded(raw))]


def _differing(lines: list[str], others: list[str]) -> tuple[Counter[str], Counter[str]]:
    """The lines that only one of two texts has."""
    one, other = Counter(lines), Counter(others)
    return one - other, other - one


def shape_of(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _shapes(lines: Counter[str]) -> Counter[str]:
    return Counter(shape_of(line) for line in lines.elements())
