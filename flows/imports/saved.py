"""Pages as browsers save them: where and when they were had, as far as the file itself tells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from core.addresses import without_credentials
from core.reports import Attachment
from parsers import decode_text

# <!-- saved from url=(0042)https://… --> (Chrome, Edge, IE), and the head that the extension SingleFile writes.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)\s+saved date:\s*([^(\n]+)")
_MHTML = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_PAGES = (".html", ".htm", ".shtml", ".mht", ".mhtml")
_COMPANIONS = ("_files", ".files")  # what browsers call the folder beside a page that they saved with its pictures


@dataclass(frozen=True, slots=True)
class Saved:
    """A page out of the file that holds it. `parts`: what an MHTML file holds besides, by address."""

    body: bytes
    url: str | None = None
    at: datetime | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)


def open_saved(body: bytes) -> Saved:
    """The page that the file is, or the one inside a web archive (MHTML)."""
    if _MHTML.search(body[:8192].partition(b"\n\n")[0].replace(b"\r\n", b"\n")) and b"MIME-Version" in body[:8192]:
        return _from_mhtml(body)
    head = decode_text(body[:8192])[0]
    if single := _SINGLE_FILE.search(head):
        return Saved(body, without_credentials(single[1]), _instant(single[2]))
    saved_from = _SAVED_FROM.search(head)
    return Saved(body, without_credentials(saved_from[1]) if saved_from else None)


def _from_mhtml(body: bytes) -> Saved:
    message = message_from_bytes(body, policy=policy.default)
    parts = [(_location(part), part) for part in message.walk() if not part.is_multipart()]
    page = next((found for found in parts if found[1].get_content_type() == "text/html"), None)
    if page is None:
        return Saved(body)
    others = {url: _payload(part) for url, part in parts if url and part is not page[1]}
    url = page[0] if page[0].startswith(("http://", "https://")) else None
    return Saved(_payload(page[1]), url, _mail_date(str(message.get("Date", ""))), others)


def _location(part: EmailMessage) -> str:
    return without_credentials(re.sub(r"\s+", "", str(part.get("Content-Location", ""))))


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _mail_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _instant(text: str) -> datetime | None:
    """What JavaScript writes: Thu Mar 20 2025 10:12:13 GMT+0800."""
    try:
        return datetime.strptime(text.strip(), "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    except ValueError:
        return None


def find_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files named, and what lies in the folders named, in order; each with the name to call it by in evidence.

    What a browser laid beside a page that it saved belongs to that page, and is no file of its own.
    """
    for given in paths:
        found = sorted(p for p in given.rglob("*") if p.is_file()) if given.is_dir() else [given]
        for path in found:
            if path == given or not (path.name.startswith(".") or _is_companion(path, given)):
                yield path, path.relative_to(given.parent).as_posix()


def _is_companion(path: Path, given: Path) -> bool:
    folders = [folder for folder in path.parents if given in folder.parents]
    return any(_page_of(folder) for folder in folders)


def _page_of(folder: Path) -> bool:
    stem = next((folder.name.removesuffix(end) for end in _COMPANIONS if folder.name.endswith(end)), None)
    return stem is not None and any(folder.with_name(stem + ending).is_file() for ending in _PAGES)


def beside(page: Path, attachment: Attachment) -> Path | None:
    """The file of the attachment's name in the page's folder, or in the one that the browser laid beside it."""
    names = dict.fromkeys(_names(attachment))
    folders = [page.parent, *(page.with_name(page.stem + ending) for ending in _COMPANIONS)]
    found = (folder / name for folder in folders for name in names)
    return next((path for path in found if path != page and path.is_file()), None)


def _names(attachment: Attachment) -> Iterator[str]:
    """What a browser may have called the file: the end of its address, or the words of its link."""
    last = PurePosixPath(unquote(urlsplit(attachment.url).path)).name
    ending = PurePosixPath(last).suffix
    for name in (last, attachment.name, f"{attachment.name}{ending}"):
        if name and not set(name) & set("/\\\0") and name not in (".", "..") and len(name.encode()) < 256:
            yield name
