"""Revisit records 重复记录: a page that came again with the same bytes refers to those that were kept before."""

from dataclasses import dataclass
from typing import Any

from warcio.recordbuilder import RecordBuilder

from core.pages import Page
from crawlers.records import digest_of, response_record

# Where the record lies that ours refers to, beside the fields of the standard, which name it but do not say where.
ORIGINAL = "FazhiWatch-Refers-To-Place"

Place = tuple[str, int]
"""A file, relative to the archive folder, and an offset in it."""

_BUILDER: Any = RecordBuilder(warc_version="1.1")
_NOT_ITS = frozenset({"warc-type", "warc-record-id", "warc-payload-digest"})


@dataclass(frozen=True, slots=True)
class Original:
    """A response whose bytes are kept; `at` as its record writes it."""

    place: Place
    record_id: str
    url: str
    at: str


def place_said(text: str | None) -> Place | None:
    """The place as a record says it: `file offset`."""
    file, _, offset = (text or "").rpartition(" ")
    return (file, int(offset)) if file and offset.isdecimal() else None


def revisit_record(page: Page, original: Original) -> Any:
    """Status and headers of `page`; its bytes are those of the original."""
    response = response_record(page)
    own = {name: value for name, value in response.rec_headers.headers if name.lower() not in _NOT_ITS}
    file, offset = original.place
    return _BUILDER.create_revisit_record(
        page.url,
        f"sha256:{digest_of(page.body)}",
        original.url,
        original.at,
        http_headers=response.http_headers,
        warc_headers_dict=own | {"WARC-Refers-To": original.record_id, ORIGINAL: f"{file} {offset}"},
    )
