"""Files that a page links to 附件: by address, or by the name in the link's text."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from core.reports import Attachment
from parsers.page import Link
from parsers.text import clean_line

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "wps": "application/vnd.ms-works",
    "ofd": "application/ofd",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
}
PICTURE_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
_PICTURE = re.compile(rf"\.({'|'.join(PICTURE_TYPES)})(?=$|[?#&])", re.I)
_FILE = re.compile(rf"\.({'|'.join(MEDIA_TYPES)})(?=$|[?#&])", re.I)
_NAMED = re.compile(rf"\.({'|'.join(MEDIA_TYPES)})(?![0-9a-z])", re.I)
_SCRIPTED = re.compile(r"""['"]([^'"\s]{1,500})['"]""")
_ADDRESSES = ("href", "data-href", "data-url", "data-src", "data-file")
_LONGEST_NAME = 200  # characters
_LONGEST_SCRIPT = 1000
_NO_ADDRESS = ("#", "javascript:", "mailto:", "tel:")
_VIEWED = re.compile(r"[?&](?:file|url|src|filename|path)=([^&#]+)", re.I)


def file_extension(url: str) -> str | None:
    """The extension of the file that `url` gives, looked for in path and query; None for a page."""
    for part in (url.partition("#")[0].partition("?")[0], unquote(url)):
        if m := _FILE.search(part):
            return m.group(1).lower()
    return None


def named_extension(name: str) -> str | None:
    """The extension of the file that a link's text names (…情况报告.docx, 全文.pdf（1.2MB）)."""
    m = _NAMED.search(name) if "." in name and len(name) <= _LONGEST_NAME else None
    return m.group(1).lower() if m else None


def linked_file(attributes: Mapping[str, str], text: str) -> Link | None:
    """The file that an element leads to: by an address, a path in its script, or the name in its text or title."""
    title, href = attributes.get("title", ""), attributes.get("href", "")
    told = text if clean_line(text) and len(text) <= _LONGEST_NAME else title
    for address in filter(None, map(attributes.get, _ADDRESSES)):
        if file_extension(address):
            return Link(told, address)
    for script in (attributes.get("onclick", ""), href if href.lower().startswith("javascript:") else ""):
        for address in _SCRIPTED.findall(script[:_LONGEST_SCRIPT]):
            if file_extension(address):
                return Link(told, address)
    name = next((name for name in (told, title) if named_extension(name)), None)
    return Link(name, href) if name and href and not href.lower().startswith(_NO_ADDRESS) else None


def picture_extension(url: str) -> str | None:
    """The extension of the picture at `url`; None for anything else."""
    m = _PICTURE.search(url)
    return m.group(1).lower() if m else None


def viewed_file(url: str) -> str:
    """The file that an embedded viewer shows (viewer.html?file=/a/b.pdf), else `url` itself."""
    m = _VIEWED.search(url)
    return unquote(m.group(1)) if m and file_extension(unquote(m.group(1))) else url


def read_attachments(links: Iterable[Link], base_url: str | None) -> tuple[Attachment, ...]:
    """File links as attachments, each address once, absolute where the page's own address is known."""
    found: dict[str, Attachment] = {}
    for link in links:
        address = _absolute(link.url.strip(), base_url)
        extension = file_extension(address) or picture_extension(address) or named_extension(link.text)
        if not extension or address in found:
            continue
        name = clean_line(link.text) or unquote(urlsplit(address).path.rsplit("/", 1)[-1])
        found[address] = Attachment(name, address, (MEDIA_TYPES | PICTURE_TYPES)[extension])
    return tuple(found.values())


def _absolute(url: str, base_url: str | None) -> str:
    try:
        return urljoin(base_url, url) if base_url else url
    except ValueError:  # an address such as http://[
        return url
