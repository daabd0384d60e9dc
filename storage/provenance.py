"""Every stored value of a report back to the bytes it was read from 出处."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from parsers.traces import Origin, Trace, traces
from storage import captures
from storage.models import CaptureRow, RevisionRow, RunRow
from storage.report_views import show_report

_BODILESS = (Origin.LIST, Origin.COMPARED)  # no capture of the report's own bears it


def provenance(session: Session, report_id: int, revision: int | None = None) -> dict[str, Any] | None:
    """The contract's `provenance` shape of a revision (the newest unless named); None where there is none."""
    shown = show_report(session, report_id, revision)
    if shown is None:
        return None
    [row] = _revisions(session, report_id, shown["revision"])
    page = session.get_one(CaptureRow, row.capture_id)
    files = captures.of_attachments(session, shown["attachments"])
    return {
        "report_id": report_id,
        "unit": shown["unit"],
        "report_year": shown["report_year"],
        "revisions": shown["revisions"],
        **_revision(row),
        "run": _run(session.get_one(RunRow, row.run_id)),
        "captures": [_capture(capture) for capture in (page, *files)],
        "values": [_value(trace, page, files) for trace in traces(shown)],
    }


def revisions(session: Session, report_id: int) -> list[dict[str, Any]]:
    """When and how each revision came about, oldest first, with the page it was read from."""
    rows = _revisions(session, report_id)
    pages = select(CaptureRow).where(CaptureRow.id.in_({row.capture_id for row in rows}))
    held = {page.id: page for page in session.scalars(pages)}
    return [{**_revision(row), "page": captures.record_of(held[row.capture_id])} for row in rows]


def _revisions(session: Session, report_id: int, number: int | None = None) -> Sequence[RevisionRow]:
    rows = select(RevisionRow).options(defer(RevisionRow.body), defer(RevisionRow.content))
    rows = rows.where(RevisionRow.report_id == report_id).order_by(RevisionRow.number)
    return session.scalars(rows if number is None else rows.where(RevisionRow.number == number)).all()


def _revision(row: RevisionRow) -> dict[str, Any]:
    return {
        "revision": row.number,
        "made_at": row.made_at.isoformat(),
        "change_kind": row.change_kind,
        "change_reason": row.change_reason,
        "parser_version": row.parser_version,
    }


def _run(row: RunRow) -> dict[str, Any]:
    return {"id": row.id, "kind": row.kind, "started_at": row.started_at.isoformat()}


def _capture(row: CaptureRow) -> dict[str, Any]:
    where = {"warc_file": row.warc_file, "warc_offset": row.warc_offset, "asked_url": row.url, "run": row.run_id}
    about = {"role": row.role, "status": row.status, "media_type": row.media_type, "rendered": row.rendered}
    return {**captures.record_of(row), **where, **about}


def _value(trace: Trace, page: CaptureRow, files: Sequence[CaptureRow]) -> dict[str, Any]:
    """A trace with the records that bear it: the attachments that hold it, else the page; all for what is derived."""
    plain: Mapping[str, Any] = asdict(trace)
    wanted = {file.digest for file in files} if trace.origin is Origin.DERIVED else set(trace.files)
    borne = [file.warc_record_id for file in files if file.digest in wanted]
    if trace.origin not in _BODILESS and (trace.origin is Origin.DERIVED or trace.field == "attachments" or not borne):
        borne.insert(0, page.warc_record_id)
    return {name: plain[name] for name in plain if name != "files"} | {"records": borne}
