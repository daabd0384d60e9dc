"""What a file is, told by its bytes: names and content types lie."""

import re

from parsers.attachments.ole import is_ole, stream_names
from parsers.attachments.zipped import Package

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
PDF, OFD, DOC, RTF = "application/pdf", "application/ofd", "application/msword", "application/rtf"
HTML, TEXT, OLE, ZIP = "text/html", "text/plain", "application/x-ole-storage", "application/zip"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp")

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
_PDF = re.compile(rb"%PDF-\d")
_OLE_KINDS = (
    ("encryptedpackage", ENCRYPTED_OFFICE),
    ("worddocument", DOC),
    ("workbook", "application/vnd.ms-excel"),
    ("book", "application/vnd.ms-excel"),
    ("powerpoint document", "application/vnd.ms-powerpoint"),
)
_ZIP_KINDS = (("word/document.xml", DOCX), ("ofd.xml", OFD), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
# how people call what is not read, and what they may do about it
UNSUPPORTED = {
    XLSX: "Excel 表格",
    PPTX: "PPT 演示文稿",
    "application/vnd.ms-excel": "旧版 Excel 或 WPS 表格",
    "application/vnd.ms-powerpoint": "旧版 PPT 演示文稿",
    OLE: "旧版 Office 容器（不含 Word 文档）",
    ZIP: "压缩包",
    "application/vnd.rar": "RAR 压缩包",
    "application/x-7z-compressed": "7z 压缩包",
    "application/gzip": "gzip 压缩数据",
}


def sniff(body: bytes) -> str | None:
    """The media type that the bytes show; None where they show none (text in any encoding, HTML, or garbage)."""
    if (mark := _PDF.search(body[:1024])) and b"<" not in body[: mark.start()]:
        return PDF
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body)
    if is_ole(body):
        return _ole_kind(body)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    if body.startswith(b"BM") and body[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)


def _zip_kind(body: bytes) -> str:
    package = Package(body)
    return next((kind for part, kind in _ZIP_KINDS if part in package), ZIP)


def _ole_kind(body: bytes) -> str:
    names = stream_names(body)
    return next((kind for stream, kind in _OLE_KINDS if stream in names), OLE)
