"""What an evidence sheet is made of 取证材料: the facts, what the archive gives of their captures, and paper."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from core import pictures
from core.dossiers import Dossier
from core.problems import UserProblem
from core.units import Registry
from crawlers.archive import ArchiveError, read_payload
from crawlers.printing import print_page
from evidence.citation import citation_of
from evidence.pack import RECORDS, Headers, Pack, write
from evidence.sheet import Picture, Sheet, render
from flows.archive.export import Copy, collect, packed, places_of
from settings import VERSION, Settings
from storage import chain_segment, dossiers
from storage.database import Session

_SHOWN = 3  # pictures on the sheet, the newest; the pack has them all


class NotOwedError(UserProblem):
    """There is no such obligation, or it was not judged yet; the message (Chinese) says which."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sheet's facts with its HTML, and what the archive gave of its captures."""

    sheet: Sheet
    html: str
    headers: Mapping[str, Headers]
    files: Mapping[str, bytes]


def gather(settings: Settings, registry: Registry, session: Session, unit_id: str, year: int) -> Gathered:
    """Raises NotOwedError for an unknown unit, a year not owed, one not judged yet."""
    dossier = _dossier(session, unit_id, year, registered=unit_id in registry.units)
    headers, files, losses = _read(settings, dossier)
    office = registry.offices.get(dossier.standing.office_id)
    own_date = office.own_due_date if office else None
    sheet = Sheet(
        dossier=dossier,
        citation=citation_of(dossier.standing, dossier.office_name, own_date, registry.rules),
        made_at=settings.clock().replace(microsecond=0),
        version=VERSION,
        losses=losses,
        pictures=_pictures(dossier, files),
        chain=chain_segment.segment(session, unit_id, year),
    )
    return Gathered(sheet, render(sheet), headers, files)


def printed(settings: Settings, gathered: Gathered) -> bytes:
    """The sheet as PDF, by a browser. Raises NotPrintedError."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.html"
        file.write_text(gathered.html, encoding="utf-8")
        return print_page(file, settings.log_dir / "printing.log", gathered.sheet.made_at)


def records_of(settings: Settings, session: Session, gathered: Gathered) -> list[Copy]:
    """The records that go into the pack."""
    copies, _ = collect(session, settings.archive_dir, places_of(gathered.sheet.dossier.captures))
    return copies


def write_pack(settings: Settings, gathered: Gathered, records: list[Copy], pdf: bytes | None, out: BinaryIO) -> None:
    """The proof pack, one zip."""
    pack = Pack(
        sheet=gathered.sheet,
        html=gathered.html,
        pdf=pdf,
        records=packed(settings, RECORDS, records) if gathered.sheet.dossier.captures else None,
        headers=gathered.headers,
        files=gathered.files,
    )
    write(pack, out)


def _dossier(session: Session, unit_id: str, year: int, *, registered: bool) -> Dossier:
    found = dossiers.dossier(session, unit_id, year)
    if found is not None:
        return found
    years = dossiers.years_owed(session, unit_id)
    if years is None and not registered:
        raise NotOwedError(f"名录中没有这个单位：{unit_id}（fazhiwatch units list 列出全部单位）")
    if not years:
        raise NotOwedError(f"还没有 {unit_id} 的认定结果；先运行 fazhiwatch run 或 fazhiwatch evaluate")
    raise NotOwedError(f"{unit_id} 没有 {year} 年度的公开义务；认定过的年度：{'、'.join(map(str, years))}")


def _read(settings: Settings, dossier: Dossier) -> tuple[dict[str, Headers], dict[str, bytes], dict[str, str]]:
    """Every capture from the archive: headers, the bytes of pictures, and why some cannot be had; by record."""
    headers: dict[str, Headers] = {}
    files: dict[str, bytes] = {}
    losses: dict[str, str] = {}
    for kept in dossier.captures:
        capture = kept.capture
        record = capture.warc_record_id
        try:
            payload = read_payload(settings.archive_dir, capture.warc_file, capture.warc_offset)
        except ArchiveError as problem:
            losses[record] = str(problem)
            continue
        headers[record] = payload.headers
        if sha256(payload.body).hexdigest() != capture.digest:
            losses[record] = f"存档 {capture.warc_file} 偏移 {capture.warc_offset}：内容与登记的摘要不符"
        elif kept.role in pictures.ROLES:
            files[record] = payload.body
    return headers, files, losses


def _pictures(dossier: Dossier, files: Mapping[str, bytes]) -> list[Picture]:
    shown = [kept.capture.warc_record_id for kept in dossier.captures if kept.role == "screenshot"]
    return [Picture(record, files[record]) for record in shown if record in files][-_SHOWN:]
