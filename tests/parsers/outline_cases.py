"""Texts written by hand, each with the outline, coverage and warnings that it must be read as.

A case is one file of four parts between lines of dashes: the body; the outline (level|number|title|item, ∅ for a
numbered sentence); the coverage (content, how, passage); the warnings (code, passage) in order. Report year: 2023.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.reports import Section, TextWarning
from parsers.coverage import judge_coverage
from parsers.flaws import find_flaws
from parsers.outline import read_outline

FOLDER = Path(__file__).parents[1] / "golden" / "outlines"
CASES = sorted(FOLDER.glob("*.txt"))
YEAR = 2023


@dataclass(frozen=True)
class Case:
    body: str
    outline: list[str]
    coverage: list[str]
    warnings: list[str]


def load(path: Path) -> Case:
    body, *rest = path.read_text(encoding="utf-8").split("----\n")
    outline, coverage, warnings = (part.split("\n")[:-1] for part in rest)
    return Case(body.removesuffix("\n"), outline, coverage, warnings)


def as_read(body: str) -> Case:
    """`body` as the reader sees it, written in the form of a case."""
    outline, numbering = read_outline(body, YEAR)
    coverage, spans = judge_coverage(outline, body, YEAR)
    quotes = {item: f" {spans[item].quote}".replace("\n", "") if item in spans else "" for item in coverage}
    warnings = sorted([*numbering, *find_flaws(body)], key=lambda w: w.start)
    return Case(
        body,
        [f"{s.level}|{s.number}|{s.title or '∅'}|{s.item or ''}" for s in flat(outline)],
        [f"{item} {how}{quotes[item]}" for item, how in coverage.items()],
        [_line(w, body) for w in warnings],
    )


def flat(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from flat(section.children)


def _line(warning: TextWarning, body: str) -> str:
    return f"{warning.code} {body[warning.start : warning.end]}"
