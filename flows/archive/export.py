"""Copying out 导出存档: one WARC with every record that concerns a unit's obligation, for others' tools to open."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from warcio.warcwriter import WARCWriter

from core.dossiers import KeptCapture
from core.problems import UserProblem, os_words
from crawlers.archive_files import member_bytes, with_request
from crawlers.archive_record import FileRecord
from crawlers.records import info_record
from settings import Settings
from storage import archive_index, dossiers
from storage.database import Session, open_database


@dataclass(frozen=True, slots=True)
class Exported:
    """What went out. `lost`: captures whose bytes could not be had, each in words (Chinese)."""

    path: str
    captures: int
    records: int
    bytes: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture's record lies."""

    file: str
    offset: int
    record_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A record to be copied, and its file."""

    file: str
    record: FileRecord


def export(settings: Settings, unit_id: str, year: int, path: Path) -> Exported:
    """Writes `path` (as a whole or not at all). Raises UserProblem where nothing concerns that obligation."""
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            places = places_of(dossiers.captures_of(session, unit_id, year))
            if not places:
                raise UserProblem(f"没有与 {unit_id} {year} 年度报告有关的存档（请核对单位编号和年度）")
            copies, lost = collect(session, settings.archive_dir, places)
    finally:
        database.close()
    size = _write(settings, path, copies)
    return Exported(str(path), len(places), len(copies), size, tuple(lost))


def places_of(kept: Iterable[KeptCapture]) -> list[Place]:
    captures = [one.capture for one in kept]
    return [Place(c.warc_file, c.warc_offset, c.warc_record_id, c.final_url) for c in captures]


def collect(session: Session, folder: Path, places: Iterable[Place]) -> tuple[list[Copy], list[str]]:
    """The records of the captures in the order of their times, each with its request and, of a repetition, the record
    that it refers to; and what could not be had.
    """
    copies: dict[str, Copy] = {}
    lost: list[str] = []
    waiting = list(places)
    while waiting:
        originals: list[str] = []
        for place in waiting:
            found = _had(folder, place)
            if not found:
                lost.append(f"{place.url}（{place.file} 偏移 {place.offset}）")
            copies |= {record.record_id: Copy(place.file, record) for record in found}
            originals += [record.refers_to for record in found if record.refers_to]
        wanted = sorted({id_ for id_ in originals if id_ not in copies})
        rows = archive_index.with_records(session, wanted)
        lost += [f"重复记录所引用的原记录 {id_}" for id_ in wanted if id_ not in rows]
        waiting = [Place(r.warc_file, r.warc_offset, r.record_id, r.final_url) for r in rows.values()]
    return sorted(copies.values(), key=_order), lost


def _had(folder: Path, place: Place) -> list[FileRecord]:
    try:
        return with_request(folder, place.file, place.offset, place.record_id)
    except OSError:
        return []


def _order(copy: Copy) -> tuple[datetime, str, int]:
    """By time, and as they lie in their file: a request behind its answer."""
    return copy.record.at, copy.file, copy.record.offset


def packed(settings: Settings, name: str, copies: Iterable[Copy]) -> Iterator[bytes]:
    """The members of a WARC file that is to be called `name`: what it is, then the records byte for byte.

    The same records copied at the same time give the same bytes.
    """
    copied = tuple(copies)
    record = info_record(name, settings.clock())
    own_id = uuid5(NAMESPACE_URL, " ".join((name, *(copy.record.record_id for copy in copied))))
    record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{own_id}>")
    info = BytesIO()
    WARCWriter(info, gzip=True, warc_version="1.1").write_record(record)
    yield info.getvalue()
    for copy in copied:
        yield member_bytes(settings.archive_dir, copy.file, copy.record)


def _write(settings: Settings, path: Path, copies: Iterable[Copy]) -> int:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(packed(settings, path.name, copies))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise UserProblem(f"写不了文件 {path}：{os_words(problem)}") from None
    return size
