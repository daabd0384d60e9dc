"""The proof pack 证据包: one zip with the sheet, the records, what they are, the chain, and how to check it all."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pydantic_core import to_jsonable_python

from core.chain import Segment, instant
from evidence.sheet import Numbered, Sheet, numbered
from evidence.templates import ENVIRONMENT

RECORDS = "records.warc.gz"
SUMS = "SHA256SUMS"
README = "说明.txt"
_AT = (1980, 1, 1, 0, 0, 0)  # of every member: the pack's bytes shall not depend on when it was zipped
_PACKED = (".gz", ".png", ".pdf")
_ENDINGS = {"image/png": "png", "application/pdf": "pdf"}

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pack:
    """What goes into a pack. `headers` and `files` (pictures and prints) go by WARC record."""

    sheet: Sheet
    html: str
    pdf: bytes | None
    records: bytes | None  # the WARC file; None where there is nothing that was kept
    headers: Mapping[str, Headers]
    files: Mapping[str, bytes]


def build(pack: Pack) -> bytes:
    """The zip; the same facts made at the same time give the same bytes."""
    members = _members(pack)
    members[README] = _TEMPLATE.render(
        sheet=pack.sheet,
        names=sorted(members),
        chain=pack.sheet.chain if pack.sheet.chain and pack.sheet.chain.entries else None,
        lost=pack.sheet.losses,
    ).encode()
    members[SUMS] = _sums(members)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _AT)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            file.writestr(info, members[name])
    return out.getvalue()


def _members(pack: Pack) -> dict[str, bytes]:
    main, lists = numbered(pack.sheet)
    members = {
        "sheet.html": pack.html.encode(),
        "dossier.json": _json(to_jsonable_python(pack.sheet.dossier)),
        "captures.json": _json([_capture(row, pack.headers) for row in (*main, *lists)]),
    }
    optional = {"sheet.pdf": pack.pdf, RECORDS: pack.records}
    members |= {name: data for name, data in optional.items() if data is not None}
    for row in (*main, *lists):
        capture = row.kept.capture
        if data := pack.files.get(capture.warc_record_id):
            members[f"pictures/{row.number}.{_ENDINGS.get(capture.media_type or '', 'bin')}"] = data
    if pack.sheet.chain and pack.sheet.chain.entries:
        members |= _chain(pack.sheet.chain)
    return members


def _capture(row: Numbered, headers: Mapping[str, Headers]) -> dict[str, Any]:
    """One capture as the pack lists it; `number` is the sheet's, `sha256` of the content."""
    capture = row.kept.capture
    return {
        "number": row.number,
        "use": row.use,
        "record_id": capture.warc_record_id,
        "sha256": capture.digest,
        "fetched_at": instant(capture.fetched_at),
        "asked_url": capture.url,
        "url": capture.final_url,
        "status": capture.status,
        "media_type": capture.media_type,
        "headers": [list(pair) for pair in headers.get(capture.warc_record_id, ())],
        "rendered": capture.rendered,
        "origin": row.kept.origin,
        "run": row.kept.run_id,
        "archive_file": capture.warc_file,
        "archive_offset": capture.warc_offset,
        "lost": row.loss,
    }


def _chain(chain: Segment) -> dict[str, bytes]:
    """The entries as they were digested, one a line; and the digests that lead from the one before to the head."""
    links = [chain.after.digest, *chain.contents, chain.head.digest]
    return {
        "chain.jsonl": "".join(entry.line for entry in chain.entries).encode(),
        "chain-links.txt": "".join(f"{digest}\n" for digest in links).encode(),
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _sums(members: Mapping[str, bytes]) -> bytes:
    """As sha256sum writes and reads it."""
    return "".join(f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in sorted(members)).encode()


_TEMPLATE = ENVIRONMENT.get_template("readme.txt")
