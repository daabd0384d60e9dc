"""A page read as a yearly report: the parts of this package, in the order in which they need each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.posts import Kind, Recognition
from core.reports import Attachment, DateSeen, Report, Warning_
from parsers import labels as lb
from parsers.article import (
    Cut,
    Signature,
    cut_article,
    head_length,
    read_doc_no,
    take_head_signature,
    take_recipient,
    take_signature,
)
from parsers.decoding import decode_text
from parsers.flaws import find_flaws
from parsers.headline import find_title, title_lines
from parsers.html import read_html
from parsers.issuers import fuller, is_organ
from parsers.items import judge_coverage
from parsers.links import read_attachments
from parsers.outline import read_outline
from parsers.page import SeenPage
from parsers.publication import Publication, settle_publication
from parsers.recognise import recognise_title
from parsers.saved_text import looks_like_html, read_saved_text
from parsers.sources import read_number, read_publisher, read_source
from parsers.text import mend_surrogates
from parsers.verdict import judge_page
from parsers.years import settle_year

_FILES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "压缩包（docx、ofd、xlsx 等）"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 或 WPS 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"\x1f\x8b", "压缩数据"),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a page from outside it."""

    url: str | None
    list_title: str | None
    listed_on: date | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """A report's text in its parts."""

    recipient: str | None
    body: str
    signature: Signature


def read_report(
    source: bytes | str,
    *,
    url: str | None = None,
    media_type: str | None = None,
    list_title: str | None = None,
    listed_on: date | None = None,
    last_modified: str | None = None,
) -> Report:
    """A saved page (HTML or text, told apart by content) as a report; never raises for what `source` holds.

    `url` makes links absolute and may bear a date; `media_type` is the Content-Type header; `list_title`, `listed_on`
    what the list page says of the post; `last_modified` the HTTP header. A page that is no report, or cannot be read,
    comes back with `is_report` False, its `kind`, and the reason in Chinese; its body is then the whole article.

    >>> read_report("某镇……").is_report
    False
    """
    if isinstance(source, bytes) and (name := _file_kind(source)):
        return _unreadable(f"内容是{name}，不是网页或文本")
    text = decode_text(source, media_type)[0] if isinstance(source, bytes) else source
    text = mend_surrogates(text)
    if _is_binary(text):
        return _unreadable("内容是二进制数据，不是网页或文本" if text else "内容为空")
    page = read_html(text) if looks_like_html(text) else read_saved_text(text)
    if page is None or not (page.article or page.before):
        return _unreadable("页面没有可读的正文")
    return _read_page(page, _Known(url, list_title, listed_on, last_modified))


def _file_kind(body: bytes) -> str | None:
    return next((name for magic, name in _FILES if body.startswith(magic)), None)


def _is_binary(text: str) -> bool:
    """Nothing at all, or more than one in ten characters that no text holds."""
    head = text[:100_000]
    odd = sum(1 for c in head if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v"))
    return not text.strip() or 10 * odd > len(head)


def _unreadable(reason: str) -> Report:
    return Report(is_report=False, kind=Kind.OTHER, reasons=(reason,), flags=("date_missing",))


def _read_page(page: SeenPage, known: _Known) -> Report:
    zone = page.article[: head_length(page.article)]
    title = find_title(page, zone) or _listed_title(known)
    titles = title_lines(page.article[: len(zone) + 4], title)
    cut = cut_article(page.article, titles, loose=page.loose)
    labels = _labels(page, cut)
    base = known.url or page.meta.get("url")
    attachments = read_attachments(page.links, base)
    recognised = recognise_title(title or "", listed_on=known.listed_on, context=page.meta.get("columnname"))
    sections, _ = read_outline("\n".join(cut.text), recognised.report_year)
    verdict = judge_page(recognised, page, cut.text, sections, has_files=bool(attachments))
    publication = settle_publication(
        labels,
        _near_title(page, cut, title),
        page.meta,
        url=base,
        listed_on=known.listed_on,
        last_modified=known.last_modified,
    )
    return _report(page, cut, title, verdict, labels, publication, attachments)


def _listed_title(known: _Known) -> str | None:
    """The list's title where the page shows none, unless the list cuts it."""
    title = (known.list_title or "").strip()
    return title if title and not recognise_title(title).kind is Kind.OTHER and not title.endswith(("…", "...")) else None


def _labels(page: SeenPage, cut: Cut) -> tuple[lb.Label, ...]:
    """Labels around the text, those above it first."""
    above = [*(line.text for line in page.before), *cut.head]
    return lb.read_labels(above) + lb.read_labels([*cut.tail, *(line.text for line in page.after)])


def _near_title(page: SeenPage, cut: Cut, title: str | None) -> Sequence[str]:
    """The lines between the title and the text: an unlabelled date there is the post's."""
    above = [*(line.text for line in page.before if not line.linked), *cut.head]
    holds_title = title_lines(above, title)
    return above[max(holds_title) + 1 :] if holds_title else ()


def _report(
    page: SeenPage,
    cut: Cut,
    title: str | None,
    verdict: Recognition,
    labels: Sequence[lb.Label],
    publication: Publication,
    attachments: tuple[Attachment, ...],
) -> Report:
    """Everything concluded, put together. Only a report's text is divided into recipient, body and signature."""
    is_report = verdict.kind is Kind.ANNUAL_REPORT
    parts = _divide(cut.text, verdict.issuers) if is_report else _Parts(None, "\n".join(cut.text), Signature())
    outline, numbering = read_outline(parts.body, verdict.report_year)
    year = settle_year(verdict.report_year, parts.body.split("\n"), outline)
    if is_report and year.year != verdict.report_year:  # items depend on the year: 2022年工作安排 is a plan in 2021's report
        outline, numbering = read_outline(parts.body, year.year)
    source = read_source(labels, page.meta)
    signed_on = parts.signature.on
    stamp = publication.stamp
    report = Report(
        is_report=is_report,
        kind=verdict.kind,
        title=title,
        published_at=stamp.at if stamp else None,
        published_precision=stamp.precision if stamp else None,
        published_basis=publication.basis,
        source=source,
        doc_no=read_number(labels, lb.DOC_NO) or next((n for line in cut.head if (n := read_doc_no(line))), None),
        index_no=read_number(labels, lb.INDEX_NO),
        dates=publication.seen,
        body=parts.body,
        attachments=attachments,
        flags=() if stamp else ("date_missing",),
        reasons=verdict.reasons,
    )
    if not is_report:
        return report
    return replace(
        report,
        issuers=fuller(verdict.issuers, parts.signature.by) or _organ(source) or _organ(read_publisher(labels)),
        report_year=year.year,
        recipient=parts.recipient,
        signed_by=parts.signature.by,
        signed_on=signed_on.on if signed_on else None,
        dates=report.dates + ((DateSeen("signed", signed_on.on.isoformat(), "落款"),) if signed_on and signed_on.on else ()),
        outline=outline,
        coverage={key: value for key, value in judge_coverage(outline, parts.body, year.year).items()},
        warnings=_warnings(parts, numbering),
        flags=report.flags + (("year_conflict",) if year.conflict else ()),
        doubtful=verdict.doubtful or year.year is None,
        reasons=(*verdict.reasons, year.reason),
    )


def _divide(text: tuple[str, ...], issuers: tuple[str, ...]) -> _Parts:
    signature, text = take_signature(text, issuers)
    above, text = take_head_signature(text)
    recipient, text = take_recipient(text)
    if not (signature.by or signature.on):
        signature = above
    return _Parts(recipient, "\n".join(text), signature)


def _organ(name: str | None) -> tuple[str, ...]:
    return (name,) if name and is_organ(name) and not name.endswith("网") and name != "本站" else ()


def _warnings(parts: _Parts, numbering: tuple[Warning_, ...]) -> tuple[Warning_, ...]:
    found = sorted([*find_flaws(parts.body), *numbering], key=lambda w: w.start)
    if parts.signature.on and parts.signature.on.flaw:
        code = "dropped_character" if parts.signature.on.on else "ambiguous_date"
        found.append(Warning_(code, parts.signature.on.flaw))
    return tuple(found)
