"""The proof pack 证据包: one zip with the sheet, the records, what they are, the chain, and how to check it all."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

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
    """What goes into a pack. `headers` and `files` (pictures and prints) go by WARC record.

    `records`: the WARC file in pieces, so that it is never held as a whole; None where there is nothing that was kept.
    """

    sheet: Sheet
    html: str
    pdf: bytes | None
    records: Iterable[bytes] | None
    headers: Mapping[str, Headers]
    files: Mapping[str, bytes]


def write(pack: Pack, out: BinaryIO) -> None:
    """Writes the zip; the same facts made at the same time give the same bytes."""
    members = _members(pack)
    members[README] = [
        _TEMPLATE.render(
            sheet=pack.sheet,
            names=sorted(members),
            chain=pack.sheet.chain if pack.sheet.chain and pack.sheet.chain.entries else None,
            lost=pack.sheet.losses,
        ).encode()
    ]
    with zipfile.ZipFile(out, "w") as file:
        sums = [f"{_packed(file, name, members[name])}  {name}\n" for name in sorted(members)]
        _packed(file, SUMS, ["".join(sums).encode()])  # as sha256sum writes and reads it


def _packed(file: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    """Writes one member; its SHA-256."""
    info = zipfile.ZipInfo(name, _AT)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    with file.open(info, "w") as member:
        for piece in pieces:
            digest.update(piece)
            member.write(piece)
    return digest.hexdigest()


def _members(pack: Pack) -> dict[str, Iterable[bytes]]:
    main, lists = numbered(pack.sheet)
    whole = {
        "sheet.html": pack.html.encode(),
        "dossier.json": _json(to_jsonable_python(pack.sheet.dossier)),
        "captures.json": _json([_capture(row, pack.headers) for row in (*main, *lists)]),
    }
    if pack.pdf is not None:
        whole["sheet.pdf"] = pack.pdf
    for row in (*main, *lists):
        capture = row.kept.capture
        if data := pack.files.get(capture.warc_record_id):
            whole[f"pictures/{row.number}.{_ENDINGS.get(capture.media_type or '', 'bin')}"] = data
    if pack.sheet.chain and pack.sheet.chain.entries:
        whole |= _chain(pack.sheet.chain)
    records = {} if pack.records is None else {RECORDS: pack.records}
    return {name: [data] for name, data in whole.items()} | records


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


_TEMPLATE = ENVIRONMENT.get_template("readme.txt")
