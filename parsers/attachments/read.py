"""The package's face: a file of any kind to its paragraphs, or to the reason why there are none."""

from collections.abc import Callable
from pathlib import PurePosixPath

from core.reports import FileOutcome
from parsers.attachments import doc, docx, image, limits, ofd, pdf, plain, rtf, sniff
from parsers.attachments.filetext import Content, FileProblem, FileText

# one row a format: a module with `read` in, and its files are read everywhere
READERS: dict[str, Callable[[bytes], Content]] = {
    sniff.PDF: pdf.read,
    sniff.DOCX: docx.read,
    sniff.DOC: doc.read,
    sniff.OFD: ofd.read,
    sniff.RTF: rtf.read,
    **dict.fromkeys(sniff.PICTURES, image.read),
}


def is_file(body: bytes) -> bool:
    """Whether `body` is a file of a kind of its own, not a page or a text."""
    try:
        return sniff.sniff(body) is not None
    except FileProblem:
        return True


def media_type_of(body: bytes) -> str | None:
    """The media type that the bytes show, `text/html` or `text/plain` for a page or text; None for what is not read."""
    try:
        media_type = sniff.sniff(body)
        return plain.kind(body)[1] if media_type is None else media_type if media_type in READERS else None
    except FileProblem:
        return None


def read_file(body: bytes, name: str = "") -> FileText:
    """The text of an attached file; never raises for what `body` holds. `name` is only used to name it to a person.

    PDF, docx, doc and wps, OFD, RTF, pictures and scans (with the `ocr` extra), and pages or texts that call
    themselves .doc; what they are is told by their bytes. See `docs/attachments.md` for limits and outcomes.
    """
    media_type: str | None = None
    try:
        if not body:
            raise FileProblem(FileOutcome.BROKEN, "文件是空的")
        if len(body) > limits.MOST_BYTES:
            raise FileProblem(FileOutcome.TOO_LARGE, f"文件超过 {limits.MOST_BYTES >> 20} MB")
        media_type = sniff.sniff(body)
        content, media_type = _read(body, media_type)
        return _checked(content, media_type)
    except FileProblem as problem:
        return FileText(problem.outcome, media_type, reason=_named(problem.reason, name))
    except (Exception, RecursionError):  # a library that a damaged file broke
        return FileText(FileOutcome.BROKEN, media_type, reason=_named("文件已损坏，读取失败", name))


def _read(body: bytes, media_type: str | None) -> tuple[Content, str]:
    if media_type is None:
        return plain.read(body)
    if media_type == sniff.ENCRYPTED_OFFICE:
        raise FileProblem(FileOutcome.ENCRYPTED, "Office 文件设有打开密码，读不出内容")
    if reader := READERS.get(media_type):
        return reader(body), media_type
    what = sniff.UNSUPPORTED.get(media_type, "文件")
    raise FileProblem(FileOutcome.UNSUPPORTED, f"是{what}，暂不支持读取")


def _checked(content: Content, media_type: str) -> FileText:
    if sum(map(len, content.lines)) > limits.MOST_CHARACTERS or len(content.lines) > limits.MOST_LINES:
        most = f"{limits.MOST_CHARACTERS // 10_000} 万字或 {limits.MOST_LINES} 段"
        raise FileProblem(FileOutcome.TOO_LARGE, f"文字超过 {most}")
    if not any(line.strip() for line in content.lines):
        raise FileProblem(FileOutcome.NO_TEXT, "文件里没有文字")
    return FileText(FileOutcome.READ, media_type, content.lines, ocr=content.ocr)


def _named(reason: str, name: str) -> str:
    return f"《{PurePosixPath(name).name}》{reason}" if name else reason
