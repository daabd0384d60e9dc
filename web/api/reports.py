"""`/api/v1/reports`: stored reports, their revisions, and what each rests on."""

from typing import Annotated, Any

from fastapi import Path, Query

from core.accounts import Reader
from core.problems import UserProblem
from evidence.difference_shape import shape_of
from storage import compared, pages, provenance, report_views, sights, similar_views
from storage.database import Session
from web.api.asking import LARGEST, Office, Pages, UnitId, Year, endpoints, seen
from web.api.shapes.base import Items
from web.api.shapes.compared import Difference, Provenance
from web.api.shapes.reports import Report, ReportRow, Revision, Similar
from web.missing import Missing
from web.site import AsReader, Looking

router = endpoints("报告 / reports")

Id = Annotated[int, Path(ge=1, le=LARGEST, description="报告编号 / report id")]
At = Annotated[int | None, Query(ge=1, le=LARGEST, description="版本，默认最新 / revision, the newest by default")]


@router.get(
    "/reports",
    response_model=Items[ReportRow],
    summary="已存报告 / stored reports",
    description="每个单位每个年度一份，按单位编号、报告年度排列。 / One a unit and report year, in that order.",
)
def reports(
    *,
    asking: AsReader,
    session: Looking,
    paging: Pages,
    year: Year = None,
    office: Office = None,
    unit: UnitId = None,
) -> dict[str, Any]:
    mine = seen(session, asking, office)
    page = pages.reports(session, offices=mine, after=paging.after(str, int), limit=paging.limit, unit=unit, year=year)
    return paging.answer(page)


@router.get("/reports/{id}", response_model=Report, response_model_exclude_unset=True, summary="一份报告 / one report")
def report(*, id: Id, asking: AsReader, session: Looking, revision: At = None) -> dict[str, Any]:
    _visible(session, asking, id)
    return _found(report_views.show_report(session, id, revision), id, revision)


@router.get(
    "/reports/{id}/revisions",
    response_model=Items[Revision],
    summary="各个版本的由来 / how its revisions came about",
    description="从旧到新，一次给全。 / Oldest first, all of them.",
)
def revisions(*, id: Id, asking: AsReader, session: Looking) -> dict[str, Any]:
    _visible(session, asking, id)
    return {"items": provenance.revisions(session, id), "next": None}


@router.get(
    "/reports/{id}/diff",
    response_model=Difference,
    summary="两个版本之间的改动 / what differs between two revisions",
    description="默认最新一版与其前一版。 / The newest and the one before unless told otherwise.",
)
def diff(
    *,
    id: Id,
    asking: AsReader,
    session: Looking,
    first: Annotated[int | None, Query(alias="from", ge=1, le=LARGEST, description="旧的一版 / the older one")] = None,
    last: Annotated[int | None, Query(alias="to", ge=1, le=LARGEST, description="新的一版 / the newer one")] = None,
) -> dict[str, Any]:
    _visible(session, asking, id)
    try:
        return shape_of(compared.load(session, id, first, last, asking.offices, most=compared.MOST))
    except UserProblem as problem:
        raise Missing(str(problem)) from None


@router.get(
    "/reports/{id}/similar",
    response_model=Items[Similar],
    summary="文字相近的报告 / what reads like it",
    description="相同最多的在前，一次给全。 / Most alike first, all of them.",
)
def similar(*, id: Id, asking: AsReader, session: Looking) -> dict[str, Any]:
    found = similar_views.list_similar(session, id, asking.offices)
    if found is None:
        raise Missing(f"没有编号为 {id} 的报告")
    return {"items": found, "next": None}


@router.get("/reports/{id}/provenance", response_model=Provenance, summary="每项内容的出处 / what each value rests on")
def sources(*, id: Id, asking: AsReader, session: Looking, revision: At = None) -> dict[str, Any]:
    _visible(session, asking, id)
    return _found(provenance.provenance(session, id, revision), id, revision)


def _visible(session: Session, asking: Reader, report_id: int) -> None:
    if not sights.of_report(session, report_id, asking.offices):
        raise Missing(f"没有编号为 {report_id} 的报告")


def _found(shape: dict[str, Any] | None, report_id: int, revision: int | None) -> dict[str, Any]:
    if shape is None:
        raise Missing(f"报告 {report_id} 没有第 {revision} 版")
    return shape
