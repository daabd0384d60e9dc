"""Full text search 检索 over all reports that the reader may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.accounts import Reader
from core.duties import Status
from core.search_text import LONGEST_QUERY, Query, Unsearchable, asked
from core.units import Level
from evidence.words import FLAG_WORDS, LEVEL_WORDS, STATUS_WORDS
from storage import board_choices, search
from storage.database import Session
from web.asked import choosable, office_named
from web.counting import Counting
from web.page import query as address
from web.page import render
from web.site import AsReader, Here, Looking, Site

router = APIRouter()
_FILTERS = ("office", "unit", "level", "from", "to", "flag", "standing")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address says; `problem` (Chinese): why it cannot be answered so."""

    given: dict[str, str]
    sought: search.Sought | None = None
    after: search.Place | None = None
    problem: str | None = None


@router.get("/search")
def page(request: Request, asking: AsReader, session: Looking, here: Here) -> Response:
    office, name = office_named(session, asking.offices, request.query_params.get("office", "").strip())
    wanted = _wanted(request.query_params, asking, office)
    found = None
    if wanted.sought is not None:
        found = search.find(session, wanted.sought, after=wanted.after)
    words = wanted.sought.query if wanted.sought else None
    return render(
        request,
        "search.html",
        asking,
        given=wanted.given,
        problem=wanted.problem,
        found=found,
        hits=[_shown(hit, words, wanted.given["q"]) for hit in found.hits] if found and words else [],
        first=wanted.after is None,
        office_name=name,
        choices={
            "office": choosable(board_choices.offices(session, asking.offices)),
            **_choices(_years(session, asking, here, wanted.given)),
        },
        narrowed=any(wanted.given[name] for name in _FILTERS),
        by_date=wanted.given["order"] == "date",
        longest=LONGEST_QUERY,
        more=f"{found.next[0]}-{found.next[1]}" if found and found.next else None,
    )


def _wanted(params: Mapping[str, str], asking: Reader, office: str | None) -> _Asked:
    """Empty fields of a form are no filters."""
    given = {name: params.get(name, "") for name in ("q", *_FILTERS, "order")} | {"office": office or ""}
    if not given["q"]:
        return _Asked(given)
    try:
        sought = search.Sought(
            asked(given["q"]),
            offices=asking.offices,
            office=office,
            unit=given["unit"] or None,
            level=given["level"] or None,
            year_from=_year(given["from"]),
            year_to=_year(given["to"]),
            flag=given["flag"] or None,
            standing=given["standing"] or None,
            by_date=given["order"] == "date",
        )
        return _Asked(given, sought, _place(params.get("after")))
    except Unsearchable as problem:
        return _Asked(given, problem=str(problem))


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isdecimal() and len(text) == 4):
        raise Unsearchable("报告年度应写四位数字，例如 2023")
    return int(text)


def _place(text: str | None) -> search.Place | None:
    level, _, doc = (text or "").partition("-")
    if not (level.isdecimal() and doc.isdecimal() and len(doc) < 20):
        return None
    return min(int(level), search.HIGHEST), min(int(doc), _LARGEST)


def _years(session: Session, asking: Reader, here: Site, given: Mapping[str, str]) -> dict[str, str]:
    """Those that there are reports of, and those asked for."""
    known = Counting(session, here)(board_choices.report_years, asking.offices).value
    chosen = {int(given[name]) for name in ("from", "to") if len(given[name]) == 4 and given[name].isdecimal()}
    return {str(year): f"{year}年度" for year in sorted({*known, *chosen}, reverse=True)}


def _choices(years: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        "level": {level.value: LEVEL_WORDS[level] for level in Level},
        "from": years,
        "to": years,
        "standing": {status.value: STATUS_WORDS[status] for status in Status},
        "flag": FLAG_WORDS,
    }


def _shown(hit: Mapping[str, Any], words: Query, typed: str) -> dict[str, Any]:
    """A hit with its texts cut at the marks, and a link to each place."""
    report = f"/reports/{hit['id']}"
    snippets = [
        {
            "pieces": list(_pieces(snippet["text"], snippet["marks"])),
            "to": address(report, {"q": typed}) + f"#h-{snippet['first']}",
            "cut": snippet["cut"],
        }
        for snippet in hit["snippets"]
    ]
    title = hit["title"] or "（页面无标题）"
    return {
        **hit,
        "to": address(report, {"q": typed}) + ("#h-1" if snippets else ""),
        "title_pieces": _marked(title, words),
        "name_pieces": _marked(hit["unit_name"], words),
        "places": snippets,
    }


def _marked(text: str, words: Query) -> list[tuple[str, bool]]:
    return list(_pieces(text, [found.span() for found in words.pattern.finditer(text)]))


def _pieces(text: str, marks: Any) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is marked."""
    at = 0
    for start, end in marks:
        if at < start:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
