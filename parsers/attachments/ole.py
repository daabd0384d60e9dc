"""OLE containers: old Word and WPS files, and the wrapping of encrypted docx files."""

from io import BytesIO

import olefile

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import FileProblem

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_ole(body: bytes) -> bool:
    return body.startswith(_MAGIC)


def stream_names(body: bytes) -> frozenset[str]:
    """The names of the streams at the container's top, in lower case. Raises FileProblem where it is damaged."""
    try:
        with olefile.OleFileIO(BytesIO(body)) as container:
            return frozenset(path[0].lower() for path in container.listdir() if len(path) == 1)
    except Exception:  # olefile meets damaged sectors with whatever they happen to break
        raise FileProblem(FileOutcome.BROKEN, "旧版 Office 文件已损坏，打不开") from None


def read_streams(body: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Those of the streams `names` (lower case) that are there."""
    found: dict[str, bytes] = {}
    try:
        with olefile.OleFileIO(BytesIO(body)) as container:
            for path in container.listdir():
                if len(path) == 1 and path[0].lower() in names:
                    found[path[0].lower()] = container.openstream(path).read(limits.MOST_BYTES)
    except Exception:
        raise FileProblem(FileOutcome.BROKEN, "旧版 Office 文件已损坏，读不出内容") from None
    return found
