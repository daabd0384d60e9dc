"""Evidence to hand on 取证: the sheet of an obligation as HTML and PDF, and the pack of all that it rests on.

Not named like its package: Prefect puts this folder on the path, and would then find it in the package's stead.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from core.dossiers import Dossier
from core.duties import Status
from core.problems import UserProblem, os_words
from crawlers.archive import ArchiveError, read_payload
from crawlers.printing import NotPrintedError, print_page
from evidence.citation import citation_of
from evidence.pack import RECORDS, Headers, Pack, build
from evidence.sheet import Picture, Sheet, render
from flows.archive.export import export
from flows.run import load_registry
from settings import VERSION, Settings
from storage import chain_segment, dossiers
from storage.database import Session, open_database

_SHOWN = 3  # pictures on the sheet, the newest; the pack has them all
_PICTURES = ("screenshot", "print")


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: file → SHA-256. `remark` (Chinese): why there is no PDF; `lost`: captures that cannot be had."""

    number: str
    unit: str
    report_year: int
    status: Status
    reason: str
    made_at: datetime
    files: Mapping[str, str]
    remark: str | None
    lost: Sequence[str]
    chain_head: str | None


@dataclass(frozen=True, slots=True)
class _Gathered:
    """A sheet's facts with its HTML and PDF, and what the archive gave of its captures."""

    sheet: Sheet
    headers: Mapping[str, Headers]
    files: Mapping[str, bytes]
    html: str
    pdf: bytes | None
    remark: str | None


def make_sheet(settings: Settings, unit_id: str, year: int, out: Path | None) -> Made:
    """Writes the sheet: `out` is a folder, or a file name that both files take their names from.

    Raises UserProblem for an unknown unit, a year not owed, one not judged yet, and a place that cannot be written to.
    """
    gathered = _gather(settings, unit_id, year)
    place = _place(settings, out, gathered.sheet, ".html")
    files = {place.with_suffix(".html"): gathered.html.encode()}
    if gathered.pdf is not None:
        files[place.with_suffix(".pdf")] = gathered.pdf
    return _made(gathered, files)


def make_pack(settings: Settings, unit_id: str, year: int, out: Path | None) -> Made:
    """Writes the proof pack, one zip: `out` is a folder or the file itself. Raises as `make_sheet`."""
    gathered = _gather(settings, unit_id, year)
    pack = Pack(
        sheet=gathered.sheet,
        html=gathered.html,
        pdf=gathered.pdf,
        records=_records(settings, gathered.sheet.dossier),
        headers=gathered.headers,
        files=gathered.files,
    )
    return _made(gathered, {_place(settings, out, gathered.sheet, ".zip"): build(pack)})


def _gather(settings: Settings, unit_id: str, year: int) -> _Gathered:
    registry = load_registry(settings)
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            dossier = _dossier(session, unit_id, year, registered=unit_id in registry.units)
            chain = chain_segment.segment(session, unit_id, year)
    finally:
        database.close()
    office = registry.offices.get(dossier.standing.office_id)
    headers, files, losses = _read(settings, dossier)
    sheet = Sheet(
        dossier=dossier,
        citation=citation_of(
            dossier.standing, dossier.office_name, office.own_due_date if office else None, registry.rules
        ),
        made_at=settings.clock().replace(microsecond=0),
        version=VERSION,
        losses=losses,
        pictures=_pictures(dossier, files),
        chain=chain,
    )
    html = render(sheet)
    pdf, remark = _print(settings, sheet, html)
    return _Gathered(sheet, headers, files, html, pdf, remark)


def _dossier(session: Session, unit_id: str, year: int, *, registered: bool) -> Dossier:
    found = dossiers.dossier(session, unit_id, year)
    if found is not None:
        return found
    years = dossiers.years_owed(session, unit_id)
    if years is None and not registered:
        raise UserProblem(f"名录中没有这个单位：{unit_id}（fazhiwatch units list 列出全部单位）")
    if not years:
        raise UserProblem(f"还没有 {unit_id} 的认定结果；先运行 fazhiwatch run 或 fazhiwatch evaluate")
    raise UserProblem(f"{unit_id} 没有 {year} 年度的公开义务；认定过的年度：{'、'.join(map(str, years))}")


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
        elif kept.role in _PICTURES:
            files[record] = payload.body
    return headers, files, losses


def _pictures(dossier: Dossier, files: Mapping[str, bytes]) -> list[Picture]:
    shown = [kept.capture.warc_record_id for kept in dossier.captures if kept.role == "screenshot"]
    return [Picture(record, files[record]) for record in shown if record in files][-_SHOWN:]


def _print(settings: Settings, sheet: Sheet, html: str) -> tuple[bytes | None, str | None]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.html"
        file.write_text(html, encoding="utf-8")
        try:
            return print_page(file, settings.log_dir / "printing.log", sheet.made_at), None
        except NotPrintedError as problem:
            return None, str(problem)


def _records(settings: Settings, dossier: Dossier) -> bytes | None:
    if not dossier.captures:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RECORDS
        export(settings, dossier.standing.unit_id, dossier.standing.report_year, path)
        return path.read_bytes()


def _place(settings: Settings, out: Path | None, sheet: Sheet, suffix: str) -> Path:
    """`out` where it is named like a file, else a file in that folder."""
    folder = out or settings.home / "evidence"
    if folder.suffix in (".html", ".pdf", ".zip") and not folder.is_dir():
        return folder.with_suffix(suffix)
    return folder / f"{sheet.number}{suffix}"


def _made(gathered: _Gathered, files: Mapping[Path, bytes]) -> Made:
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as problem:
            raise UserProblem(f"写不了文件 {path}：{os_words(problem)}") from None
    sheet = gathered.sheet
    standing = sheet.dossier.standing
    return Made(
        number=sheet.number,
        unit=standing.unit_id,
        report_year=standing.report_year,
        status=standing.status,
        reason=standing.reason,
        made_at=sheet.made_at,
        files={str(path): sha256(data).hexdigest() for path, data in files.items()},
        remark=gathered.remark,
        lost=tuple(gathered.sheet.losses.values()),
        chain_head=sheet.chain.head.digest if sheet.chain and sheet.chain.entries else None,
    )
