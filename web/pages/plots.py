"""`/plots`: charts of publishing and of checking 图表, each with its figures as a table, as SVG and as PNG."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from evidence import words
from parsers.indicators import INDICATORS
from storage import board, board_choices, indicator_views
from storage.board import Filter
from storage.database import Session
from storage.indicator_views import Ranked
from web.asked import AsAsked, choosable
from web.missing import Missing
from web.page import render
from web.plots.chart import Chart
from web.plots.desk import Kind, Looks, NoChineseFont, Theme, desk_at, digest
from web.plots.gallery import PLOTS, Gallery
from web.plots.layout import layout_of
from web.problems import answer
from web.ranked import Wish
from web.site import AsReader, Here, Looking

router = APIRouter()
# A picture may colour itself; it loads, runs and frames nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_TYPES: dict[Kind, str] = {"svg": "image/svg+xml", "png": "image/png"}
_SPREAD, _UNITS = "indicator", "units"


@router.get("/plots")
def page(request: Request, asking: AsReader, session: Looking, here: Here, asked: AsAsked) -> Response:
    gallery, year = Gallery(session, here, asking, asked), asked.filter.year
    first, last = board.years(session) or (year, year)
    last = min(last, here.cycle_year())  # of later years nothing is out yet
    return render(
        request,
        "plots.html",
        asking,
        asked=asked,
        given=asked.given,
        charts=[(name, gallery.chart(name, year), sizes(gallery.chart(name, year))) for name in PLOTS],
        whose=gallery.about.whose,
        years=list(range(max(last, year), min(first, year) - 1, -1)),
        levels=list(words.LEVEL_WORDS.items()),
        offices=choosable(board_choices.offices(session, asking.offices)),
    )


def sizes(chart: Chart) -> dict[str, tuple[int, int]]:
    """Width and height, so that the page stands still while pictures arrive."""
    layouts = {"wide": layout_of(chart, narrow=False), "narrow": layout_of(chart, narrow=True)}
    return {name: (layout.width, layout.height) for name, layout in layouts.items()}


@router.get("/plots/{name}.{kind}")
def picture(
    *,
    request: Request,
    asking: AsReader,
    session: Looking,
    here: Here,
    asked: AsAsked,
    name: str,
    kind: Kind,
    theme: Theme = "light",
    form: Annotated[Literal["wide", "narrow"], Query()] = "wide",
    key: Annotated[str, Query(max_length=40)] = "",
    unit: Annotated[str, Query(max_length=100)] = "",
    lowest: Annotated[str, Query(max_length=100)] = "",
    marked: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    gallery = Gallery(session, here, asking, asked)
    if name == _SPREAD:
        chart: Chart = gallery.spread(known(key), asked.filter.year, unit_of(session, asking.offices, unit))
    elif name == _UNITS:
        chart = gallery.units(Wish(known(key), asked.filter.year, bool(lowest), bool(marked), asked.after))
    elif name in PLOTS:
        chart = gallery.chart(name, asked.filter.year)
    else:
        raise Missing(f"没有这个图：{name}")
    looks = Looks(kind, theme, form == "narrow")
    headers = {"ETag": f'"{digest(chart, looks)}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        drawn = desk_at(here.settings.home).picture(chart, looks)
    except NoChineseFont as problem:
        return answer(request, problem, 503)
    return Response(drawn, media_type=_TYPES[kind], headers=headers | {"Content-Security-Policy": _POLICY})


def known(key: str) -> str:
    if key not in INDICATORS:
        raise Missing(f"没有这项指标：{key}")
    return key


def unit_of(session: Session, seen: frozenset[str] | None, unit: str) -> Ranked | None:
    """None where none is asked for."""
    if not unit:
        return None
    found = indicator_views.unit_of(session, Filter(offices=seen), unit)
    if found is None:
        raise Missing(f"没有这个单位：{unit}")
    return found
