"""Files to hand on `/export`: the ledger as the board is filtered, the draft of a circular, evidence 导出."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO, Annotated, BinaryIO, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path
from fastapi.responses import StreamingResponse

from crawlers.printing import NotPrintedError
from evidence.table import plain
from flows import exports, gathering
from storage import register, sights
from storage.board import Filter
from storage.database import Session
from web.api.asking import only_known
from web.asked import AsAsked
from web.missing import Busy, Missing
from web.site import AsReader, Here, Looking, Site

router = APIRouter(dependencies=[Depends(only_known)], include_in_schema=False)

_IN_MEMORY = 1024 * 1024  # bytes of a file that is being made; more lies on the disk
_PIECE = 64 * 1024
_PATIENCE = 20  # seconds that one waits for others' files to be made
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
# The sheet carries its own style and pictures; whatever else might be in it does nothing.
_SHEET_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_making = BoundedSemaphore(2)  # ledgers at a time: one may have hundreds of thousands of lines
_printing = BoundedSemaphore(1)  # each print is a browser


@router.get("/export/ledger.{form}")
def ledger(form: Literal["xlsx", "csv", "jsonl"], session: Looking, here: Here, asked: AsAsked) -> StreamingResponse:
    return _exported(form, session, here, asked.filter, "台账")


@router.get("/export/bulletin.docx")
def bulletin(session: Looking, here: Here, asked: AsAsked) -> StreamingResponse:
    """Of whole groups: a rate of those of one standing, or of one name, would be none."""
    return _exported("docx", session, here, replace(asked.filter, standing=None, words=()), "通报（代拟稿）")


def _exported(form: str, session: Session, here: Site, wanted: Filter, what: str) -> StreamingResponse:
    office = register.office_names(session).get(wanted.office or "", "")
    name = f"{office}{wanted.year}年度法治政府建设年度报告公布情况{what}.{form}"

    def write(file: BinaryIO) -> None:
        exports.write(file, form, session, here.registry(), wanted=wanted, at=here.now())

    with _one_of(_making, "正在为别人生成文件，请稍后再试"):
        try:
            return _file(write, name, form)
        except exports.NothingThereError:
            raise Missing(f"{wanted.year} 年度没有符合条件的单位，没有可以导出的内容") from None


@router.get("/export/evidence/{unit}/{year}.{form}")
def evidence(
    unit: Annotated[str, Path(max_length=100)],
    year: Annotated[int, Path(ge=1990, le=2200)],
    form: Literal["html", "pdf", "zip"],
    *,
    asking: AsReader,
    session: Looking,
    here: Here,
) -> StreamingResponse:
    if not sights.of_unit(session, unit, asking.offices):
        raise Missing(f"没有这个单位：{unit}")
    try:
        gathered = gathering.gather(here.settings, here.registry(), session, unit, year)
    except gathering.NotOwedError as problem:
        raise Missing(str(problem)) from None
    number = gathered.sheet.number
    if form == "html":
        return _file(lambda file: file.write(gathered.html.encode()), f"取证单 {number}.html", form)
    if form == "pdf":
        return _file(lambda file: file.write(_print(here, gathered)), f"取证单 {number}.pdf", form)
    records = gathering.records_of(here.settings, session, gathered)
    pdf = _print_if_possible(here, gathered)
    return _file(
        lambda file: gathering.write_pack(here.settings, gathered, records, pdf, file), f"证据包 {number}.zip", form
    )


def _print(here: Site, gathered: gathering.Gathered) -> bytes:
    try:
        with _one_of(_printing, "正在打印另一份取证单，请稍后再试；网页版（html）随时可看"):
            return gathering.printed(here.settings, gathered)
    except NotPrintedError as problem:
        raise Busy(str(problem)) from None


def _print_if_possible(here: Site, gathered: gathering.Gathered) -> bytes | None:
    """A pack is whole without the print, as where there is no browser."""
    try:
        with _one_of(_printing, "正在打印另一份取证单，请稍后再试"):
            return gathering.printed(here.settings, gathered)
    except NotPrintedError:
        return None


@contextmanager
def _one_of(places: BoundedSemaphore, busy: str) -> Iterator[None]:
    """A place among those who do the same at this moment. Raises Busy."""
    if not places.acquire(timeout=_PATIENCE):
        raise Busy(busy)
    try:
        yield
    finally:
        places.release()


def _file(write: Callable[[BinaryIO], object], name: str, form: str) -> StreamingResponse:
    """A file that was written whole before any of it is sent, so that a fault is told as one."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - `_pieces` closes it
    try:
        write(file)  # type: ignore[arg-type]
    except BaseException:
        file.close()
        raise
    headers = {"Content-Length": str(file.tell()), "Content-Disposition": _disposition(name, shown=form == "html")}
    if form == "html":
        headers["Content-Security-Policy"] = _SHEET_POLICY
    file.seek(0)
    return StreamingResponse(_pieces(file), media_type=_TYPES[form], headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _disposition(name: str, *, shown: bool) -> str:
    """RFC 6266: the name in Chinese, and one in ASCII for old programs."""
    safe = plain(name, 150).replace("/", "_").replace("\\", "_")
    ascii_ = "".join(c for c in safe if c.isascii() and (c.isalnum() or c in "-._")).strip("-._") or "file"
    kind = "inline" if shown else "attachment"
    return f"{kind}; filename=\"fazhiwatch-{ascii_}\"; filename*=UTF-8''{quote(safe, safe='')}"
