"""`/compare`: one indicator over units and years 指标比较, or all those of one unit; what stands out is marked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from core.amounts import amount_words
from core.outliers import Spread
from core.units import Level
from evidence import words
from parsers.indicators import INDICATORS, Family
from storage import board_choices, indicator_views
from storage.board import Filter
from storage.database import Session
from storage.indicator_views import Ranked
from web import compared_csv
from web.asked import AsAsked, Asked, choosable
from web.comparing import HOW, WARNING, YEARS, line, years_to
from web.counting import Counting
from web.missing import Unfit
from web.page import render
from web.pages.plots import known, sizes, unit_of
from web.plots.gallery import Gallery
from web.plots.units import units_of
from web.ranked import Wish, listed
from web.site import AsReader, Here, Looking

router = APIRouter()
_EXPORTED = 5000  # units at most
_FAMILIES = {Family.ITEMS: "件数和次数", Family.PEOPLE: "人数", Family.MONEY: "金额", Family.RATE: "比率"}
_Short = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class Question:
    """Which indicator of which units. `given`: the parameters as they were given, but for the place in the list."""

    asked: Asked
    wanted: Filter
    key: str | None
    year: int
    years: list[int]
    unit: Ranked | None
    lowest_first: bool
    marked_only: bool
    given: dict[str, str]

    @property
    def wish(self) -> Wish:
        return Wish(self.key or "", self.year, self.lowest_first, self.marked_only, self.asked.after)


def question(
    *,
    asking: AsReader,
    session: Looking,
    here: Here,
    asked: AsAsked,
    key: _Short = "",
    unit: _Short = "",
    lowest: _Short = "",
    marked: _Short = "",
) -> Question:
    """Without a year, the newest of which there is anything."""
    wanted = replace(asked.filter, standing=None, year=0)
    counting = Counting(session, here)
    if key:
        years = counting(indicator_views.years_of, wanted, known(key)).value
    else:
        years = counting(indicator_views.years, wanted).value
    year = asked.filter.year if "year" in asked.given or not years else years[0]
    own = {"key": key, "unit": unit, "lowest": lowest, "marked": marked}
    return Question(
        asked,
        wanted,
        known(key) if key else None,
        year,
        sorted({*years, year}, reverse=True),
        unit_of(session, asking.offices, unit),
        bool(lowest),
        bool(marked),
        asked.given | {name: value for name, value in own.items() if value},
    )


AsQuestion = Annotated[Question, Depends(question)]


@router.get("/compare")
def page(request: Request, asking: AsReader, session: Looking, here: Here, q: AsQuestion) -> Response:
    gallery = Gallery(session, here, asking, q.asked)
    return render(
        request,
        "compare.html",
        asking,
        q=q,
        asked=q.asked,
        given=q.given,
        kind=INDICATORS[q.key] if q.key else None,
        kinds=INDICATORS,
        families=_FAMILIES,
        levels=list(words.LEVEL_WORDS.items()),
        offices=choosable(board_choices.offices(session, asking.offices)),
        whose=gallery.about.whose,
        warning=WARNING,
        how=HOW,
        words_of=amount_words,
        **_shown(session, gallery, q),
    )


def _shown(session: Session, gallery: Gallery, q: Question) -> dict[str, Any]:
    if q.key is None:
        return _of_unit(session, q.unit) if q.unit else {"counts": gallery.counts(q.year)}
    chart = gallery.spread(q.key, q.year, q.unit)
    drawn = {"key": q.key, "year": str(q.year), **q.given}
    shown: dict[str, Any] = {"chart": chart, "sizes": sizes(chart), "drawn": drawn}
    if q.unit:
        return shown | {"story": _story(session, gallery, q.key, q.unit, q.wanted)}
    wish, spreads = q.wish, gallery.peers(q.key, q.year)
    lines, more = listed(session, q.wanted, wish, spreads)
    units = units_of(gallery.about, wish, lines, spreads)
    return shown | {
        "lines": lines,
        "more": more,
        "spreads": _spreads(spreads),
        "columns": years_to(q.year),
        "units": units,
        "unit_sizes": sizes(units),
        "units_drawn": {**drawn, "after": q.asked.after},
    }


def _of_unit(session: Session, unit: Ranked) -> dict[str, Any]:
    """All figures of a unit; how others stand is not asked here."""
    figures = indicator_views.of_unit(session, unit.unit_id)
    years = sorted({year for line_ in figures.values() for year in line_}, reverse=True)[: 2 * YEARS]
    lines = {key: line(unit, figures[key], years, {}) for key in INDICATORS if key in figures}
    return {"figures_of": lines, "columns": years}


def _story(session: Session, gallery: Gallery, key: str, unit: Ranked, wanted: Filter) -> list[tuple[int, Any, Any]]:
    """A unit's figures year by year, the newest first, each beside those of its level."""
    figures = indicator_views.lines(session, key, [unit.unit_id])[unit.unit_id]
    among = Filter(offices=wanted.offices, level=unit.level)
    peers = indicator_views.spreads_by_year(session, among, key, min(figures, default=0))
    years = sorted(figures, reverse=True)
    values = line(unit, figures, years, peers).values
    return [(year, value, peers.get(year)) for year, value in zip(years, values, strict=True)]


def _spreads(spreads: Mapping[str, Spread]) -> list[tuple[str, Spread]]:
    return [(words.LEVEL_WORDS[level], spreads[level.value]) for level in Level if level.value in spreads]


@router.get("/compare.csv")
def export(request: Request, asking: AsReader, session: Looking, here: Here, q: AsQuestion) -> Response:
    """What the page shows, all its pages, one figure a line."""
    if q.key is None:
        raise Unfit("请先选定一项指标")
    spreads = Gallery(session, here, asking, q.asked).peers(q.key, q.year)
    lines, more = listed(session, q.wanted, replace(q.wish, after=None), spreads, _EXPORTED)
    names = board_choices.offices(session, asking.offices)
    table = compared_csv.lines(lines, years_to(q.year), q.key, names, str(request.base_url), cut=more is not None)
    name = f"{q.key}-{q.year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(table), media_type="text/csv; charset=utf-8", headers=headers)
