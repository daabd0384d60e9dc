"""`/compare`: one indicator over units and years 指标比较, or all those of one unit; what stands out is marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from core.amounts import amount_words
from core.outliers import Spread, fences
from core.units import Level
from evidence import words
from parsers.indicators import INDICATORS, Family
from storage import board_choices, indicator_views
from storage.board import Filter
from storage.database import Session
from storage.indicator_views import Figure, Ranked
from web import compared_csv
from web.asked import AsAsked, Asked
from web.comparing import HOW, WARNING, YEARS, Line, line, years_to
from web.missing import Unfit
from web.page import render
from web.pages.plots import known, offices, sizes, unit_of
from web.plots.gallery import Gallery
from web.site import AsReader, Here, Looking

router = APIRouter()
_PAGE = 50
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


def question(
    *,
    asking: AsReader,
    session: Looking,
    asked: AsAsked,
    key: _Short = "",
    unit: _Short = "",
    lowest: _Short = "",
    marked: _Short = "",
) -> Question:
    """Without a year, the newest of which there are reports."""
    wanted = replace(asked.filter, standing=None, year=0)
    years = indicator_views.years(session, wanted)
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
        offices=offices(session, asking.offices),
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
    spreads = _peers(session, q)
    lines, more = _lines(session, q, spreads, _PAGE, _place(q.asked.after))
    return shown | {"lines": lines, "more": more, "spreads": _spreads(spreads), "columns": years_to(q.year)}


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


def _peers(session: Session, q: Question) -> dict[str, Spread]:
    """How the figures of each level lie, of all units that the reader sees, whatever they are filtered by."""
    among = Filter(offices=q.wanted.offices, level=q.wanted.level)
    return indicator_views.spreads_by_level(session, among, q.key or "", q.year)


def _lines(
    session: Session, q: Question, spreads: Mapping[str, Spread], limit: int, after: tuple[float, str] | None
) -> tuple[list[Line], str | None]:
    """A page of units, and the place behind its last one where there are more."""
    key = q.key or ""
    rate = INDICATORS[key].family is Family.RATE
    limits = {level: found for level, spread in spreads.items() if (found := fences(spread, rate=rate))}
    ranked = indicator_views.ranking(
        session,
        q.wanted,
        key,
        q.year,
        limit=limit + 1,
        lowest_first=q.lowest_first,
        after=after,
        beyond=limits if q.marked_only else None,
    )
    shown = ranked[:limit]
    figures = indicator_views.lines(session, key, [one.unit_id for one in shown])
    lines = list(_compared(shown, figures, q.year, spreads))
    return lines, f"{shown[-1].value!r}~{shown[-1].unit_id}" if len(ranked) > limit else None


def _compared(
    shown: list[Ranked], figures: Mapping[str, Mapping[int, Figure]], year: int, spreads: Mapping[str, Spread]
) -> Iterator[Line]:
    for one in shown:
        peers = {year: spreads[one.level]} if one.level in spreads else {}
        yield line(one, figures[one.unit_id], years_to(year), peers)


def _spreads(spreads: Mapping[str, Spread]) -> list[tuple[str, Spread]]:
    return [(words.LEVEL_WORDS[level], spreads[level.value]) for level in Level if level.value in spreads]


def _place(after: str | None) -> tuple[float, str] | None:
    if not after:
        return None
    value, _, unit_id = after.partition("~")
    try:
        return float(value), unit_id
    except ValueError:
        raise Unfit(f"续页标记 after 不对：{after}") from None


@router.get("/compare.csv")
def export(request: Request, asking: AsReader, session: Looking, q: AsQuestion) -> Response:
    """What the page shows, all its pages, one figure a line."""
    if q.key is None:
        raise Unfit("请先选定一项指标")
    lines, more = _lines(session, q, _peers(session, q), _EXPORTED, None)
    names = board_choices.offices(session, asking.offices)
    table = compared_csv.lines(lines, years_to(q.year), q.key, names, str(request.base_url), cut=more is not None)
    name = f"{q.key}-{q.year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(table), media_type="text/csv; charset=utf-8", headers=headers)
