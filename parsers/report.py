"""The package's front door: bytes or text of any kind in, a report out, whatever they hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.posts import Kind, Recognition
from core.reports import Attachment, FileOutcome, Report, TextWarning
from parsers.attachments import FileText, is_binary, is_file, read_file
from parsers.conclude import conclude
from parsers.decoding import decode_text
from parsers.filed import conclude_file, wanted_files, with_files
from parsers.html import read_html
from parsers.known import Known
from parsers.limits import MOST_BYTES
from parsers.page import SeenPage, UnreadableError
from parsers.recognise import recognise_title
from parsers.saved_text import looks_like_html, read_saved_text
from parsers.text import mend_surrogates
from parsers.verdict import without_text


def read_report(
    source: bytes | str,
    *,
    url: str | None = None,
    media_type: str | None = None,
    list_title: str | None = None,
    listed_on: date | None = None,
    last_modified: str | None = None,
    files: Mapping[str, bytes] | None = None,
    told_year: int | None = None,
) -> Report:
    """A saved page or attachment (told apart by content) as a report; never raises for what `source` holds.

    `url` makes links absolute and may bear a date; `media_type` is the Content-Type header; `list_title` and
    `listed_on` are what the list page says of the post; `last_modified` is the HTTP header; `files` are the bytes of
    the page's attachments by address, of which the report is read where the page only points to them (`body_file`
    names the one); `told_year`: a person says that it is the report of this year. A page that is no report, or cannot
    be read, comes back with `is_report` False, its `kind`, and the reason in Chinese; the body of a page that is no
    report is the whole article. Where the list promises a report and nothing can be read, it is doubtful.
    """
    known = Known(url, list_title, listed_on, last_modified, told_year)
    try:
        if isinstance(source, bytes) and is_file(source):
            return conclude_file(_text_of(source), known)
        page = _see(source, media_type)
    except UnreadableError as error:
        return _unreadable(str(error), recognise_title(list_title or "", listed_on=listed_on))
    return _warned(with_files(conclude(page, known), known, files or {}), page.warnings)


def _warned(report: Report, warnings: tuple[TextWarning, ...]) -> Report:
    """What the page itself leaves in doubt belongs to a report whose text stands in the page."""
    told = warnings if report.is_report and not report.body_file else ()
    return replace(report, warnings=(*told, *report.warnings)) if told else report


def files_wanted(
    source: bytes | str,
    *,
    url: str | None = None,
    media_type: str | None = None,
    list_title: str | None = None,
    told_year: int | None = None,
) -> tuple[Attachment, ...]:
    """The attachments that must be fetched before the report can be read: those of a post that only points to them.

    () for a page with a text of its own, and for one that is no report whatever its files hold.
    """
    if isinstance(source, bytes) and is_file(source):
        return ()
    try:
        page = _see(source, media_type)
    except UnreadableError:
        return ()
    return tuple(wanted_files(conclude(page, Known(url, list_title, told_year=told_year))))


def bears_another(source: bytes | str, *, url: str, media_type: str | None, list_title: str) -> bool:
    """Whether a page where the report called `list_title` stood clearly bears something else now: other news, the
    site's home page. A page that bears no text, or the heading alone, does not: it may not have come whole.
    """
    listed = recognise_title(list_title)
    if listed.kind is not Kind.ANNUAL_REPORT or listed.doubtful:
        return False
    hinted = read_report(source, url=url, media_type=media_type, list_title=list_title)
    itself = read_report(source, url=url, media_type=media_type)
    if any(seen.is_report or seen.kind is Kind.ANNUAL_REPORT for seen in (hinted, itself)) or itself.doubtful:
        return False
    return itself.kind is not Kind.OTHER or hinted.kind is Kind.INDEX or not hinted.doubtful


def _text_of(source: bytes) -> FileText:
    found = read_file(source)
    if found.outcome is not FileOutcome.READ:
        raise UnreadableError(found.reason or "文件里没有文字")
    return found


def _see(source: bytes | str, media_type: str | None) -> SeenPage:
    """The page as seen; UnreadableError with the reason where there is nothing to see."""
    if len(source) > MOST_BYTES:
        raise UnreadableError(f"内容过大，超过{MOST_BYTES // 1_000_000}MB，不是一份报告的页面")
    text = mend_surrogates(decode_text(source, media_type)[0] if isinstance(source, bytes) else source)
    if not text.strip():
        raise UnreadableError("内容为空")
    if is_binary(text):
        raise UnreadableError("内容是二进制数据，不是网页或文本")
    page = read_html(text) if looks_like_html(text) else read_saved_text(text)
    if not (page.article or page.before or page.links):
        raise UnreadableError("页面没有可读的正文")
    return page


def _unreadable(reason: str, listed: Recognition) -> Report:
    seen = without_text(Kind.OTHER, reason, listed)
    return Report(
        is_report=False,
        kind=seen.kind,
        issuers=seen.issuers,
        report_year=seen.report_year,
        doubtful=seen.doubtful,
        reasons=seen.reasons,
        flags=("date_missing",),
    )
