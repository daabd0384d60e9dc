"""From a page as seen to a report: every reader of this package, in the order in which they need each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.posts import Kind, Recognition
from core.reports import DateSeen, Report
from parsers import labels as lb
from parsers.article import Cut, cut_article, head_length, is_written_date
from parsers.headline import title_lines
from parsers.issuers import fuller, is_organ
from parsers.known import Known
from parsers.links import read_attachments
from parsers.page import SeenPage
from parsers.page_title import settle_title
from parsers.provenance import made_title, places, title_place
from parsers.publication import Publication, settle_publication
from parsers.recognise import recognise_interim, recognise_title
from parsers.report_text import Parts, divide, read_body
from parsers.site import read_site
from parsers.sources import read_document_number, read_number, read_publisher, read_source, read_unit_code
from parsers.verdict import judge_page

_ABOVE = 60  # lines above the text that are looked at for the title and a bare date


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page with its article cut out, its labels, and its title with the place where that stands."""

    page: SeenPage
    cut: Cut
    labels: tuple[lb.Label, ...]
    title: str | None
    title_at: str | None


def conclude(page: SeenPage, known: Known) -> Report:
    """The page as a report, or with the reason why it is none."""
    above = head_length(page.article)
    zone = page.article[:_ABOVE] if above is None and page.loose else page.article[: above or 0]
    listed = recognise_title(known.list_title or "", listed_on=known.listed_on)
    title, recognised = settle_title(page, zone, known, listed)
    titles = title_lines(page.article[: len(zone) + 4], title)
    cut = cut_article(page.article, titles, loose=page.loose)
    seen = _Seen(page, cut, _labels(page, cut), title, title_place(title, page, zone, known.list_title))
    report = _plain_report(seen, known, recognised.report_year)
    verdict = judge_page(recognised, listed, page, report.body, has_files=bool(report.attachments))
    if known.told_year is not None:
        verdict = replace(verdict, kind=Kind.ANNUAL_REPORT, report_year=known.told_year, doubtful=False)
    if verdict.kind is not Kind.ANNUAL_REPORT:
        report = replace(report, kind=verdict.kind, reasons=verdict.reasons)
        return _no_report(report, verdict, title or known.list_title)
    return _full_report(report, seen, verdict, listed.report_year)


def _no_report(plain: Report, verdict: Recognition, title: str | None) -> Report:
    """Whose and of which year it would be goes with what a person shall look at, and with a half-year report."""
    if verdict.doubtful:
        return replace(plain, doubtful=True, report_year=verdict.report_year, issuers=verdict.issuers)
    if verdict.kind is Kind.OTHER and plain.body and (interim := recognise_interim(title or "")):
        flags = (*plain.flags, "interim_only")
        return replace(plain, report_year=interim.report_year, issuers=interim.issuers, flags=flags)
    return plain


def _plain_report(seen: _Seen, known: Known, report_year: int | None) -> Report:
    """What any article has: title, dates, source, numbers, its whole text, files, and where each was read."""
    near = _near(seen)
    publication = _publication(seen, near, known, report_year)
    stamp = publication.stamp
    site = read_site(seen.page, seen.title)
    told = {
        "source": read_source(seen.labels, near, seen.page.meta, seen.title),
        "doc_no": read_document_number(seen.labels, seen.cut.head, seen.title),
        "index_no": read_number(seen.labels, lb.INDEX_NO),
        "site_name": site.name,
        "site_id_code": site.code,
        "column_name": site.column,
    }
    fact = {name: found.value for name, found in told.items() if found}
    unit_code = read_unit_code(fact.get("index_no"))
    where = places(told, title=seen.title_at, published_at=publication.where, unit_code=unit_code and "索引号")
    return Report(
        is_report=False,
        kind=Kind.OTHER,
        title=seen.title,
        published_at=stamp.at if stamp else None,
        published_precision=stamp.precision if stamp else None,
        published_basis=publication.basis,
        published_reason=publication.reason,
        source=fact.get("source"),
        doc_no=fact.get("doc_no"),
        index_no=fact.get("index_no"),
        site_name=fact.get("site_name"),
        site_id_code=fact.get("site_id_code"),
        column_name=fact.get("column_name"),
        dates=publication.seen,
        body="\n".join(seen.cut.text),
        attachments=read_attachments(seen.page.links, known.url or seen.page.meta.get("url")),
        flags=() if stamp else ("date_missing",),
        unit_code=unit_code,
        provenance=where,
    )


def _full_report(plain: Report, seen: _Seen, verdict: Recognition, listed_year: int | None) -> Report:
    """What only a report has: its text divided, its outline, issuers, year, coverage and flaws."""
    parts = divide(seen.cut.text, verdict.issuers, _under(seen.title, seen.cut.head))
    body = read_body(parts, verdict.report_year, listed_year)
    signed = parts.signature.on.on if parts.signature.on else None
    issuers, issued_at = _issuers(plain, seen, verdict, parts)
    where = places(
        {},
        issuers=issued_at,
        report_year="列表页" if body.year.place == "标题" and seen.title_at == "列表页" else body.year.place,
        recipient="正文前" if parts.recipient else None,
        signed_by="落款" if parts.signature.by else None,
        signed_on="落款" if signed else None,
    )
    return replace(
        plain,
        is_report=True,
        kind=verdict.kind,
        issuers=issuers,
        report_year=body.year.year,
        made_title=made_title(plain.title, issuers, body.year.year),
        recipient=parts.recipient,
        signed_by=parts.signature.by,
        signed_on=signed,
        dates=plain.dates + ((DateSeen("signed", signed.isoformat(), "落款"),) if signed else ()),
        body=parts.body,
        outline=body.outline,
        coverage=body.coverage,
        coverage_spans=body.coverage_spans,
        indicators=body.indicators,
        warnings=body.warnings,
        flags=plain.flags + (("year_conflict",) if body.year.conflict else ()),
        doubtful=verdict.doubtful or body.year.year is None,
        reasons=(*verdict.reasons, body.year.reason),
        provenance=plain.provenance | where,
    )


def _issuers(plain: Report, seen: _Seen, verdict: Recognition, parts: Parts) -> tuple[tuple[str, ...], str | None]:
    """The title's or the signature's; the source where neither names one. With the place where they stand."""
    if issuers := fuller(verdict.issuers, parts.signature.by):
        at_title = "列表页" if seen.title_at == "列表页" else "标题"
        return issuers, at_title if issuers == verdict.issuers else "落款"
    publisher = read_publisher(seen.labels)
    for name, where in (
        (plain.source, plain.provenance.get("source")),
        (publisher.value, publisher.where) if publisher else (None, None),
    ):
        if organ := _organ(name):
            return organ, where
    return (), None


def _labels(page: SeenPage, cut: Cut) -> tuple[lb.Label, ...]:
    """Labels around the text, those above it first; a link is no label."""
    above = [*(line.spaced for line in page.before if not line.linked), *cut.head]
    return lb.read_labels(above) + lb.read_labels([*cut.tail, *(line.spaced for line in page.after if not line.linked)])


def _near(seen: _Seen) -> list[str]:
    """The lines between the title and the text, but for a date that the author wrote there."""
    above = [*(line.text for line in seen.page.before if not line.linked), *seen.cut.head][-_ABOVE:]
    written = {line for line in seen.cut.head if is_written_date(line)}
    return [line for line in _under(seen.title, above) if line not in written]


def _publication(seen: _Seen, near: Sequence[str], known: Known, report_year: int | None) -> Publication:
    return settle_publication(
        seen.labels,
        near,
        seen.page.meta,
        url=known.url or seen.page.meta.get("url"),
        listed_on=known.listed_on,
        last_modified=known.last_modified,
        report_year=report_year,
    )


def _under(title: str | None, lines: Sequence[str]) -> Sequence[str]:
    """Those of `lines` that stand below the title."""
    holds_title = title_lines(lines, title)
    return lines[max(holds_title) + 1 :] if holds_title else ()


def _organ(name: str | None) -> tuple[str, ...]:
    """A source that is a unit can be the issuer; 本站 and a site's name cannot."""
    return (name,) if name and is_organ(name) and not name.endswith(("网", "网站", "本站")) else ()
