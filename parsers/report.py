"""The package's front door: bytes or text of any kind in, a report out, whatever they hold."""

import re
from datetime import date

from core.posts import Kind, Recognition
from core.reports import Report
from parsers.conclude import Known, conclude
from parsers.decoding import decode_text
from parsers.html import read_html
from parsers.page import SeenPage, UnreadableError
from parsers.recognise import recognise_title
from parsers.saved_text import looks_like_html, read_saved_text
from parsers.text import mend_surrogates
from parsers.verdict import without_text

_FILES = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "压缩包（docx、ofd、xlsx 等）"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 或 WPS 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"\x1f\x8b", "压缩数据"),
)
_ODD = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


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

    `url` makes links absolute and may bear a date; `media_type` is the Content-Type header; `list_title` and
    `listed_on` are what the list page says of the post; `last_modified` is the HTTP header. A page that is no report,
    or cannot be read, comes back with `is_report` False, its `kind`, and the reason in Chinese; the body of a page
    that is no report is the whole article. Where the list promises a report and nothing can be read, it is doubtful.
    """
    try:
        page = _see(source, media_type)
    except UnreadableError as error:
        return _unreadable(str(error), recognise_title(list_title or "", listed_on=listed_on))
    return conclude(page, Known(url, list_title, listed_on, last_modified))


def _see(source: bytes | str, media_type: str | None) -> SeenPage:
    """The page as seen; UnreadableError with the reason where there is nothing to see."""
    if isinstance(source, bytes) and (name := _file_kind(source)):
        raise UnreadableError(f"内容是{name}，不是网页或文本")
    text = mend_surrogates(decode_text(source, media_type)[0] if isinstance(source, bytes) else source)
    if not text.strip():
        raise UnreadableError("内容为空")
    if _is_binary(text):
        raise UnreadableError("内容是二进制数据，不是网页或文本")
    page = read_html(text) if looks_like_html(text) else read_saved_text(text)
    if not (page.article or page.before or page.links):
        raise UnreadableError("页面没有可读的正文")
    return page


def _file_kind(body: bytes) -> str | None:
    return next((name for magic, name in _FILES if body.startswith(magic)), None)


def _is_binary(text: str) -> bool:
    """More than one character in ten is one that no text holds."""
    head = text[:100_000]
    return 10 * len(_ODD.findall(head)) > len(head)


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
