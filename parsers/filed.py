"""A post whose text only points to its files 附件: what the page says of it, and the text of the file it points to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from core.posts import Kind
from core.reports import Attachment, FileOutcome, Report, TextWarning
from parsers.attachments import FileText, read_file
from parsers.conclude import conclude
from parsers.known import Known
from parsers.limits import LEAST_ALONE
from parsers.page import SeenPage
from parsers.recognise import recognise_title
from parsers.text import han

_OCR = TextWarning("ocr", "正文由图片识别而来，可能有错字，请核对原件")
# what the text says; title, dates, source and numbers stay the page's
_FROM_TEXT = (
    "is_report", "kind", "report_year", "recipient", "signed_by", "signed_on", "body", "outline", "coverage",
    "coverage_spans", "indicators", "warnings",
)  # fmt: skip
_TAKEN = frozenset((*_FROM_TEXT, "issuers", "title", "doc_no"))  # and these, where the page lacks them


@dataclass(frozen=True, slots=True)
class _Filed:
    """An attachment that was read, and the report that its text alone would be."""

    attachment: Attachment
    report: Report


def points_to_files(seen: Report) -> bool:
    """Whether the report, if this post is one, must stand in its files: hardly any text, and no heading in it."""
    if not seen.attachments or seen.outline or han(seen.body) >= LEAST_ALONE:
        return False
    if seen.kind is Kind.ANNUAL_REPORT or seen.doubtful:
        return True
    # 公示公告 over 某镇2024年度法治政府建设情况报告.pdf: the page says nothing, its file's name does
    return seen.kind in (Kind.OTHER, Kind.NOTICE) and any(_is_report(a) for a in seen.attachments)


def _is_report(attachment: Attachment) -> bool:
    named = recognise_title(attachment.name)
    return named.kind is Kind.ANNUAL_REPORT and not named.doubtful


def conclude_file(found: FileText, known: Known) -> Report:
    """The report that a file's text is, read by itself."""
    report = conclude(SeenPage(found.lines, loose=True), known)
    return replace(report, warnings=(_OCR, *report.warnings)) if found.ocr else report


def with_files(seen: Report, known: Known, files: Mapping[str, bytes]) -> Report:
    """The post with its attachments read as far as `files` (address to bytes) goes; the report out of one of them."""
    if not seen.attachments:
        return seen
    points = points_to_files(seen)
    read = [_tried(a, files.get(a.url), wanted=points) for a in seen.attachments]
    seen = replace(seen, attachments=tuple(attachment for attachment, _ in read))
    if not points:
        return seen
    inside = replace(known, list_title=seen.title or known.list_title)
    filed = [_Filed(a, conclude_file(found, inside)) for a, found in _texts(read)]
    best = max(filed, key=_merit, default=None)
    return _merged(seen, best) if best and best.report.is_report else _unread(seen, best)


def _texts(read: Sequence[tuple[Attachment, FileText | None]]) -> Iterator[tuple[Attachment, FileText]]:
    """The texts that were read: each document's, and that of all pictures together, which are pages of one.

    Where a picture could not be had or opened, a page is lacking and the pictures are no text.
    """
    yield from ((a, found) for a, found in read if found and found.lines and not _is_picture(a))
    pages = [(a, found) for a, found in read if _is_picture(a)]
    lines = tuple(line for _, found in pages if found for line in found.lines)
    if lines and all(a.outcome in (FileOutcome.READ, FileOutcome.NO_TEXT) for a, _ in pages):
        first = pages[0][0]
        name = first.name if len(pages) == 1 else f"{first.name}等{len(pages)}幅图片"
        yield replace(first, name=name), FileText(FileOutcome.READ, first.media_type, lines, ocr=True)


def _is_picture(attachment: Attachment) -> bool:
    return (attachment.media_type or "").startswith("image/")


def _tried(attachment: Attachment, body: bytes | None, *, wanted: bool) -> tuple[Attachment, FileText | None]:
    if body is None:
        missing = replace(attachment, outcome=FileOutcome.NOT_FETCHED, reason="附件没有取得")
        return (missing if wanted else attachment), None
    found = read_file(body)
    read = replace(
        attachment,
        media_type=found.media_type or attachment.media_type,
        outcome=found.outcome,
        reason=found.reason,
        sha256=sha256(body).hexdigest(),
    )
    return read, found


def _merit(filed: _Filed) -> tuple[bool, bool, int]:
    """The file that reads as a report, whose name says so, that holds most text."""
    report = filed.report
    return report.is_report, recognise_title(filed.attachment.name).candidate, han(report.body)


def _merged(seen: Report, filed: _Filed) -> Report:
    """The page's title, dates and numbers over the file's text; where the two disagree on the year, a flag."""
    inner, name = filed.report, filed.attachment.name
    year = seen.report_year or inner.report_year
    flags = [flag for flag in (*seen.flags, *inner.flags) if flag != "date_missing" or flag in seen.flags]
    if year != inner.report_year:
        flags.append("year_conflict")
    return replace(
        seen,
        **{field: getattr(inner, field) for field in _FROM_TEXT if field != "report_year"},
        report_year=year,
        title=seen.title or inner.title,
        made_title=None if seen.title or inner.title else inner.made_title,
        doc_no=seen.doc_no or inner.doc_no,
        issuers=seen.issuers if len(seen.issuers) > len(inner.issuers) else inner.issuers or seen.issuers,
        dates=(*seen.dates, *(date for date in inner.dates if date.kind == "signed")),
        flags=tuple(dict.fromkeys(flags)),
        doubtful=inner.doubtful or (seen.kind is not Kind.ANNUAL_REPORT and seen.doubtful),
        reasons=tuple(dict.fromkeys((*seen.reasons, *inner.reasons, f"正文取自附件《{name}》"))),
        provenance=_provenance(seen, inner, name),
        body_file=name,
    )


def _provenance(seen: Report, inner: Report, name: str) -> dict[str, str]:
    """Where each field was read; those of the file say which file, but for what the list told of both."""
    kept = {field for field in ("title", "doc_no") if getattr(seen, field)}
    kept |= {"issuers"} if len(seen.issuers) > len(inner.issuers) else set()
    kept |= {"report_year"} if seen.report_year not in (None, inner.report_year) else set()
    taken = {f: where for f, where in inner.provenance.items() if f in _TAKEN and f not in kept}
    ours = {f: where if where == "列表页" else f"附件《{name}》：{where}" for f, where in taken.items()}
    return {**seen.provenance, **ours, "body": f"附件《{name}》"}


def _unread(seen: Report, best: _Filed | None) -> Report:
    """Nothing that could be read is a report: none is made of it, and a person shall look."""
    if best:
        told = f"附件《{best.attachment.name}》不像年度报告（{'；'.join(best.report.reasons)}）"
    else:
        told = "报告正文在附件中，附件读不出：" + "；".join(_failure(a) for a in seen.attachments)
    return replace(
        seen, is_report=False, doubtful=True, coverage=None, indicators=(), outline=(), reasons=(*seen.reasons, told)
    )


def _failure(attachment: Attachment) -> str:
    return f"《{attachment.name}》{attachment.reason or '没有文字'}"


def wanted_files(seen: Report) -> Sequence[Attachment]:
    """The attachments without which the post cannot be read; those named as a report alone, where any is."""
    if not points_to_files(seen):
        return ()
    named = [a for a in seen.attachments if recognise_title(a.name).candidate]
    return tuple(named or seen.attachments)
