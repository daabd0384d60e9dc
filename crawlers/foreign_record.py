"""One WARC record of another writer, taken apart: whole, as its digest says, its encodings undone; or why not."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import brotli  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.timeutils import iso_date_to_datetime

from core.addresses import without_credentials
from crawlers.records import ASKED, RENDERED, Headers

MOST_BYTES = 32 * 1024 * 1024  # of a page or file
MOST_BLOCK = MOST_BYTES + (64 << 10)  # with its HTTP headers
_TAKEN = frozenset({"response", "resource", "revisit"})
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})
_PARTIAL = "采集时就不完整（截断或分段）"
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)


class RecordProblem(Exception):  # noqa: N818 - a problem of the file's, not an error of the program
    """Why a record cannot be taken, in Chinese."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record that cannot be taken, and why (Chinese). `passed_over`: it is whole, but nothing for us."""

    offset: int
    reason: str
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """A record that holds no answer; `software` is what a warcinfo says of the writer of those that follow."""

    kind: str
    software: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, or a file: `body` is the entity, encodings undone. A revisit has none, but `refers_to` and `digest`.

    `asked_url` is another address than `url` where a redirect led there (our own archives tell).
    """

    kind: str  # response | resource | revisit
    offset: int
    record_id: str
    url: str
    asked_url: str
    at: datetime
    status: int
    headers: Headers
    body: bytes
    digest: str | None  # as the record gives it
    refers_to: str | None
    rendered: bool


def too_large(record: Any) -> bool:
    return (record.length or 0) > MOST_BLOCK


def too_large_flaw(offset: int) -> Flaw:
    return Flaw(offset, f"超过 {MOST_BYTES >> 20} MB", passed_over=True)


def entry_of(record: Any, offset: int) -> Entry | Flaw | Other:
    """Takes a record (not yet parsed) apart. Raises EOFError where the file ends, or is broken, inside it."""
    if record.rec_type == "warcinfo":
        return Other("warcinfo", _software(record))
    if record.rec_type not in _TAKEN:
        return Other(str(record.rec_type))
    if too_large(record):
        return too_large_flaw(offset)
    block = _block(record)
    try:
        return _entry(record, offset, block)
    except RecordProblem as problem:
        return Flaw(offset, str(problem))


def _block(record: Any) -> bytes:
    if record.length is None:
        raise EOFError("no length")
    block: bytes = record.raw_stream.read()
    if len(block) < record.length:
        raise EOFError("short record")
    return block


def _software(record: Any) -> str | None:
    said = _block(record)[:65536] if not too_large(record) else b""
    lines = (line.partition(":") for line in said.decode("utf-8", "replace").splitlines())
    return next((value.strip()[:200] for name, _, value in lines if name.strip().lower() == "software"), None)


def _entry(record: Any, offset: int, block: bytes) -> Entry | Flaw:
    def said(name: str) -> str | None:
        value: str | None = record.rec_headers.get_header(name)
        return value

    url, kind = without_credentials(said("WARC-Target-URI") or ""), record.rec_type
    if said("WARC-Truncated") or said("WARC-Segment-Number"):
        return Flaw(offset, _PARTIAL, passed_over=True)
    http, payload = _parted(kind, url, block)
    status = _status(http) if http else 200
    if kind != "revisit":
        check_digest(said("WARC-Block-Digest"), [block])
    wanted = kind != "revisit" and status == 200
    if wanted and http and _shorter(http, payload):
        return Flaw(offset, _PARTIAL, passed_over=True)
    body = _decoded(http, payload) if wanted else b""
    if wanted:
        check_digest(said("WARC-Payload-Digest"), [payload, body, _unchunked(http, payload)])
    return Entry(
        kind=kind,
        offset=offset,
        record_id=said("WARC-Record-ID") or "",
        url=url,
        asked_url=without_credentials(said(ASKED) or url),
        at=_date(said("WARC-Date") or ""),
        status=status,
        headers=_headers(http, record.content_type),
        body=body,
        digest=said("WARC-Payload-Digest"),
        refers_to=said("WARC-Refers-To"),
        rendered=said(RENDERED) == "true",
    )


def _parted(kind: str, url: str, block: bytes) -> tuple[StatusAndHeaders | None, bytes]:
    """HTTP status and headers, where the record has any, and what follows them."""
    if kind == "resource" or not url.startswith(("http:", "https:")) or not block:
        return None, block
    stream = BytesIO(block)
    try:
        return _HTTP.parse(stream), stream.read()
    except Exception as error:
        raise RecordProblem("应答的头部读不出来") from error


def _status(http: StatusAndHeaders) -> int:
    try:
        return int(http.get_statuscode())
    except (ValueError, TypeError):
        raise RecordProblem("应答没有状态码") from None


def _shorter(http: StatusAndHeaders, payload: bytes) -> bool:
    """Whether less came than the server said it would send."""
    length = http.get_header("Content-Length") or ""
    plain = not (http.get_header("Content-Encoding") or http.get_header("Transfer-Encoding"))
    return plain and length.isdecimal() and int(length[:12]) > len(payload)


def _headers(http: StatusAndHeaders | None, content_type: str | None) -> Headers:
    if http is not None:
        return tuple((str(name), str(value)) for name, value in http.headers)
    return (("Content-Type", content_type),) if content_type else ()


def _date(text: str) -> datetime:
    try:
        return iso_date_to_datetime(text, tz_aware=True)  # type: ignore[no-any-return]
    except (ValueError, TypeError, IndexError):
        raise RecordProblem(f"记录的日期不对：{text[:40] or '没有写明'}") from None


def _decoded(http: StatusAndHeaders | None, payload: bytes) -> bytes:
    """The entity with transfer and content encoding undone, as far as our limit goes."""
    if http is None:
        return payload
    coding = (http.get_header("Content-Encoding") or "").strip().lower()
    if coding not in _CODINGS:
        raise RecordProblem(f"内容编码 {coding[:40]} 不支持")
    if coding == "br":  # a few bytes of brotli may unpack to gigabytes, which warcio would take all at once
        return _within(_Brotli(_unchunked(http, payload)))
    if coding == "x-gzip":
        http.replace_header("Content-Encoding", "gzip")
    record = ArcWarcRecord("warc", "response", None, BytesIO(payload), http, None, len(payload))
    return _within(record.content_stream())


def _unchunked(http: StatusAndHeaders | None, payload: bytes) -> bytes:
    if http is None or (http.get_header("Transfer-Encoding") or "").strip().lower() != "chunked":
        return payload
    return _within(ChunkedDataReader(BytesIO(payload)))


class _Brotli:
    """The bytes unpacked, a little at a time."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._decompressor = brotli.Decompressor()

    def read(self, size: int) -> bytes:
        packed, self._packed = self._packed, b""
        part: bytes = self._decompressor.process(packed, output_buffer_limit=size)
        return part


def _within(stream: Any) -> bytes:
    """All of the stream; RecordProblem where it is longer than a page or file may be."""
    parts, total = [], 0
    try:
        while part := stream.read(65536):
            parts.append(part)
            total += len(part)
            if total > MOST_BYTES:
                raise RecordProblem(f"解压后超过 {MOST_BYTES >> 20} MB")
    except RecordProblem:
        raise
    except Exception as error:
        raise RecordProblem("内容解不开压缩") from error
    return b"".join(parts)


def check_digest(digest: str | None, forms: list[bytes]) -> None:
    """Raises RecordProblem. Writers disagree whether a payload is counted as sent, unchunked or unpacked: one of the
    forms has to fit.
    """
    name, _, value = (digest or "").partition(":")
    algorithm = name.strip().lower().replace("-", "")
    if algorithm not in _DIGESTS or not value:
        return
    sizes = {hashlib.new(algorithm, form, usedforsecurity=False).digest() for form in forms}
    if _raw(value.strip(), hashlib.new(algorithm, usedforsecurity=False).digest_size) not in sizes:
        raise RecordProblem("内容与记录所写的摘要不符，已损坏或被改动")


def _raw(value: str, size: int) -> bytes | None:
    try:
        return bytes.fromhex(value) if len(value) == 2 * size else base64.b32decode(value.upper())
    except (ValueError, binascii.Error):
        return None
