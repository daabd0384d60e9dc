"""The archive 存档: every kept answer as WARC/1.1 records, written before it is read, on the disk before it is told.

One file belongs to one writer. Each record is its own gzip member, so that a record cut short by a kill harms no other.
What is stored is the entity as it was read (transfer and content encodings undone); the HTTP headers stored with it
agree with those bytes, and what the server had said instead stands beside them as `X-Archive-Orig-*`.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from core.pages import Ask, Capture, Page
from core.times import local_day
from crawlers.records import (
    Headers,
    digest_of,
    info_record,
    record_id,
    request_record,
    resource_record,
    response_record,
)


class ArchiveError(Exception):
    """A record cannot be had: the message (Chinese) names file and offset."""


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """A record as it was kept: the entity's bytes, and the status and headers that came with them (200 for a file)."""

    body: bytes
    status: int
    headers: Headers
    url: str


def archive_name(run_id: str, shard: int, at: datetime) -> str:
    """`YYYY/MM/run-<run>-<shard>.warc.gz`, the month as it is in Shanghai at `at`."""
    return f"{local_day(at):%Y/%m}/run-{run_id}-{shard}.warc.gz"


class ArchiveWriter:
    """Writes `folder/name`, or `name-2`, `name-3` … where that is taken. The file appears with the first record."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO | None = None
        self._relative = name

    def keep(self, page: Page, sent: Headers = ()) -> Capture:
        """An answer with the request (`sent` are its headers) that it answers."""
        response = response_record(page)
        offset = self._write(page.fetched_at, response, request_record(page, sent, response))
        return _capture(page, response, self._relative, offset)

    def keep_resource(
        self, url: str, body: bytes, media_type: str | None, at: datetime, origin: str | None = None
    ) -> Capture:
        """A file of its own (brought by a person, or made here): a 'resource', no request and no status of its own."""
        page = Page(Ask(url), url, 200, body, at, (("Content-Type", media_type),) if media_type else ())
        record = resource_record(page, media_type, origin)
        return _capture(page, record, self._relative, self._write(at, record))

    def keep_foreign(self, page: Page, origin: str) -> Capture:
        """An answer that others had: with their date, and without a request, since we asked nobody."""
        record = response_record(page, origin)
        return _capture(page, record, self._relative, self._write(page.fetched_at, record))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, at: datetime, *records: Any) -> int:
        """Appends, waits for the disk, gives the first record's offset. What a failed write left is not continued."""
        file = self._file or self._open(at)
        try:
            offset = file.tell()
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            for record in records:
                writer.write_record(record)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            self._file = None
            with contextlib.suppress(OSError):
                file.close()
            raise
        return offset

    def _open(self, at: datetime) -> BinaryIO:
        path = self._folder / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, made = _create(path)
        self._relative = made.relative_to(self._folder).as_posix()
        WARCWriter(self._file, gzip=True, warc_version="1.1").write_record(info_record(made.name, at))
        return self._file


def read_payload(folder: Path, warc_file: str, offset: int) -> StoredPayload:
    """The record at `offset`, its bytes checked against the digest written with them.

    Raises:
        ArchiveError: no such file, no record there, or its bytes are not those that were kept.
    """
    where = f"存档 {warc_file} 偏移 {offset}"
    try:
        with (folder / warc_file).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, check_digests=True)))
            body: bytes = record.raw_stream.read()
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        if digest == f"sha256:{digest_of(body)}" and record.digest_checker.passed is True:
            return _stored(record, body)
    except FileNotFoundError:
        raise ArchiveError(f"{where}：文件不存在") from None
    except StopIteration:
        raise ArchiveError(f"{where}：此处没有记录") from None
    except Exception as error:  # warcio meets damaged bytes with whatever they happen to break
        raise ArchiveError(f"{where}：记录已损坏（{type(error).__name__}）") from error
    raise ArchiveError(f"{where}：内容与存档时的摘要不符，记录已损坏或被改动")


def _stored(record: Any, body: bytes) -> StoredPayload:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    if record.http_headers is None:
        return StoredPayload(body, 200, (("Content-Type", str(record.content_type)),), url)
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    return StoredPayload(body, int(record.http_headers.get_statuscode()), headers, url)


def _capture(page: Page, record: Any, warc_file: str, offset: int) -> Capture:
    media_type = (page.header("Content-Type") or "").partition(";")[0].strip().lower()
    return Capture(
        url=page.ask.url,
        final_url=page.url,
        status=page.status,
        fetched_at=page.fetched_at,
        digest=digest_of(page.body),
        warc_file=warc_file,
        warc_offset=offset,
        warc_record_id=record_id(record),
        media_type=media_type or None,
        etag=page.header("ETag"),
        last_modified=page.header("Last-Modified"),
        rendered=page.rendered,
    )


def _create(path: Path) -> tuple[BinaryIO, Path]:
    """A file nobody wrote before: what a killed writer left behind is never continued."""
    stem, attempt = path.name.removesuffix(".warc.gz"), 1
    while True:
        made = path if attempt == 1 else path.with_name(f"{stem}-{attempt}.warc.gz")
        try:
            return made.open("xb"), made
        except FileExistsError:
            attempt += 1
