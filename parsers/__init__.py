"""Bytes or text of a page in, facts out; no network, no database, no clock.

>>> from parsers import read_report
>>> report = read_report(page_bytes, url="http://www.example.gov.cn/art/2024/3/1/art_1_2.html")  # doctest: +SKIP
>>> report.title, report.report_year, report.issuers  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

from parsers.decoding import decode_text
from parsers.recognise import (
    is_report_column,
    may_be_promised,
    may_be_report,
    recognise_interim,
    recognise_title,
)

if TYPE_CHECKING:
    from parsers.report import bears_another, files_wanted, read_report

PARSER_VERSION = "3"
"""Changes whenever the same bytes may be read differently: stored captures are then read again."""

__all__ = [
    "PARSER_VERSION",
    "bears_another",
    "decode_text",
    "files_wanted",
    "is_report_column",
    "may_be_promised",
    "may_be_report",
    "read_report",
    "recognise_interim",
    "recognise_title",
]


def __getattr__(name: str) -> Any:
    """The reader of reports takes half a second to load, and most processes that read lists meet no report."""
    if name not in ("bears_another", "files_wanted", "read_report"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from parsers import report  # noqa: PLC0415

    return getattr(report, name)
