"""`/api/v1/search`, `/api/v1/indicators`, `/api/v1/rates`: what is in the reports, and what the standings come to."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import AfterValidator

from core.search_text import LONGEST_QUERY, Unsearchable
from core.search_text import asked as words_of
from evidence.rates import Counts
from parsers.indicators import INDICATORS
from storage import board_counts, indicator_views, search
from storage.board import Filter
from storage.indicator_views import Figure, Ranked
from storage.pages import Page, cut
from web.api.asking import Office, Pages, UnitId, Year, endpoints, seen
from web.api.obligations import Division, Levels, Statuses
from web.api.shapes.boards import Rates
from web.api.shapes.found import Figures, Hits
from web.counting import Counting
from web.missing import Unfit
from web.site import AsReader, Here, Looking

router = endpoints("检索和统计 / search and figures")


def _known(key: str) -> str:
    if key not in INDICATORS:
        raise ValueError(key)
    return key


Key = Annotated[
    str,
    AfterValidator(_known),
    Query(description="指标 / indicator key", json_schema_extra={"enum": sorted(INDICATORS)}),
]


@router.get(
    "/search",
    response_model=Hits,
    summary="全文检索 / full text search",
    description="各词都要出现，引号内的按短语查找。 / All words must be there; what is quoted is a phrase.",
)
def searched(
    *,
    asking: AsReader,
    session: Looking,
    paging: Pages,
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="要找的词 / words to look for")],
    office: Office = None,
    unit: UnitId = None,
    level: Levels = None,
    year_from: Year = None,
    year_to: Year = None,
    flag: Annotated[str | None, Query(max_length=40, description="标记 / flag")] = None,
    status: Statuses = None,
    order: Annotated[Literal["relevance", "date"], Query(description="排序 / order")] = "relevance",
) -> dict[str, Any]:
    if office is not None:
        seen(session, asking, office)
    try:
        sought = search.Sought(
            words_of(q),
            offices=asking.offices,
            office=office,
            unit=unit,
            level=level,
            year_from=year_from,
            year_to=year_to,
            flag=flag,
            standing=status,
            by_date=order == "date",
        )
    except Unsearchable as problem:
        raise Unfit(str(problem)) from None
    found = search.find(session, sought, limit=paging.limit, after=paging.after(int, int))
    page = paging.answer(Page(found.hits, found.next))
    return page | {"total": found.total, "approximate": found.approximate}


@router.get(
    "/indicators",
    response_model=Figures,
    summary="各单位的一项指标 / one indicator of many units",
    description="从大到小；每个数都有原句和报告。 / The greatest first, each with its sentence and report.",
)
def indicators(
    *,
    asking: AsReader,
    session: Looking,
    paging: Pages,
    key: Key,
    year: Annotated[int, Query(ge=1990, le=2200, description="报告年度 / report year")],
    office: Office = None,
    level: Levels = None,
    division: Division = None,
) -> dict[str, Any]:
    wanted = Filter(offices=seen(session, asking, office), level=level)
    after = paging.after(float, str)
    found = indicator_views.ranking(session, wanted, key, year, limit=paging.limit + 1, after=after)
    shown, last = cut(found, paging.limit, lambda one: (float(one.value), one.unit_id))
    lines = indicator_views.lines(session, key, [one.unit_id for one in shown])
    return paging.answer(Page([_figure(one, lines[one.unit_id][year]) for one in shown], last))


def _figure(one: Ranked, figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "year": figure.year,
        "unit": one.unit_id,
        "unit_name": one.name,
        "office": one.office_id,
        "level": one.level,
        "value": figure.value,
        "measure": figure.unit,
        "approximate": figure.approximate,
        "quote": figure.quote,
        "report_id": figure.report_id,
        "report_year": figure.report_year,
    }


@router.get(
    "/rates",
    response_model=Rates,
    summary="按时率 / on-time rate",
    description="没有结论的单位计入分母，单独列出，不算迟报。 / Undecided units are in the divisor, and never late.",
)
def rates(
    *,
    asking: AsReader,
    session: Looking,
    here: Here,
    year: Annotated[int, Query(ge=1990, le=2200, description="报告年度 / report year")],
    office: Office = None,
    level: Levels = None,
    division: Division = None,
) -> dict[str, Any]:
    wanted = Filter(offices=seen(session, asking, office), level=level, division=division, year=year)
    counts = Counts()
    for group in Counting(session, here)(board_counts.groups, wanted).value:
        counts.add({"status": group.status, "duty": group.duty, "flags": group.flags}, group.number)
    sums = {name: getattr(counts, name) for name in ("units", "owing", "rate", "highest")}
    return {"report_year": year, "office": office, "level": level, "division": division, **asdict(counts), **sums}
