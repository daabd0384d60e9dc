"""The archived original 存档原件: a page that says what it is, around the kept bytes, which can do nothing."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from core.accounts import Reader
from core.dossiers import KeptCapture
from crawlers.archive import ArchiveError, read_payload
from parsers import decode_text
from settings import Settings
from storage import sights
from storage.database import Session
from web.harmless import harmless
from web.missing import Missing
from web.page import render
from web.site import AsReader, Here, Looking

router = APIRouter()
CaptureId = Annotated[int, Path(ge=1, le=2**31 - 1)]
# Neither script nor form nor any request, in a frame or by itself; only pages of ours may frame it.
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
# A browser's own viewer of PDFs does not open in a sandbox.
_PRINT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = (
    "application/json", "application/xml", "application/javascript", "application/x-javascript", "text/plain",
    "text/json", "text/xml", "text/javascript", "text/css", "text/csv",
)  # fmt: skip
_MOST = 4 << 20  # bytes of a kept page that are shown; all can be had as a file
_ENDINGS = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/zip": "zip",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/html": "html",
    "text/plain": "txt",
    "application/json": "json",
}
_ROLES = {
    "article": "网页",
    "list": "栏目列表页",
    "attachment": "附件",
    "import": "人工导入的网页",
    "screenshot": "本系统所留的截图",
    "print": "本系统所留的打印件",
}


@dataclass(frozen=True, slots=True)
class Original:
    """The kept bytes. `kind`: page, text, picture, print (the last two made by us), or file: not to be shown."""

    kept: KeptCapture
    body: bytes
    kind: str

    @property
    def name(self) -> str:
        """A name for a file that says what it is and can do nothing."""
        return f"capture-{self.kept.id}.{_ENDINGS.get(self.kept.capture.media_type or '', 'bin')}"


@router.get("/captures/{capture_id}")
def page(request: Request, asking: AsReader, session: Looking, here: Here, capture_id: CaptureId) -> Response:
    kept = _kept(session, capture_id, asking)
    found, lost = _read(here.settings, kept)
    return render(
        request,
        "original.html",
        asking,
        kept=kept,
        capture=kept.capture,
        role=_ROLES.get(kept.role, "存档"),
        original=found,
        lost=lost,
        reports=sights.reports_of(session, capture_id, asking.offices),
    )


@router.get("/captures/{capture_id}/original")
def original(asking: AsReader, session: Looking, here: Here, capture_id: CaptureId) -> Response:
    """What was kept, to be looked at; what is not text, and no picture or print of ours, as a file."""
    found = _had(session, here.settings, capture_id, asking)
    if found.kind == "page":
        text, _ = decode_text(found.body, found.kept.capture.media_type)
        return _quiet(harmless(text).encode("utf-8", "replace"), "text/html; charset=utf-8")
    if found.kind == "text":
        text, _ = decode_text(found.body, found.kept.capture.media_type)
        return _quiet(text.encode("utf-8", "replace"), "text/plain; charset=utf-8")
    if found.kind == "picture":
        return _quiet(found.body, "image/png")
    if found.kind == "print":
        shown = {"Content-Security-Policy": _PRINT_POLICY, "Content-Disposition": f'inline; filename="{found.name}"'}
        return Response(found.body, media_type="application/pdf", headers=shown)
    return _as_file(found)


@router.get("/captures/{capture_id}/file")
def file(asking: AsReader, session: Looking, here: Here, capture_id: CaptureId) -> Response:
    """The very bytes that were kept, as a file."""
    return _as_file(_had(session, here.settings, capture_id, asking))


def _kept(session: Session, capture_id: int, asking: Reader) -> KeptCapture:
    kept = sights.of_capture(session, capture_id, asking.offices)
    if kept is None:
        raise Missing(f"没有编号为 {capture_id} 的存档")
    return kept


def _had(session: Session, settings: Settings, capture_id: int, asking: Reader) -> Original:
    found, lost = _read(settings, _kept(session, capture_id, asking))
    if found is None:
        raise Missing(lost)
    return found


def _read(settings: Settings, kept: KeptCapture) -> tuple[Original | None, str]:
    """The bytes as they were kept; or why they cannot be had."""
    capture = kept.capture
    try:
        body = read_payload(settings.archive_dir, capture.warc_file, capture.warc_offset).body
    except ArchiveError as problem:
        return None, str(problem)
    if sha256(body).hexdigest() != capture.digest:
        return None, f"存档 {capture.warc_file} 偏移 {capture.warc_offset}：内容与登记的摘要不符"
    return Original(kept, body, kind_of(kept, body)), ""


def kind_of(kept: KeptCapture, body: bytes) -> str:
    """How the bytes may be shown; a media type that a site said is believed only where it can do no harm."""
    media_type = kept.capture.media_type or ""
    if kept.role == "screenshot" and body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "picture"
    if kept.role == "print" and body.startswith(b"%PDF-"):
        return "print"
    if len(body) > _MOST or kept.role == "attachment":
        return "file"
    if media_type in _PAGES or (media_type not in _TEXTS and body.lstrip()[:1] == b"<"):
        return "page"
    return "text" if media_type in _TEXTS or media_type.endswith(("+json", "+xml")) else "file"


def _quiet(body: bytes, media_type: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Security-Policy": POLICY})


def _as_file(found: Original) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"', "Content-Security-Policy": POLICY}
    return Response(found.body, media_type="application/octet-stream", headers=headers)
