"""Which reports share text with one, and the passages side by side 雷同."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from evidence.report_words import title_of, verdict
from storage import similar_views
from storage.database import Session
from storage.report_views import show_report
from web.page import render
from web.pages.report import ReportId, missing
from web.reading.beside import Passage, passages
from web.site import AsReader, Looking

router = APIRouter()
_MOST = 20  # other reports


@router.get("/reports/{report_id}/similar")
def page(request: Request, asking: AsReader, session: Looking, report_id: ReportId) -> Response:
    rows = similar_views.list_similar(session, report_id, asking.offices)
    report = show_report(session, report_id) if rows is not None else None
    if rows is None or report is None:
        raise missing(report_id)
    shown = [(row, verdict(row), _passages(session, report_id, row)) for row in rows[:_MOST]]
    return render(
        request,
        "similar.html",
        asking,
        report=report,
        title=title_of(report),
        shown=shown,
        more=max(len(rows) - _MOST, 0),
    )


def _passages(session: Session, report_id: int, row: dict[str, Any]) -> list[Passage]:
    pair = (report_id, row["report_id"])
    bodies = similar_views.bodies(session, *(pair if row["later"] == "self" else pair[::-1]))
    return passages(row, bodies) if bodies else []
