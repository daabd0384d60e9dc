"""What every answer of the reader keeps, whatever it was given."""

import re
from collections.abc import Iterator, Sequence

from core.posts import Kind
from core.reports import Report, Section


def check_report(report: Report, source: bytes | str) -> None:
    """Raises AssertionError where a report breaks its word."""
    assert report.reasons, "no reason"
    assert not report.is_report or report.kind is Kind.ANNUAL_REPORT, "kind"
    assert (report.published_at is None) is ("date_missing" in report.flags), "date"
    report.body.encode()
    check_offsets(report)
    check_outline(report.outline, report.body)
    if isinstance(source, str) and not re.search(r"&|\\u", source):  # but for characters written as references
        assert is_subsequence(report.body, source), "text that the page does not hold"


def check_outline(outline: Sequence[Section], body: str) -> None:
    """Headings and their text stand in the body, in order; a line break inside them may be mended."""
    for section in sections(outline):
        assert is_subsequence(section.title or "", body), section.title
        assert is_subsequence(section.text, body), section.text


def check_offsets(report: Report) -> None:
    """Offsets lie inside the body, and quotes are what stands there."""
    for warning in report.warnings:
        assert 0 <= warning.start <= warning.end <= len(report.body), warning
    quoted = [(i.start, i.end, i.quote) for i in report.indicators]
    quoted += [(s.start, s.end, s.quote) for s in report.coverage_spans.values()]
    for start, end, quote in quoted:
        assert report.body[start:end] == quote, quote


def sections(found: Sequence[Section]) -> Iterator[Section]:
    for section in found:
        yield section
        yield from sections(section.children)


def is_subsequence(part: str, whole: str) -> bool:
    """Whether the characters of `part`, blanks and undecodable ones apart, stand in `whole` in this order."""
    at = 0
    for c in re.sub(r"[\s\ufffd]+", "", part):
        at = whole.find(c, at) + 1
        if not at:
            return False
    return True
