"""PDF: pdfium gives the characters and their places; what is a paragraph is seen from how they lie."""

import ctypes
from collections.abc import Iterator
from typing import Any

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import Content, FileProblem
from parsers.attachments.layout import Piece, Row, to_rows
from parsers.attachments.ocr import recognise
from parsers.attachments.pdf_forms import refuse_nested_forms
from parsers.attachments.reflow import reflow

_ERR_PASSWORD, _ERR_SECURITY = 4, 5
_DPI = 150
_LEAST_TEXT = 12  # characters a page: a scan with a stamp or a page number in its text layer is still a scan


def read(body: bytes) -> Content:
    """The text of a PDF, or of its pictures where it holds no text."""
    refuse_nested_forms(body)
    document = _open(body)
    try:
        pages = len(document)
        if pages > limits.MOST_PAGES:
            raise FileProblem(FileOutcome.TOO_LARGE, f"PDF 有 {pages} 页，超过上限 {limits.MOST_PAGES} 页")
        rows = _bounded(document, pages)
        if sum(len(row.text) for page in rows for row in page) >= _LEAST_TEXT * pages:
            return Content(reflow(rows))
        return Content(_recognised(document, pages), ocr=True)
    finally:
        document.close()


def _open(body: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415

    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_ERR_PASSWORD, _ERR_SECURITY) or "assword" in str(error):
            raise FileProblem(FileOutcome.ENCRYPTED, "PDF 设有打开密码，读不出内容") from None
        raise FileProblem(FileOutcome.BROKEN, "PDF 已损坏，打不开") from None


def _bounded(document: Any, pages: int) -> list[tuple[Row, ...]]:
    rows, left = [], limits.MOST_CHARACTERS
    for number in range(pages):
        pieces = list(_pieces(document, number, left))
        left -= len(pieces)
        rows.append(to_rows(pieces))
    return rows


def _pieces(document: Any, number: int, left: int) -> Iterator[Piece]:
    """The characters of a page that the file itself gives (pdfium's own blanks and line ends left out)."""
    import pypdfium2  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    count = raw.FPDFText_CountChars(text.raw)
    if count > left:
        raise FileProblem(FileOutcome.TOO_LARGE, f"PDF 的文字超过 {limits.MOST_CHARACTERS // 10_000} 万字")
    turn, box = raw.FPDFPage_GetRotation(page.raw), raw.FS_RECTF()
    pointer = ctypes.byref(box)
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text.raw, i)
        own = code >= 0x20 and not raw.FPDFText_IsGenerated(text.raw, i)
        if own and raw.FPDFText_GetLooseCharBox(text.raw, i, pointer):
            yield _placed(_character(code), box, turn)
    text.close()
    page.close()


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"


def _placed(character: str, box: Any, turn: int) -> Piece:
    """In the page as it is turned for the reader; PDF counts upwards."""
    left, right, top, bottom = box.left, box.right, -box.top, -box.bottom
    if turn == 1:
        left, right, top, bottom = -top, -bottom, left, right
        left, right = min(left, right), max(left, right)
    elif turn == 2:
        left, right, top, bottom = -right, -left, -bottom, -top
    elif turn == 3:
        left, right, top, bottom = top, bottom, -right, -left
    return Piece(character, left, right, top, bottom)


def _recognised(document: Any, pages: int) -> tuple[str, ...]:
    if pages > limits.MOST_OCR_PAGES:
        reason = f"扫描件有 {pages} 页，文字识别最多 {limits.MOST_OCR_PAGES} 页"
        raise FileProblem(FileOutcome.TOO_LARGE, reason)
    return recognise(_picture(document, number) for number in range(pages))


def _picture(document: Any, number: int) -> Any:
    page = document[number]
    width, height = page.get_size()
    scale = min(_DPI / 72, (limits.MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return page.render(scale=scale).to_pil()
