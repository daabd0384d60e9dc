"""A report's text in its parts, and what its body says: outline, year, coverage, flaws."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.reports import Coverage, Indicator, Section, Span, TextWarning
from parsers.article import Signature, read_head_signature, take_head_signature, take_recipient, take_signature
from parsers.coverage import judge_coverage
from parsers.flaws import find_flaws
from parsers.indicators import read_indicators
from parsers.outline import read_outline
from parsers.years import YearFound, settle_year


@dataclass(frozen=True, slots=True)
class Parts:
    """A report's text in its parts 主送、正文、落款."""

    recipient: str | None
    body: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Body:
    """A report's body read: outline, the year it is about, coverage of the contents, figures, flaws of its text."""

    outline: tuple[Section, ...]
    year: YearFound
    coverage: dict[str, Coverage]
    coverage_spans: dict[str, Span]
    indicators: tuple[Indicator, ...]
    warnings: tuple[TextWarning, ...]


def divide(text: tuple[str, ...], issuers: tuple[str, ...], under_title: Sequence[str]) -> Parts:
    """Recipient, body and signature; one that stands above the text counts where none stands below it."""
    signature, text = take_signature(text, issuers)
    first, text = take_head_signature(text)
    recipient, text = take_recipient(text)
    found = next((s for s in (signature, first, read_head_signature(under_title)) if s.by or s.on), Signature())
    return Parts(recipient, "\n".join(text), found)


def read_body(parts: Parts, title_year: int | None, listed_year: int | None) -> Body:
    """`title_year` and `listed_year` are what the page's and the list's title say."""
    outline, numbering = read_outline(parts.body, title_year)
    year = settle_year(title_year, parts.body.split("\n"), outline, listed_year)
    if year.year != title_year:  # items depend on the year: 2022年工作安排 is a plan in a report on 2021
        outline, numbering = read_outline(parts.body, year.year)
    flaws = sorted([*find_flaws(parts.body), *numbering, *year.against], key=lambda w: w.start)
    signed = parts.signature.on
    if signed and signed.flaw:
        flaws.append(TextWarning("dropped_character" if signed.on else "ambiguous_date", signed.flaw))
    coverage, spans = judge_coverage(outline, parts.body, year.year)
    figures = read_indicators(parts.body, year.year, outline, parts.signature.by)
    return Body(outline, year, coverage, spans, figures, tuple(flaws))
