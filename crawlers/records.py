"""WARC/1.1 records out of pages: what was asked, what came, and what a person brought."""

import hashlib
import zlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode, urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date

from core.pages import Page
from settings import VERSION

Headers = tuple[tuple[str, str], ...]

# What a page's headers say in our own name (TLS, redirects, unpacking) belongs to the record, not to the answer.
OURS = "FazhiWatch-"

# Our own fields of a record's WARC header.
RENDERED = "FazhiWatch-Rendered"  # "true": the page as a browser drew it, not the bytes the server sent
ASKED = "FazhiWatch-Asked-URI"  # where a redirect led from there
ORIGIN = "FazhiWatch-Origin"  # where a capture that we did not make ourselves comes from, in words

# Headers that describe how the bytes travelled; stored bytes no longer are as these say.
_TRAVEL = frozenset({"content-encoding", "transfer-encoding", "content-length"})

_EFFORT = 3  # of zlib: a third of the time of its best, for a tenth more bytes

_ASCII = bytes(range(0x80))

_BUILDER: Any = RecordBuilder(warc_version="1.1")


@lru_cache(maxsize=1)  # asked for by each step that the same body goes through
def digest_of(body: bytes) -> str:
    """What two answers are compared by: SHA-256 of the entity, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def response_record(page: Page, origin: str | None = None) -> Any:
    status = f"{page.status} {_phrase(page.status)}".strip()
    theirs = [pair for pair in page.headers if not pair[0].startswith(OURS)]
    http = StatusAndHeaders(status, _in_ascii(replayable(theirs, page.body)), protocol="HTTP/1.1")
    return _record("response", page, page.body, _own(page, origin), http_headers=http)


def request_record(page: Page, sent: Headers, response: Any) -> Any:
    """The request with the headers `sent` that `page`, kept as `response`, answers."""
    parts = urlsplit(page.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = () if "host" in {name.lower() for name, _ in sent} else (("Host", parts.netloc),)
    http = StatusAndHeaders(f"{page.ask.method} {target} HTTP/1.1", _in_ascii([*host, *sent]), is_http_request=True)
    form = page.ask.json if page.ask.json is not None else urlencode(page.ask.form)
    body = form.encode() if page.ask.method == "POST" else b""
    return _record("request", page, body, {"WARC-Concurrent-To": record_id(response)}, http_headers=http)


def resource_record(page: Page, media_type: str | None, origin: str | None = None) -> Any:
    own = _own(page, origin)
    return _record("resource", page, page.body, own, warc_content_type=media_type or "application/octet-stream")


def info_record(file_name: str, at: datetime) -> Any:
    """What the file is and who wrote it."""
    info = {"software": f"FazhiWatch/{VERSION}", "format": "WARC File Format 1.1"}
    record = _BUILDER.create_warcinfo_record(file_name, info)
    record.rec_headers.replace_header("WARC-Date", _warc_date(at))
    return record


def record_id(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def replayable(headers: Iterable[tuple[str, str]], body: bytes) -> Headers:
    """Headers that agree with the decoded `body`; what was said of the bytes on their way is `X-Archive-Orig-*`."""
    length = str(len(body))
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        if name.lower() not in _TRAVEL:
            kept.append((name, value))
        elif (name.lower(), value) != ("content-length", length):
            kept.append((f"X-Archive-Orig-{name}", value))
    return (*kept, ("Content-Length", length))


def _in_ascii(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Bytes that no header may hold are escaped as %XX: warcio does so for some of them, and stumbles over others."""
    return [(_escaped(name), _escaped(value)) for name, value in headers]


def _escaped(text: str) -> str:
    if text.isascii():
        return text
    return quote(text, safe=_ASCII, encoding="latin-1" if all(ord(c) < 0x100 for c in text) else "utf-8")


def _record(kind: str, page: Page, body: bytes, own: dict[str, str], **more: Any) -> Any:
    headers = {"WARC-Date": _warc_date(page.fetched_at), **own}
    if page.rendered:
        headers[RENDERED] = "true"
    if page.ask.url != page.url:
        headers[ASKED] = page.ask.url
    payload = BytesIO(body)
    return _BUILDER.create_warc_record(
        page.url, kind, payload=payload, length=len(body), warc_headers_dict=headers, **more
    )


def _own(page: Page, origin: str | None) -> dict[str, str]:
    notes = {name: value for name, value in page.headers if name.startswith(OURS)}
    own = {"WARC-Payload-Digest": f"sha256:{digest_of(page.body)}", **notes}
    return own | {ORIGIN: origin} if origin else own


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _warc_date(at: datetime) -> str:
    return str(datetime_to_iso_date(at.replace(tzinfo=None), use_micros=at.microsecond > 0))


class GzipMember:
    """One record as a gzip member; warcio's own would take its time for the last percent."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gzip = zlib.compressobj(_EFFORT, zlib.DEFLATED, 16 + zlib.MAX_WBITS)

    def write(self, piece: bytes) -> None:
        self._file.write(self._gzip.compress(piece))

    def flush(self) -> None:
        self._file.write(self._gzip.flush())
