"""`/`: the board 总览, which a clerk opens every morning: how it stands, what changed, and every unit by year."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.accounts import Reader
from core.duties import Status
from core.units import Level
from evidence import rates, words
from evidence.legend import MEANINGS
from storage import board, board_changes, board_choices, board_counts
from storage.board import Filter, Order, UnitPage
from storage.board_choices import Division
from storage.database import Session
from web import glance, looked, matrix
from web.access.headers import POLICY
from web.asked import SIZES, AsAsked, Asked, choosable
from web.counting import Counting
from web.page import render
from web.signs import SIGNS
from web.site import AsReader, Here, Looking, Site

router = APIRouter()

# The links of the matrix are relative to where the units are, or they would be most of the page.
_WITH_BASE = POLICY.replace("base-uri 'none'", "base-uri 'self'")
_EXPORTED = ("year", "office", "level", "division", "standing", "q")
_FOLDED = frozenset({"level", "division", "sort", "size", "years"})
_BESIDES = {Status.NOT_DUE: "（含不作认定）"}
_ORDERS = {Order.OFFICE: "按监督机关、层级、名称", Order.LEVEL: "按层级、名称", Order.NAME: "按名称"}


@router.get("/")
def page(request: Request, asking: AsReader, session: Looking, here: Here, asked: AsAsked) -> Response:
    now, counting = here.now(), Counting(session, here)
    wanted = replace(asked.filter, standing=None)  # the counts are of all standings
    groups = counting(board_counts.groups, wanted)
    known = board.years(session)
    years = asked.years(known, here.cycle_year())
    offices = counting(board_choices.offices, asking.offices).value
    units = board.units(
        session, asked.filter, order=asked.order, after=asked.after, before=asked.before, limit=asked.size
    )
    judged_at = board.judged_at(session, wanted)
    seen_at = looked.before(request, asking, now)
    answer = render(
        request,
        "board.html",
        asking,
        asked=asked,
        wanted=asked.filter,
        given=asked.given,
        years=years,
        known=_every_year(known, here.cycle_year()),
        cycle=here.cycle_year(),
        seen=glance.glance(groups.value, here.today()),
        counted_at=groups.counted_at,
        judged_at=judged_at,
        old=words.out_of_date(judged_at, now),
        folded_in_use=bool(asked.given.keys() & _FOLDED),
        number=counting(board_counts.number_of_units, wanted).value,
        groups=matrix.groups(
            units.units, board.cells(session, [unit.id for unit in units.units], years), years, asked.order, offices
        ),
        offices=offices,
        shown=len(units.units),
        pages=_pages(units, asked),
        exports={name: value for name, value in _exported(asked, here.cycle_year()).items() if value},
        legend=matrix.CLASSES,
        meanings=MEANINGS,
        past=rates.PAST if _accused_in_the_past(asked.filter, groups.value, here) else None,
        **_changes(session, counting, wanted, here, seen_at),
        **_choices(counting, asking, asked, offices),
    )
    answer.headers["Content-Security-Policy"] = _WITH_BASE
    looked.note(answer, request, asking, now)
    return answer


def _every_year(known: tuple[int, int] | None, cycle: int) -> list[int]:
    first, last = known or (cycle, cycle)
    return list(range(max(last, cycle), min(first, cycle) - 1, -1))


def _pages(units: UnitPage, asked: Asked) -> Mapping[str, str | None]:
    """The units that the pages before and behind begin with."""
    if not units.units:
        return {"before": None, "after": None}
    return {
        "before": units.units[0].id if units.earlier else None,
        "after": units.units[-1].id if units.more else None,
    }


def _exported(asked: Asked, cycle: int) -> Mapping[str, str]:
    """What a ledger is asked for with: as the board is filtered."""
    chosen = {**asked.given, "year": str(asked.filter.year), "office": asked.filter.office or ""}
    return {name: chosen.get(name, "") for name in _EXPORTED}


def _accused_in_the_past(wanted: Filter, groups: list[board_counts.Group], here: Site) -> bool:
    return wanted.year < here.cycle_year() and any(group.status == Status.OVERDUE for group in groups)


def _changes(
    session: Session, counting: Counting, wanted: Filter, here: Site, seen_at: datetime | None
) -> dict[str, Any]:
    """Since yesterday, and since this reader last looked; the newest of both."""
    wanted = replace(wanted, year=0)  # of all report years
    yesterday = glance.yesterday(here.today())
    instants = [(glance.yesterday_words(here.today()), yesterday)]
    if seen_at is not None:
        instants.append((f"您上次查看（{words.minute(seen_at)}）以来", seen_at))
    since = [glance.since(name, at, counting(board_changes.counts, wanted, at).value) for name, at in instants]
    earliest = min(at for _, at in instants)
    return {
        "since": since,
        "changes": glance.latest(session, wanted, earliest) if any(one.total for one in since) else [],
        "seen_at": seen_at,
    }


def _choices(counting: Counting, asking: Reader, asked: Asked, offices: Mapping[str, str]) -> dict[str, Any]:
    """What the form offers."""
    division = asked.filter.division or ""
    return {
        "office_list": choosable(offices),
        "levels": [(level.value, words.LEVEL_WORDS[level]) for level in Level],
        "divisions": _divisions(counting, asking, division),
        "standings": [(status.value, f"{sign.words}{_BESIDES.get(status, '')}") for status, sign in SIGNS.items()],
        "orders": [(order.value, name) for order, name in _ORDERS.items()],
        "sizes": SIZES,
    }


def _divisions(counting: Counting, asking: Reader, chosen: str) -> list[Division]:
    """The chosen one with those around it, and the next smaller ones in it."""
    found: dict[str, Division] = {}
    for within, digits in (("", 2), (chosen[:2], 4), (chosen[:4], 6)):
        if len(within) < digits - 2:
            break
        inner = counting(board_choices.divisions, asking.offices, within, digits).value
        found |= {division.prefix: division for division in inner}
    if chosen and chosen not in found:
        found[chosen] = Division(chosen, 0)
    return sorted(found.values(), key=lambda division: division.prefix)
