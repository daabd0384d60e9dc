"""The reading room 阅览: a stored report with its text, what was made of it, and what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from evidence.report_words import verdict
from storage import sights
from storage.reading_room import Room, room
from storage.report_views import show_report
from web.missing import Missing
from web.page import render
from web.reading.view import MOST_ROWS, reading_of
from web.site import AsReader, Looking

router = APIRouter()
_LARGEST = 2**31 - 1  # what a database calls a number of a row
ReportId = Annotated[int, Path(ge=1, le=_LARGEST)]
RevisionNumber = Annotated[int | None, Query(ge=1, le=_LARGEST)]
_MOST_SIMILAR = 5


@router.get("/reports/{report_id}")
def page(
    request: Request,
    asking: AsReader,
    session: Looking,
    report_id: ReportId,
    *,
    revision: RevisionNumber = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    found = room(session, report_id, revision, asking.offices)
    if found is None:
        raise missing(report_id, revision)
    return render(
        request,
        "report.html",
        asking,
        room=found,
        report=found.report,
        reading=reading_of(found.report, q),
        question=q,
        verdict=verdict,
        similar=found.similar[:_MOST_SIMILAR],
        more_similar=max(len(found.similar) - _MOST_SIMILAR, 0),
        newest=found.report["revision"] == found.report["revisions"],
        vanished=_vanished(found),
        captures=_captures(found),
        original=_original(found),
        most=MOST_ROWS,
    )


@router.get("/reports/{report_id}/text")
def text(asking: AsReader, session: Looking, report_id: ReportId, revision: RevisionNumber = None) -> Response:
    """The body as it was read, as a file."""
    seen = sights.of_report(session, report_id, asking.offices)
    report = show_report(session, report_id, revision) if seen else None
    if report is None:
        raise missing(report_id, revision)
    name = f"report-{report_id}-{report['revision']}.txt"
    return Response(
        report["body"].encode("utf-8", "replace"),
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def missing(report_id: int, revision: int | None = None) -> Missing:
    return Missing(f"没有编号为 {report_id} 的报告{f'或第 {revision} 版' if revision else ''}")


def _vanished(found: Room) -> str | None:
    """Why the report counts as withdrawn, in words; None while it does not."""
    if found.withdrawn_at is None:
        return None
    said = [change["reason"] for change in found.report["changes"] if change["kind"] == "vanished"]
    return str(said[-1]) if said else "登记的栏目和原网址都不再见到该报告"


def _original(found: Room) -> int | None:
    """The page that the shown revision was read from."""
    records = [one["record_id"] for one in found.report["captures"] if one["revision"] == found.report["revision"]]
    return found.captures.get(records[0]) if records else None


def _captures(found: Room) -> list[dict[str, Any]]:
    """The kept answers, each once, with the revisions that were read from it."""
    rows: dict[str, dict[str, Any]] = {}
    for one in found.report["captures"]:
        row = rows.setdefault(one["record_id"], {**one, "id": found.captures.get(one["record_id"]), "revisions": []})
        row["revisions"].append(one["revision"])
    return list(rows.values())[:MOST_ROWS]
