"""Archive files as they lie there 存档文件: every record checked in its place, whatever is damaged named.

Reading goes on behind damage at the next gzip member that holds a record. Nothing is ever changed or unpacked to disk.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawlers.archive_record import Damage, FileRecord, Member, checked
from crawlers.foreign import next_member
from crawlers.revisits import Original, Place

_RUN = re.compile(r"run-(\d{8}T\d{6}-[0-9a-f]{4})\b")
_CHUNK = 1 << 16
_MOST = 256 << 20  # bytes of one record, unpacked; ours are far smaller


def run_of(name: str) -> str | None:
    """The run that wrote a file, by its name."""
    found = _RUN.match(name.rpartition("/")[2])
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Inspected:
    """A whole file: its length, its SHA-256, and what it holds, in the order in which it lies there."""

    name: str
    bytes: int
    sha256: str
    records: tuple[FileRecord, ...]
    damages: tuple[Damage, ...]


def inspect(folder: Path, name: str) -> Inspected:
    """Reads `folder/name` to its end. Raises OSError where the file cannot be read."""
    with (folder / name).open("rb") as file:
        found = list(read_records(file))
        size = file.seek(0, 2)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    records = tuple(one for one in found if isinstance(one, FileRecord))
    return Inspected(name, size, sha256, records, tuple(one for one in found if isinstance(one, Damage)))


def read_records(file: BinaryIO, start: int = 0) -> Iterator[FileRecord | Damage]:
    """Every record from the one at `start` on, in order, and what is damaged between them."""
    for found in _members(file, start):
        if isinstance(found, Damage):
            yield found
        else:
            yield checked(found)


def with_request(folder: Path, name: str, offset: int, record_id: str) -> list[FileRecord]:
    """The record at a place, and the request that was kept behind it; none where it is not there, or damaged.

    Raises OSError where the file cannot be read.
    """
    found: list[FileRecord] = []
    with (folder / name).open("rb") as file:
        for one in read_records(file, offset):
            if isinstance(one, Damage) or (one.concurrent_to if found else one.record_id) != record_id:
                break
            found.append(one)
    return found


def original_of(folder: Path, place: Place, digest: str) -> Original | None:
    """The response at a place whose payload has this digest, read back and found sound; of a repetition there, the one
    that it refers to. None where it cannot be had: what refers to nothing is no evidence.
    """
    found = _at(folder, place)
    if found and found.kind == "revisit" and found.original:
        place = found.original
        found = _at(folder, place)
    if found is None or (found.kind, found.digest) != ("response", digest):
        return None
    return Original(place, found.record_id, found.url, found.date)


def _at(folder: Path, place: Place) -> FileRecord | None:
    try:
        with (folder / place[0]).open("rb") as file:
            found = next(read_records(file, place[1]), None)
    except OSError:
        return None
    return found if isinstance(found, FileRecord) else None


def member_bytes(folder: Path, name: str, record: FileRecord) -> bytes:
    """The record as it lies there, packed: to be copied."""
    with (folder / name).open("rb") as file:
        file.seek(record.offset)
        return file.read(record.length)


def packed_as_ever(folder: Path, name: str, record: FileRecord) -> bool:
    """Whether packing the record anew gives the very bytes that lie there.

    Where but a padding bit of the packing was turned over its content is sound, and nothing else tells which it was.
    """
    packed = member_bytes(folder, name, record)
    data = zlib.decompress(packed, 31)
    return any(_packed(data, effort) == packed for effort in range(1, 10))


def _packed(data: bytes, effort: int) -> bytes:
    press = zlib.compressobj(effort, zlib.DEFLATED, 31)
    return press.compress(data) + press.flush()


def _members(file: BinaryIO, start: int) -> Iterator[Member | Damage]:
    size = file.seek(0, 2)
    if not size:
        yield Damage(0, None, "empty", "文件是空的")
    buffer = b""
    offset: int | None = file.seek(start)
    while offset is not None and offset < size:
        found = _unpack(file, offset, buffer)
        if isinstance(found, tuple):
            member, buffer = found
            yield member
            offset += member.length
            continue
        resume = next_member(file, offset + 1)
        yield Damage(offset, None if resume is None else resume - offset, *found.said(resume is None))
        offset, buffer = resume, b""
        file.seek(offset or 0)


@dataclass(frozen=True, slots=True)
class _Unpacking:
    """Why a member could not be unpacked; `cut`: its bytes were sound as far as the file goes."""

    kind: str
    cut: bool = False

    def said(self, last: bool) -> tuple[str, str]:
        if self.kind == "garbage":
            return "garbage", "此处不是存档记录，而是别的内容"
        if self.cut:
            return "truncated", "记录没有写完，文件在此中断" if last else "记录没有写完，其后另有记录"
        return "gzip", "记录的压缩数据已损坏"


def _unpack(file: BinaryIO, offset: int, buffer: bytes) -> tuple[Member, bytes] | _Unpacking:
    """The member at `offset` and the bytes read beyond it; `buffer` are those read beyond the one before."""
    unpacker = zlib.decompressobj(31)
    parts: list[bytes] = []
    total = read = 0
    chunk = buffer or file.read(_CHUNK)
    if not b"\x1f\x8b\x08".startswith(chunk[:3]):
        return _Unpacking("garbage")
    try:
        while chunk:
            parts.append(unpacker.decompress(chunk))
            read += len(chunk)
            total += len(parts[-1])
            if unpacker.eof:
                rest = unpacker.unused_data
                return Member(offset, read - len(rest), b"".join(parts)), rest
            if total > _MOST:
                break
            chunk = file.read(_CHUNK)
    except zlib.error:
        return _Unpacking("gzip")
    return _Unpacking("truncated", cut=total <= _MOST)
