"""Pages and texts that call themselves .doc."""

from core.reports import FileOutcome
from parsers.attachments.filetext import Content, FileProblem
from parsers.decoding import decode_text
from parsers.html import read_html
from parsers.page import UnreadableError
from parsers.saved_text import looks_like_html, read_saved_text
from parsers.text import mend_surrogates

_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20)))


def is_binary(text: str) -> bool:
    """More than one character in ten is one that no text holds."""
    head = text[:10_000]
    raw = head.encode("utf-8", "replace")
    odd = head.count("\ufffd") + len(raw) - len(raw.translate(None, _CONTROLS))
    return 10 * odd > len(head)


def kind(body: bytes) -> tuple[str, str]:
    """The text of `body`, and whether it is a page or a text. Raises FileProblem for binary data."""
    text = mend_surrogates(decode_text(body)[0])
    if is_binary(text):
        raise FileProblem(FileOutcome.UNSUPPORTED, "不是能识读的文件格式（二进制数据）")
    return text, "text/html" if looks_like_html(text) else "text/plain"


def read(body: bytes) -> tuple[Content, str]:
    """The lines of an HTML page or a text, and which of the two it is."""
    text, media_type = kind(body)
    try:
        page = read_html(text) if media_type == "text/html" else read_saved_text(text)
    except UnreadableError as error:
        raise FileProblem(FileOutcome.BROKEN, str(error)) from None
    return Content(page.article), media_type
