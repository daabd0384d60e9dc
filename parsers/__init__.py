"""Bytes or text of a page in, facts out; no network, no database, no clock.

>>> from parsers import read_report
>>> report = read_report(page_bytes, url="http://www.example.gov.cn/art/2024/3/1/art_1_2.html")  # doctest: +SKIP
>>> report.title, report.report_year, report.issuers  # doctest: +SKIP
"""

from parsers.decoding import decode_text
from parsers.recognise import recognise_title
from parsers.report import files_wanted, read_report

PARSER_VERSION = "3"
"""Changes whenever the same bytes may be read differently: stored captures are then read again."""

__all__ = ["PARSER_VERSION", "decode_text", "files_wanted", "read_report", "recognise_title"]
