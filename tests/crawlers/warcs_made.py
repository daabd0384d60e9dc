"""WARC files as other programs write them, made with warcio."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

AT = datetime(2025, 3, 12, 8, 30, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


class Made:
    """A WARC under construction; `offsets` of its records in order."""

    def __init__(self, path: Path, *, gzip: bool = True, software: str | None = "Wget/1.21") -> None:
        self.path = path
        self.offsets: list[int] = []
        self.ids: list[str] = []
        self._buffer = BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=gzip)
        if software:
            self._write(self._writer.create_warcinfo_record(path.name, {"software": software}))

    def response(
        self,
        url: str,
        body: bytes,
        *,
        at: datetime = AT,
        status: str = "200 OK",
        media_type: str = HTML,
        headers: Iterable[tuple[str, str]] = (),
        warc: dict[str, str] | None = None,
    ) -> str:
        """The record's id."""
        http = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
        return self._record(url, "response", body, {"WARC-Date": iso(at)} | (warc or {}), http_headers=http)

    def resource(self, url: str, body: bytes, media_type: str, *, at: datetime = AT) -> str:
        return self._record(url, "resource", body, {"WARC-Date": iso(at)}, warc_content_type=media_type)

    def revisit(self, url: str, of: bytes, *, at: datetime = AT, refers_to: str | None = None) -> str:
        digest = f"sha1:{hashlib.sha1(of, usedforsecurity=False).hexdigest()}"
        more = {"WARC-Refers-To": refers_to} if refers_to else {}
        record = self._writer.create_revisit_record(url, digest, url, iso(at), warc_headers_dict=more)
        record.rec_headers.replace_header("WARC-Date", iso(at))
        return self._write(record)

    def raw(self, data: bytes) -> None:
        self.offsets.append(self._buffer.tell())
        self._buffer.write(data)

    def saved(self) -> Path:
        self.path.write_bytes(self._buffer.getvalue())
        return self.path

    def _record(self, url: str, kind: str, body: bytes, headers: dict[str, str], **more: Any) -> str:
        record = self._writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=headers, **more
        )
        return self._write(record)

    def _write(self, record: Any) -> str:
        self.offsets.append(self._buffer.tell())
        self._writer.write_record(record)
        self.ids.append(record.rec_headers.get_header("WARC-Record-ID"))
        return self.ids[-1]


def iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
