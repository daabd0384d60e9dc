"""The archive as the database knows it 存档索引: rows by file, sealed files, runs, losses that were acknowledged."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chain import Kind
from storage.models import ArchiveFileRow, CaptureRow, ChainRow, RunRow
from storage.sql import chunks


@dataclass(frozen=True, slots=True)
class Indexed:
    """A capture as its row says."""

    capture_id: int
    run_id: str
    role: str
    url: str
    final_url: str
    status: int
    fetched_at: datetime
    digest: str
    warc_file: str
    warc_offset: int
    record_id: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it was when it was sealed."""

    name: str
    bytes: int
    sha256: str
    records: int


_COLUMNS = (
    CaptureRow.id, CaptureRow.run_id, CaptureRow.role, CaptureRow.url, CaptureRow.final_url, CaptureRow.status,
    CaptureRow.fetched_at, CaptureRow.digest, CaptureRow.warc_file, CaptureRow.warc_offset, CaptureRow.warc_record_id,
    CaptureRow.origin,
)  # fmt: skip


def names(session: Session) -> set[str]:
    """The files that rows name."""
    return set(session.scalars(select(CaptureRow.warc_file).distinct()))


def count(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(CaptureRow)).one()


def of_files(session: Session, files: Collection[str]) -> Mapping[str, list[Indexed]]:
    """The rows of each of the files, in the order of the file."""
    rows: dict[str, list[Indexed]] = defaultdict(list)
    for some in chunks(sorted(files)):
        found = select(*_COLUMNS).where(CaptureRow.warc_file.in_(some)).order_by(CaptureRow.warc_offset)
        for row in session.execute(found):
            rows[row.warc_file].append(Indexed(*row))
    return rows


def with_records(session: Session, record_ids: Sequence[str]) -> Mapping[str, Indexed]:
    """The rows of these WARC records, by record."""
    rows = (
        Indexed(*row)
        for some in chunks(record_ids)
        for row in session.execute(select(*_COLUMNS).where(CaptureRow.warc_record_id.in_(some)))
    )
    return {row.record_id: row for row in rows}


def sealed(session: Session) -> Mapping[str, Sealed]:
    rows = session.execute(
        select(ArchiveFileRow.name, ArchiveFileRow.bytes, ArchiveFileRow.sha256, ArchiveFileRow.records)
    )
    return {row.name: Sealed(*row) for row in rows}


def known_runs(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(RunRow.id)))


def running(session: Session) -> Sequence[tuple[str, str, datetime]]:
    """Runs that count as under way: id, holder, the end of the lease."""
    rows = select(RunRow.id, RunRow.holder, RunRow.lease_expires_at).where(RunRow.state == "running")
    return list(session.execute(rows).tuples())


def losses(session: Session) -> Mapping[str, dict[str, Any]]:
    """What repairs acknowledged as lost: the facts, by subject (a WARC record id, or a file as it was found)."""
    rows = select(ChainRow.subject, ChainRow.facts).where(ChainRow.kind == Kind.LOSS.value).order_by(ChainRow.seq)
    return {subject: json.loads(facts) for subject, facts in session.execute(rows).tuples()}


def losses_of(session: Session, record_ids: Collection[str]) -> Mapping[str, str]:
    """Those of the WARC records whose bytes are lost, with the reason (Chinese): to be named in any evidence."""
    found: dict[str, str] = {}
    for some in chunks(sorted(record_ids)):
        rows = select(ChainRow.subject, ChainRow.facts).where(
            ChainRow.kind == Kind.LOSS.value, ChainRow.subject.in_(some)
        )
        found |= {subject: json.loads(facts)["reason"] for subject, facts in session.execute(rows).tuples()}
    return found


def stands(session: Session, head: str) -> bool:
    """Whether an entry of the chain has this digest, or one that begins so."""
    return session.scalars(select(ChainRow.seq).where(ChainRow.digest.startswith(head))).first() is not None
