"""WARC files that others wrote: their records one by one, each costing itself only, in bounded memory."""

import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from crawlers.foreign_record import Entry, Flaw, Other, RecordProblem, entry_of, too_large, too_large_flaw

_GZIP = b"\x1f\x8b"
_START_OF_MEMBER = re.compile(rb"\x1f\x8b\x08")
_START_OF_RECORD = re.compile(rb"(?<=\r\n\r\n)WARC/\d")
_MOST_LINE = 64 << 10
_MOST_LINES = 1 << 20  # bytes of header lines before one record
_STEP = 1 << 20
_CUT = "文件在此中断，其后的内容已丢失"


class NoWarcError(Exception):
    """Why the file cannot be read as WARC at all, in Chinese."""


def is_warc(path: Path) -> bool:
    """Whether its first bytes are a WARC record's, packed or not."""
    with path.open("rb") as file:
        return _begins_record(file, 0)


class WarcFile:
    """A WARC file (.warc, .warc.gz) as it lies there; nothing is unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> Iterator[Entry | Flaw | Other]:
        """Every response, resource and revisit in order, what is wrong with some, and the kind of every other.

        Raises NoWarcError before the first record where the file is none. What is damaged is skipped: the next record
        is looked for behind it.
        """
        with self.path.open("rb") as file:
            if not _begins_record(file, 0):
                raise NoWarcError(_no_warc(file))
            start: int | None = 0
            while start is not None:
                start = yield from _run(file, start)

    def at(self, offset: int) -> Entry:
        """One record again; RecordProblem where it is not as it was."""
        with self.path.open("rb") as file:
            found = next(_run(file, offset), None)
        if not isinstance(found, Entry):
            raise RecordProblem(found.reason if isinstance(found, Flaw) else "记录读不出来")
        return found


class _BoundedLines(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio reads header lines of any length and number; ours have an end."""

    lines = 0

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _MOST_LINE, _MOST_LINE))
        self.lines += len(line)
        if self.lines > _MOST_LINES:
            raise ArchiveLoadFailed("endless header")
        return line


Records = Generator[Entry | Flaw | Other, None, int | None]


def _run(file: BinaryIO, start: int) -> Records:
    """Reads on from `start` until the file ends or something breaks; gives where to go on, None at the end."""
    file.seek(start)
    packed = file.read(2) == _GZIP
    file.seek(start)
    records = ArchiveIterator(file, no_record_parse=True)
    records.reader = _BoundedLines(file)
    last: Any = None
    while True:
        try:
            with _hushed():
                record = next(records, None)
            if record is None:
                break
            last, at, records.reader.lines = record, records.offset, 0
            if too_large(record) and records.reader.decompressor:
                yield too_large_flaw(records.offset)
                return _next_start(file, records.offset + 1)  # it is passed over as it lies there, packed
            with _hushed():
                found = entry_of(record, records.offset)
        except Exception as error:  # warcio meets damaged bytes with whatever they happen to break
            return (yield from _broken(file, start, records.offset, error))
        yield found
        if packed and isinstance(found, Flaw) and not found.passed_over:
            return _next_start(file, at + 1)  # damaged bytes may unpack to anything, and hide where the next one begins
    if last is None or last.raw_stream.limit or records.offset < _size(file):
        yield Flaw(records.offset, _CUT)
    return None


def _broken(file: BinaryIO, start: int, at: int, error: Exception) -> Records:
    """Where to go on after the record at `at` could not be read: it gets a second chance by itself, if it had none."""
    if at > start and _begins_record(file, at):
        return at
    resume = _next_start(file, at + 1)
    if "non-chunked" in str(error):
        yield Flaw(at, "整个文件压成了一个 gzip 块，无法逐条读取：请先用 gunzip 解压再导入")
        return None
    yield Flaw(at, _CUT if resume is None else "记录已损坏，已跳过")
    return resume


@contextmanager
def _hushed() -> Iterator[None]:
    """warcio writes its remarks on damaged bytes to standard error; we have our own."""
    with redirect_stderr(StringIO()):
        yield


def _begins_record(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    head = file.read(512)
    if not head.startswith(_GZIP):
        return head.startswith(b"WARC/")
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _next_start(file: BinaryIO, start: int) -> int | None:
    """The first place from `start` where a record begins: a gzip member, or a plain record behind an empty line."""
    file.seek(0)
    return _next(file, start, _START_OF_MEMBER if file.read(2) == _GZIP else _START_OF_RECORD)


def next_member(file: BinaryIO, start: int) -> int | None:
    """The first place from `start` where a packed record begins."""
    return _next(file, start, _START_OF_MEMBER)


def _next(file: BinaryIO, start: int, mark: re.Pattern[bytes]) -> int | None:
    position = max(start - 4, 0)
    while True:
        file.seek(position)
        window = file.read(_STEP)
        for found in mark.finditer(window):
            at = position + found.start()
            if at >= start and _begins_record(file, at):
                return at
        if len(window) < _STEP:
            return None
        position += _STEP - 16  # a mark may lie across two steps


def _size(file: BinaryIO) -> int:
    return file.seek(0, SEEK_END)


def _no_warc(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(4)
    if not head:
        return "文件是空的"
    if head == b"\x28\xb5\x2f\xfd":
        return "是 zstd 压缩的 WARC，暂不支持：请先解压再导入"
    return "不是 WARC 文件"
