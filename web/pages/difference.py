"""What differs between two revisions of a report 改动对照, readable."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from core.problems import UserProblem
from evidence.difference_page import body_of
from evidence.difference_shape import headline
from evidence.report_words import title_of
from storage import captures, compared, provenance, sights
from web.missing import Unfit
from web.page import render
from web.pages.report import ReportId, missing
from web.site import AsReader, Looking

router = APIRouter()


@router.get("/reports/{report_id}/diff")
def page(
    request: Request,
    asking: AsReader,
    session: Looking,
    report_id: ReportId,
    *,
    first: Annotated[int | None, Query(alias="from", ge=1, le=2**31 - 1)] = None,
    last: Annotated[int | None, Query(alias="to", ge=1, le=2**31 - 1)] = None,
) -> Response:
    if not sights.of_report(session, report_id, asking.offices):
        raise missing(report_id)
    try:
        found = compared.load(session, report_id, first, last, asking.offices, most=compared.MOST)
    except UserProblem as problem:
        raise Unfit(str(problem)) from problem
    shown = [row for row in (found.old, found.new) if row]
    return render(
        request,
        "difference.html",
        asking,
        report=found.report,
        title=title_of(found.report),
        headline=headline(found),
        remarks=found.remarks,
        shown=shown,
        captures=captures.ids_of(session, [row["page"]["record_id"] for row in shown]),
        numbers=[row["revision"] for row in provenance.revisions(session, report_id)],
        text_changed=found.difference.text_changed,
        body=body_of(found),
    )
