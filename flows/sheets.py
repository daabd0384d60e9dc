"""Evidence to hand on 取证: the sheet of an obligation as HTML and PDF, and the pack of all that it rests on, as files.

Not named like its package: Prefect puts this folder on the path, and would then find it in the package's stead.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from core.duties import Status
from core.problems import UserProblem, os_words
from crawlers.printing import NotPrintedError
from evidence.sheet import Sheet
from flows.gathering import Gathered, gather, printed, records_of, write_pack
from flows.run import load_registry
from settings import Settings
from storage.database import Session, open_database

Writing = Callable[[BinaryIO], object]


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


def make_sheet(settings: Settings, unit_id: str, year: int, out: Path | None) -> Made:
    """Writes the sheet: `out` is a folder, or a file name that both files take their names from.

    Raises UserProblem for an unknown unit, a year not owed, one not judged yet, and a place that cannot be written to.
    """
    with _looking(settings) as session:
        gathered = gather(settings, load_registry(settings), session, unit_id, year)
    pdf, remark = _print(settings, gathered)
    place = _place(settings, out, gathered.sheet, ".html")
    files = {place.with_suffix(".html"): gathered.html.encode()}
    if pdf is not None:
        files[place.with_suffix(".pdf")] = pdf
    return _made(gathered, {path: _as_it_is(data) for path, data in files.items()}, remark)


def make_pack(settings: Settings, unit_id: str, year: int, out: Path | None) -> Made:
    """Writes the proof pack, one zip: `out` is a folder or the file itself. Raises as `make_sheet`."""
    with _looking(settings) as session:
        gathered = gather(settings, load_registry(settings), session, unit_id, year)
        records = records_of(settings, session, gathered)
    pdf, remark = _print(settings, gathered)
    place = _place(settings, out, gathered.sheet, ".zip")
    return _made(gathered, {place: lambda file: write_pack(settings, gathered, records, pdf, file)}, remark)


@contextmanager
def _looking(settings: Settings) -> Iterator[Session]:
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            yield session
    finally:
        database.close()


def _print(settings: Settings, gathered: Gathered) -> tuple[bytes | None, str | None]:
    try:
        return printed(settings, gathered), None
    except NotPrintedError as problem:
        return None, str(problem)


def _place(settings: Settings, out: Path | None, sheet: Sheet, suffix: str) -> Path:
    """`out` where it is named like a file, else a file in that folder."""
    folder = out or settings.home / "evidence"
    if folder.suffix in (".html", ".pdf", ".zip") and not folder.is_dir():
        return folder.with_suffix(suffix)
    return folder / f"{sheet.number}{suffix}"


def _as_it_is(data: bytes) -> Writing:
    return lambda file: file.write(data)


def _made(gathered: Gathered, files: Mapping[Path, Writing], remark: str | None) -> Made:
    sheet = gathered.sheet
    standing = sheet.dossier.standing
    return Made(
        number=sheet.number,
        unit=standing.unit_id,
        report_year=standing.report_year,
        status=standing.status,
        reason=standing.reason,
        made_at=sheet.made_at,
        files={str(path): _written(path, write) for path, write in files.items()},
        remark=remark,
        lost=tuple(sheet.losses.values()),
        chain_head=sheet.chain.head.digest if sheet.chain and sheet.chain.entries else None,
    )


def _written(path: Path, write: Writing) -> str:
    """Writes a file; its SHA-256."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w+b") as file:
            write(file)
            file.seek(0)
            return file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise UserProblem(f"写不了文件 {path}：{os_words(problem)}") from None
