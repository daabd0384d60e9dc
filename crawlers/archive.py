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
from crawlers.archive_files import original_of
from crawlers.records import (
    GzipMember,
    Headers,
    digest_of,
    info_record,
    record_id,
    request_record,
    resource_record,
    response_record,
)
from crawlers.revisits import ORIGINAL, Place, place_said, revisit_record


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
    """Writes `folder/name`, or `name-2`, `name-3` … where that is taken. The file appears with the first record.

    What is kept is on the disk at once; what is written, after the next `sync`.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO | None = None
        self._relative = name
        self._in_doubt: list[BinaryIO] = []  # files with records that the disk may not hold yet

    def keep(self, page: Page, sent: Headers = ()) -> Capture:
        """An answer with the request (`sent` are its headers) that it answers."""
        capture = self.write(page, sent)
        self.sync()
        return capture

    def write(self, page: Page, sent: Headers = ()) -> Capture:
        """As `keep`, without waiting for the disk: not to be told of before `sync`."""
        response = response_record(page)
        offset = self._append(page.fetched_at, response, request_record(page, sent, response))
        return _capture(page, response, self._relative, offset)

    def write_again(self, page: Page, sent: Headers, place: Place) -> Capture:
        """As `write`, for bytes that were kept before at a `place`: they are referred to, as long as they are there."""
        original = original_of(self._folder, place, digest_of(page.body))
        if original is None:
            return self.write(page, sent)
        revisit = revisit_record(page, original)
        offset = self._append(page.fetched_at, revisit, request_record(page, sent, revisit))
        return _capture(page, revisit, self._relative, offset)

    def sync(self) -> None:
        """Waits for the disk. Raises OSError, and what was written since the last time is not to be told of then."""
        files, self._in_doubt = self._in_doubt, []
        try:
            for file in files:
                os.fsync(file.fileno())
        except OSError:
            self._file = None  # what a failed write left is not continued
            raise
        finally:
            for file in files:
                if file is not self._file:
                    with contextlib.suppress(OSError):
                        file.close()

    def keep_resource(
        self, url: str, body: bytes, media_type: str | None, at: datetime, origin: str | None = None
    ) -> Capture:
        """A file of its own (brought by a person, or made here): a 'resource', no request and no status of its own."""
        page = Page(Ask(url), url, 200, body, at, (("Content-Type", media_type),) if media_type else ())
        record = resource_record(page, media_type, origin)
        return self._kept(page, record, at)

    def keep_foreign(self, page: Page, origin: str) -> Capture:
        """An answer that others had: with their date, and without a request, since we asked nobody."""
        record = response_record(page, origin)
        return self._kept(page, record, page.fetched_at)

    def close(self) -> None:
        self.sync()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _kept(self, page: Page, record: Any, at: datetime) -> Capture:
        offset = self._append(at, record)
        self.sync()
        return _capture(page, record, self._relative, offset)

    def _append(self, at: datetime, *records: Any) -> int:
        """Gives the first record's offset. What a failed write left is not continued; a file of nothing else goes."""
        new = self._file is None
        file = self._file or self._open(at)
        if file not in self._in_doubt:
            self._in_doubt.append(file)
        try:
            offset = file.tell()
            for record in records:
                _write(file, record)
            file.flush()
        except OSError:
            self._file = None
            if new:
                self._in_doubt.remove(file)
                with contextlib.suppress(OSError):
                    Path(file.name).unlink()
                    file.close()
            raise
        return offset

    def _open(self, at: datetime) -> BinaryIO:
        path = self._folder / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, made = _create(path)
        self._relative = made.relative_to(self._folder).as_posix()
        _write(self._file, info_record(made.name, at))
        return self._file


def _write(file: BinaryIO, record: Any) -> None:
    WARCWriter(GzipMember(file), gzip=False, warc_version="1.1").write_record(record)


def read_payload(folder: Path, warc_file: str, offset: int) -> StoredPayload:
    """The record at `offset`, its bytes (of a repetition, those that it refers to) checked against its digest.

    Raises:
        ArchiveError: no such file, no record there, or its bytes are not those that were kept.
    """
    where = f"存档 {warc_file} 偏移 {offset}"
    record, body = _read(folder, warc_file, offset, where)
    if record.rec_type != "revisit":
        return _checked(record, body, where)
    place = place_said(record.rec_headers.get_header(ORIGINAL))
    if place is None:
        raise ArchiveError(f"{where}：重复记录没有指明原记录的位置")
    behind = f"{where} 所引用的 {place[0]} 偏移 {place[1]}"
    original = _checked(*_read(folder, *place, behind), behind)
    if _digest(record) != f"sha256:{digest_of(original.body)}":
        raise ArchiveError(f"{behind}：内容不是这条重复记录所指的内容")
    return _stored(record, original.body)


def _checked(record: Any, body: bytes, where: str) -> StoredPayload:
    if record.digest_checker.passed is True and _digest(record) == f"sha256:{digest_of(body)}":
        return _stored(record, body)
    raise ArchiveError(f"{where}：内容与存档时的摘要不符，记录已损坏或被改动")


def _digest(record: Any) -> str | None:
    digest: str | None = record.rec_headers.get_header("WARC-Payload-Digest")
    return digest


def _read(folder: Path, warc_file: str, offset: int, where: str) -> tuple[Any, bytes]:
    try:
        with (folder / warc_file).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, check_digests=True)))
            return record, record.raw_stream.read()
    except FileNotFoundError:
        raise ArchiveError(f"{where}：文件不存在") from None
    except StopIteration:
        raise ArchiveError(f"{where}：此处没有记录") from None
    except Exception as error:  # warcio meets damaged bytes with whatever they happen to break
        raise ArchiveError(f"{where}：记录已损坏（{type(error).__name__}）") from error


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
