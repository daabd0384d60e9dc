"""What is sealed, made from the rows as they stand: when it is sealed, and again whenever the chain is checked."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.chain import Kind, Matter, canonical, instant
from core.sealed import capture_line, tally, text_digest
from storage.check_lists import tallies
from storage.models import (
    ArchiveFileRow,
    CaptureRow,
    ChangeRow,
    ReportRow,
    RevisionRow,
    RunRow,
    TransitionRow,
)

_BATCH = 2000  # rows that are held at once
_RECORD = CaptureRow.warc_record_id


def revisions(session: Session, *which: ColumnElement[bool]) -> Iterator[Matter]:
    rows = select(RevisionRow, ReportRow.unit_id, ReportRow.report_year, _RECORD).order_by(RevisionRow.id).where(*which)
    rows = rows.join(ReportRow, ReportRow.id == RevisionRow.report_id)
    rows = rows.outerjoin(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    for row, unit, year, record in _each(session, rows):
        facts = {
            "unit": unit,
            "year": year,
            "number": row.number,
            "text": text_digest(row.title, row.body),
            "published_at": row.content.get("published_at"),
            "capture": record,
            "made_at": instant(row.made_at),
            "run": row.run_id,
            "kind": row.change_kind,
            "reason": row.change_reason,
        }
        yield Matter(Kind.REVISION, str(row.id), facts)


def changes(session: Session, *which: ColumnElement[bool]) -> Iterator[Matter]:
    rows = select(ChangeRow, ReportRow.unit_id, ReportRow.report_year, _RECORD).order_by(ChangeRow.id).where(*which)
    rows = rows.join(ReportRow, ReportRow.id == ChangeRow.report_id)
    rows = rows.outerjoin(CaptureRow, CaptureRow.id == ChangeRow.capture_id)
    for row, unit, year, record in _each(session, rows):
        facts = {
            "unit": unit,
            "year": year,
            "kind": row.kind,
            "reason": row.reason,
            "at": instant(row.at),
            "run": row.run_id,
            "revision": row.revision,
            "capture": record,
            "url": row.url,
            "details": None if row.details is None else tally([canonical(row.details)])["sha256"],
        }
        yield Matter(Kind.CHANGE, str(row.id), facts)


def statements(session: Session, *which: ColumnElement[bool]) -> Iterator[Matter]:
    for (row,) in _each(session, select(TransitionRow).order_by(TransitionRow.id).where(*which)):
        facts = {
            "unit": row.unit_id,
            "year": row.report_year,
            "before": row.before,
            "after": row.after,
            "at": instant(row.at),
            "run": row.run_id,
            "reason": row.reason,
            "archive": row.archive,
        }
        yield Matter(Kind.STATEMENT, str(row.id), facts)


def archive_files(session: Session, *which: ColumnElement[bool]) -> Iterator[Matter]:
    for (row,) in _each(session, select(ArchiveFileRow).order_by(ArchiveFileRow.name).where(*which)):
        facts = {
            "name": row.name,
            "run": row.run_id,
            "bytes": row.bytes,
            "sha256": row.sha256,
            "records": row.records,
        }
        yield Matter(Kind.ARCHIVE_FILE, row.name, facts)


def runs(session: Session, *which: ColumnElement[bool]) -> Iterator[Matter]:
    """Runs, each with the lists of what it kept and checked."""
    rows = session.scalars(select(RunRow).order_by(RunRow.number).where(*which)).all()
    checks = tallies(session, [row.number for row in rows])
    for row in rows:
        facts = {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "started_at": instant(row.started_at),
            "finished_at": instant(row.finished_at) if row.finished_at else None,
            "begun_at": instant(row.begun_at),
            "captures": tally(capture_lines(session, row.id)),
            "checks": checks[row.number],
        }
        yield Matter(Kind.RUN, row.id, facts)


Gather = Callable[..., Iterator[Matter]]

# How the rows of each kind become matters, and the column that names the run they belong to.
OF_A_RUN: dict[Kind, tuple[Gather, InstrumentedAttribute[str]]] = {
    Kind.REVISION: (revisions, RevisionRow.run_id),
    Kind.CHANGE: (changes, ChangeRow.run_id),
    Kind.STATEMENT: (statements, TransitionRow.run_id),
}


def capture_lines(session: Session, run_id: str) -> Iterator[str]:
    """The run's captures by time and record, a line each: rows that are made again from the archive give the same."""
    columns = (
        _RECORD, CaptureRow.url, CaptureRow.final_url, CaptureRow.status,
        CaptureRow.fetched_at, CaptureRow.digest, CaptureRow.origin,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(CaptureRow.run_id == run_id)).tuples()
    for record_id, url, final_url, status, at, digest, origin in sorted(rows, key=lambda row: (row[4], row[0])):
        yield capture_line(
            record_id=record_id,
            url=url,
            final_url=final_url,
            status=status,
            fetched_at=at,
            digest=digest,
            origin=origin,
        )


def _each(session: Session, rows: Select[Any]) -> Iterator[Row[Any]]:
    return iter(session.execute(rows, execution_options={"yield_per": _BATCH}))
