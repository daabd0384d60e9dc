"""A record of an archive file of ours, taken apart as it lies there: whole, its digests checked; or what is damaged."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from warcio.statusandheaders import StatusAndHeadersParser
from warcio.timeutils import iso_date_to_datetime

from core.pages import Ask, Capture, Page
from crawlers.foreign_record import RecordProblem, check_digest
from crawlers.records import ASKED, ORIGIN, RENDERED, Headers
from crawlers.revisits import ORIGINAL, Place, place_said

CAPTURES = frozenset({"response", "resource", "revisit"})  # the kinds that a row of the database stands for
_WARC = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0"])
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A record that is whole, and whose digests are those of its bytes. `length` is that of its gzip member.

    `digest` is the SHA-256 of the payload (of a revisit: of the one referred to); `status` and `headers` are HTTP's.
    """

    offset: int
    length: int
    kind: str
    record_id: str
    url: str
    asked_url: str
    at: datetime
    digest: str
    status: int
    headers: Headers
    rendered: bool
    origin: str | None
    concurrent_to: str | None
    refers_to: str | None
    original: Place | None  # of a revisit: where the record lies that it refers to
    date: str  # `at` as it is written


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no sound record. `kind`: empty, truncated, garbage, gzip, malformed, digest; `detail` is Chinese.

    `length` is None where they go on to the end of the file; `record_id` is what they were, where it can still be read.
    """

    offset: int
    length: int | None
    kind: str
    detail: str
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member, unpacked: `length` is that of its packed bytes."""

    offset: int
    length: int
    data: bytes


def checked(member: Member) -> FileRecord | Damage:
    """The record that the member holds."""
    headers = None
    try:
        headers, block = _taken_apart(member.data)
        return _record(member, headers, block)
    except RecordProblem as problem:
        kind, detail = "digest", str(problem)
    except Exception as error:  # the parsers meet broken bytes with whatever these happen to break
        kind, detail = "malformed", f"记录的结构不对（{type(error).__name__}）"
    record_id = headers.get_header("WARC-Record-ID") if headers else None
    return Damage(member.offset, member.length, kind, detail, record_id)


def _taken_apart(data: bytes) -> tuple[Any, bytes]:
    """The record's own headers and its block, which nothing but an empty line may follow."""
    stream = BytesIO(data)
    headers = _WARC.parse(stream)
    start, length = stream.tell(), int(headers.get_header("Content-Length"))
    if length < 0 or data[start + length :] != _END:
        raise ValueError("length")
    return headers, data[start : start + length]


def _record(member: Member, headers: Any, block: bytes) -> FileRecord:
    def said(name: str) -> str | None:
        value: str | None = headers.get_header(name)
        return value

    kind, url = str(said("WARC-Type")), said("WARC-Target-URI") or ""
    check_digest(said("WARC-Block-Digest"), [block])
    http, payload = _parted(kind, said("Content-Type") or "", block)
    declared = said("WARC-Payload-Digest")
    if kind != "revisit":
        check_digest(declared, [payload])
    return FileRecord(
        offset=member.offset,
        length=member.length,
        kind=kind,
        record_id=said("WARC-Record-ID") or "",
        url=url,
        asked_url=said(ASKED) or url,
        at=iso_date_to_datetime(said("WARC-Date"), tz_aware=True),
        digest=(declared or "").removeprefix("sha256:"),
        status=int(http.get_statuscode()) if http and kind != "request" else 200,
        headers=_headers(http, said("Content-Type")),
        rendered=said(RENDERED) == "true",
        origin=said(ORIGIN),
        concurrent_to=said("WARC-Concurrent-To"),
        refers_to=said("WARC-Refers-To"),
        original=place_said(said(ORIGINAL)),
        date=said("WARC-Date") or "",
    )


def _parted(kind: str, content_type: str, block: bytes) -> tuple[Any, bytes]:
    """HTTP's first line and headers, where the record has them, and the payload."""
    if kind == "resource" or not content_type.startswith("application/http"):
        return None, block
    stream = BytesIO(block)
    return _HTTP.parse(stream), block[stream.tell() :]


def _headers(http: Any, content_type: str | None) -> Headers:
    if http is not None:
        return tuple((str(name), str(value)) for name, value in http.headers)
    return (("Content-Type", content_type),) if content_type else ()


def page_of(record: FileRecord, body: bytes) -> Page:
    """The record as the page that it was."""
    return Page(
        Ask(record.asked_url), record.url, record.status, body, record.at, record.headers, rendered=record.rendered
    )


def capture_of(file: str, record: FileRecord) -> Capture:
    """What a row of the database says of a record of `file`."""
    page = page_of(record, b"")
    media_type = (page.header("Content-Type") or "").partition(";")[0].strip().lower()
    return Capture(
        url=record.asked_url,
        final_url=record.url,
        status=record.status,
        fetched_at=record.at,
        digest=record.digest,
        warc_file=file,
        warc_offset=record.offset,
        warc_record_id=record.record_id,
        media_type=media_type or None,
        etag=page.header("ETag"),
        last_modified=page.header("Last-Modified"),
        rendered=record.rendered,
    )
