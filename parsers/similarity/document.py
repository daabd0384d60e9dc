"""A report as something to be compared: its body, the names that a copier would swap, its top headings."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from core.reports import Report

WHOLE = "全文"
OPENING = "开头"


@dataclass(frozen=True, slots=True)
class Heading:
    """A top heading: what it is called in a finding, and where it begins in the body."""

    title: str
    start: int


@dataclass(frozen=True, slots=True)
class Document:
    """`names` are the names by which the unit is known, in any order; they are masked before comparing."""

    body: str
    names: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A top section of the body, from its heading to the next one."""

    title: str
    start: int
    end: int


def document_of(report: Report, names: Sequence[str] = ()) -> Document:
    """A read report, with `names` besides those that it signs with."""
    own = (*names, *report.issuers, *report.signed_by)
    headings = tuple(Heading(heading_title(s.number, s.title or s.text[:12]), s.start) for s in report.outline)
    return Document(report.body, tuple(dict.fromkeys(own)), headings)


def heading_title(number: str, title: str) -> str:
    """A top heading as a person names it: 一、主要举措."""
    return f"{number}、{title}" if number else title


def sections_of(document: Document) -> tuple[SectionSpan, ...]:
    """The body cut at its top headings; what stands before the first is the opening. Together they are the body."""
    known = sorted((h for h in document.headings if 0 <= h.start < len(document.body)), key=lambda h: h.start)
    heads = [Heading(OPENING if known else WHOLE, 0), *known]
    ends = [heading.start for heading in heads[1:]] + [len(document.body)]
    cut = (SectionSpan(heading.title, heading.start, end) for heading, end in zip(heads, ends, strict=True))
    return tuple(span for span in cut if span.start < span.end)


def section_at(sections: Sequence[SectionSpan], offset: int) -> SectionSpan:
    """The section that holds `offset`."""
    return sections[max(bisect_right(sections, offset, key=lambda section: section.start) - 1, 0)]
