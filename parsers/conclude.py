"""From a page as seen to a report: every reader of this package, in the order in which they need each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.posts import Kind, Recognition
from core.reports import DateSeen, Report, Section, TextWarning
from parsers import labels as lb
from parsers.article import (
    Cut,
    Signature,
    cut_article,
    head_length,
    is_written_date,
    read_doc_no,
    read_head_signature,
    take_head_signature,
    take_recipient,
    take_signature,
)
from parsers.flaws import find_flaws
from parsers.headline import find_title, title_lines
from parsers.issuers import fuller, is_organ
from parsers.items import judge_coverage
from parsers.links import read_attachments
from parsers.outline import read_outline
from parsers.page import SeenPage
from parsers.publication import Publication, settle_publication
from parsers.recognise import BARE, UNTOLD, recognise_title
from parsers.sources import read_number, read_publisher, read_source
from parsers.verdict import judge_page
from parsers.years import YearFound, settle_year

_ABOVE = 60  # lines above the text that are looked at for the title and a bare date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page from outside it."""

    url: str | None = None
    list_title: str | None = None
    listed_on: date | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """A report's text in its parts."""

    recipient: str | None
    body: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class _Body:
    """A report's body read: outline, the year it is about, the flaws of its text."""

    outline: tuple[Section, ...]
    year: YearFound
    warnings: tuple[TextWarning, ...]


def conclude(page: SeenPage, known: Known) -> Report:
    """The page as a report, or with the reason why it is none."""
    above = head_length(page.article)
    zone = page.article[:_ABOVE] if above is None and page.loose else page.article[: above or 0]
    listed = recognise_title(known.list_title or "", listed_on=known.listed_on)
    title, recognised = _title(page, zone, known, listed)
    titles = title_lines(page.article[: len(zone) + 4], title)
    cut = cut_article(page.article, titles, loose=page.loose)
    labels = _labels(page, cut)
    report = _plain_report(page, cut, title, labels, known)
    verdict = judge_page(recognised, listed, page, report.body, has_files=bool(report.attachments))
    report = replace(report, kind=verdict.kind, reasons=verdict.reasons)
    if verdict.kind is not Kind.ANNUAL_REPORT:
        return _doubted(report, verdict) if verdict.doubtful else report
    issuers = _organ(report.source) or _organ(read_publisher(labels))
    return _full_report(report, cut, verdict, issuers, listed.report_year)


def _doubted(plain: Report, verdict: Recognition) -> Report:
    """No report as far as we see, but a person shall look: whose and of which year it would be goes with it."""
    return replace(plain, doubtful=True, report_year=verdict.report_year, issuers=verdict.issuers)


def _title(page: SeenPage, zone: Sequence[str], known: Known, listed: Recognition) -> tuple[str | None, Recognition]:
    """The page's title and what it says; the list's title where the page shows none, or none that tells anything."""
    title = find_title(page, zone)
    seen = recognise_title(title or "", listed_on=known.listed_on, context=page.meta.get("columnname"))
    untold = title is None or seen.reasons in ((UNTOLD,), (BARE,))
    if not untold or listed.kind is Kind.OTHER or (listed.doubtful and title):
        return title, seen
    reason = "页面没有标题，按列表标题判断" if title is None else "页面标题未表明内容，按列表标题判断"
    return known.list_title, replace(
        listed, doubtful=listed.doubtful or title is not None, reasons=(*listed.reasons, reason)
    )


def _plain_report(page: SeenPage, cut: Cut, title: str | None, labels: Sequence[lb.Label], known: Known) -> Report:
    """What any article has: title, dates, source, numbers, its whole text, files."""
    base = known.url or page.meta.get("url")
    publication = _publication(page, cut, title, labels, known)
    stamp = publication.stamp
    return Report(
        is_report=False,
        kind=Kind.OTHER,
        title=title,
        published_at=stamp.at if stamp else None,
        published_precision=stamp.precision if stamp else None,
        published_basis=publication.basis,
        source=read_source(labels, page.meta),
        doc_no=read_number(labels, lb.DOC_NO) or next((n for line in cut.head if (n := read_doc_no(line))), None),
        index_no=read_number(labels, lb.INDEX_NO),
        dates=publication.seen,
        body="\n".join(cut.text),
        attachments=read_attachments(page.links, base),
        flags=() if stamp else ("date_missing",),
    )


def _full_report(
    plain: Report, cut: Cut, verdict: Recognition, publisher: tuple[str, ...], listed_year: int | None
) -> Report:
    """What only a report has: its text divided, its outline, issuers, year, coverage and flaws.

    `publisher` is the issuer where neither title nor signature names one.
    """
    parts = _divide(cut, verdict.issuers, _under(plain.title, cut.head))
    body = _read_body(parts, verdict.report_year, listed_year)
    signed = parts.signature.on.on if parts.signature.on else None
    return replace(
        plain,
        is_report=True,
        issuers=fuller(verdict.issuers, parts.signature.by) or publisher,
        report_year=body.year.year,
        recipient=parts.recipient,
        signed_by=parts.signature.by,
        signed_on=signed,
        dates=plain.dates + ((DateSeen("signed", signed.isoformat(), "落款"),) if signed else ()),
        body=parts.body,
        outline=body.outline,
        coverage=judge_coverage(body.outline, parts.body, body.year.year),
        warnings=body.warnings,
        flags=plain.flags + (("year_conflict",) if body.year.conflict else ()),
        doubtful=verdict.doubtful or body.year.year is None,
        reasons=(*verdict.reasons, body.year.reason),
    )


def _labels(page: SeenPage, cut: Cut) -> tuple[lb.Label, ...]:
    """Labels around the text, those above it first; a link is no label."""
    above = [*(line.spaced for line in page.before if not line.linked), *cut.head]
    return lb.read_labels(above) + lb.read_labels([*cut.tail, *(line.spaced for line in page.after if not line.linked)])


def _publication(page: SeenPage, cut: Cut, title: str | None, labels: Sequence[lb.Label], known: Known) -> Publication:
    above = [*(line.text for line in page.before if not line.linked), *cut.head][-_ABOVE:]
    written = {line for line in cut.head if is_written_date(line)}
    near = [line for line in _under(title, above) if line not in written]
    return settle_publication(
        labels,
        near,
        page.meta,
        url=known.url or page.meta.get("url"),
        listed_on=known.listed_on,
        last_modified=known.last_modified,
    )


def _under(title: str | None, lines: Sequence[str]) -> Sequence[str]:
    """Those of `lines` that stand below the title."""
    holds_title = title_lines(lines, title)
    return lines[max(holds_title) + 1 :] if holds_title else ()


def _divide(cut: Cut, issuers: tuple[str, ...], under_title: Sequence[str]) -> _Parts:
    """Recipient, body and signature; one that stands above the text counts where none stands below it."""
    signature, text = take_signature(cut.text, issuers)
    first, text = take_head_signature(text)
    recipient, text = take_recipient(text)
    found = next((s for s in (signature, first, read_head_signature(under_title)) if s.by or s.on), Signature())
    return _Parts(recipient, "\n".join(text), found)


def _read_body(parts: _Parts, title_year: int | None, listed_year: int | None) -> _Body:
    outline, numbering = read_outline(parts.body, title_year)
    year = settle_year(title_year, parts.body.split("\n"), outline, listed_year)
    if year.year != title_year:  # items depend on the year: 2022年工作安排 is a plan in a report on 2021
        outline, numbering = read_outline(parts.body, year.year)
    flaws = sorted([*find_flaws(parts.body), *numbering, *year.against], key=lambda w: w.start)
    signed = parts.signature.on
    if signed and signed.flaw:
        flaws.append(TextWarning("dropped_character" if signed.on else "ambiguous_date", signed.flaw))
    return _Body(outline, year, tuple(flaws))


def _organ(name: str | None) -> tuple[str, ...]:
    """A source that is a unit can be the issuer; 本站 and a site's name cannot."""
    return (name,) if name and is_organ(name) and not name.endswith(("网", "网站", "本站")) else ()
