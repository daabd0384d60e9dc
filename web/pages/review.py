"""What waits for a person 待核: a doubtful page is confirmed as a report, or refused, with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from core.accounts import Reader
from core.decisions import Decision, Verdict
from core.problems import UserProblem
from flows import deciding
from flows.deciding import LONGEST, WHY_WORDS, AlreadyStored, NoSuchPost, Taken, Unsaid
from storage import decisions, review
from storage.database import Session
from storage.review import Item, Named, Why
from web.missing import Missing
from web.page import query, render
from web.site import AsClerk, Here, Looking, Site

router = APIRouter(include_in_schema=False)
PAGE = 20
_OFFERED = 200  # units offered in a list; another one is written
_YEARS = 8
VERDICTS = {"confirmed": "确认为报告", "refused": "不是报告", "undone": "撤销认定"}
PostId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Before = Annotated[int | None, Query(ge=0, le=2**31 - 1)]
Word = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled into one of a post's forms. `stored`: another report is there, of which it did not know."""

    form: str  # confirm | refuse | undo
    reason: str
    unit: str = ""
    year: int | None = None
    other: str = ""
    fault: str = ""
    of_reason: bool = False
    stored: bool = False


@router.get("/review")
def page(  # noqa: PLR0917
    request: Request,
    asking: AsClerk,
    session: Looking,
    here: Here,
    why: Word = "",
    unit: Word = "",
    before: Before = None,
    done: Before = None,
) -> Response:
    wanted = Why(why) if why in set(Why) else None
    found = review.queue(session, asking.offices, why=wanted, unit=unit or None, before=before, limit=PAGE + 1)
    history = decisions.of_posts(session, [item.post_id for item in found[:PAGE]])
    names = _names(session, found[:PAGE], [row for rows in history.values() for row in rows])
    return render(
        request,
        "review.html",
        asking,
        given={"why": why if wanted else "", "unit": unit},
        items=[_shown(item, names, asking, here, history.get(item.post_id, [])) for item in found[:PAGE]],
        counts=review.counts(session, asking.offices),
        why_words=WHY_WORDS,
        done=_done(session, asking, done),
        more=found[PAGE - 1].post_id if len(found) > PAGE else None,
        verdicts=VERDICTS,
        longest=LONGEST,
    )


@router.get("/review/decided")
def decided(request: Request, asking: AsClerk, session: Looking, before: Before = None) -> Response:
    """What was decided by hand, newest first."""
    ids = review.decided(session, asking.offices, before=before, limit=PAGE * 2 + 1)
    found = decisions.these(session, ids[: PAGE * 2])
    names = _names(session, [], found)
    rows = [_named(row, names) for row in found]
    more = ids[PAGE * 2 - 1] if len(ids) > PAGE * 2 else None
    return render(request, "decided.html", asking, rows=rows, more=more, verdicts=VERDICTS)


@router.get("/review/{post_id}")
def one(request: Request, asking: AsClerk, session: Looking, here: Here, post_id: PostId) -> Response:
    """One post with its history, to be decided upon (again)."""
    item = review.one(session, asking.offices, post_id)
    if item is None:
        raise Missing(f"没有这个待核的页面：{post_id}")
    return _post(request, asking, session, here, item)


def _post(  # noqa: PLR0917
    request: Request, asking: Reader, session: Session, here: Site, item: Item, typed: Typed | None = None
) -> Response:
    """`typed`: the form once more, with what was wrong in it."""
    history = decisions.of_posts(session, [item.post_id]).get(item.post_id, [])
    names = _names(session, [item], history)
    return render(
        request,
        "post.html",
        asking,
        status=422 if typed else 200,
        item=_shown(item, names, asking, here, history),
        why_words=WHY_WORDS,
        verdicts=VERDICTS,
        longest=LONGEST,
        typed=typed,
    )


@router.post("/review/{post_id}/confirm")
def confirm(  # noqa: PLR0917
    request: Request,
    asking: AsClerk,
    here: Here,
    post_id: PostId,
    year: Annotated[int, Form(ge=1, le=9999)],
    reason: Annotated[str, Form()] = "",
    unit: Annotated[str, Form(max_length=200)] = "",
    other: Annotated[str, Form(max_length=200)] = "",
    replaces: Annotated[bool, Form()] = False,
) -> Response:
    chosen, other = unit.strip(), other.strip()
    if other:
        called = _unit(here, asking, other)
        if called is None:
            fault = f"没有这个单位，或者不止一个：{other}"
            return _again(request, asking, here, post_id, Typed("confirm", reason, chosen, year, other, fault))
        chosen = called
    decision = Decision(post_id, Verdict.CONFIRMED, reason, asking.name, here.now(), chosen, year)
    return _taken(request, asking, here, decision, Typed("confirm", reason, chosen, year), replaces=replaces)


@router.post("/review/{post_id}/refuse")
def refuse(
    request: Request, asking: AsClerk, here: Here, post_id: PostId, reason: Annotated[str, Form()] = ""
) -> Response:
    decision = Decision(post_id, Verdict.REFUSED, reason, asking.name, here.now())
    return _taken(request, asking, here, decision, Typed("refuse", reason))


@router.post("/review/{post_id}/undo")
def undo(
    request: Request, asking: AsClerk, here: Here, post_id: PostId, reason: Annotated[str, Form()] = ""
) -> Response:
    decision = Decision(post_id, Verdict.UNDONE, reason, asking.name, here.now())
    return _taken(request, asking, here, decision, Typed("undo", reason))


def _taken(
    request: Request, asking: Reader, here: Site, decision: Decision, typed: Typed, *, replaces: bool = False
) -> Response:
    """What was not taken comes back with the form as it was filled in."""
    of = here.settings, here.database, here.registry(), decision, asking.offices
    try:
        taken: Taken = deciding.take(*of, replaces=replaces)
    except NoSuchPost as problem:
        raise Missing(str(problem)) from None
    except UserProblem as problem:
        fault = replace(
            typed, fault=str(problem), of_reason=isinstance(problem, Unsaid), stored=isinstance(problem, AlreadyStored)
        )
        return _again(request, asking, here, decision.post_id, fault)
    return RedirectResponse(query("/review", {"done": taken.number}), 303)


def _again(request: Request, asking: Reader, here: Site, post_id: int, typed: Typed) -> Response:
    """The form as it was filled in, with what was wrong in it."""
    with here.database.reading() as session:
        item = review.one(session, asking.offices, post_id)
        if item is None:
            raise Missing(f"没有这个待核的页面：{post_id}")
        return _post(request, asking, session, here, item, typed)


def _unit(here: Site, asking: Reader, words: str) -> str | None:
    """A unit by its id or its full name."""
    with here.database.reading() as session:
        return review.unit_called(session, asking.offices, words)


def _names(session: Session, items: Sequence[Item], rows: Sequence[dict[str, Any]]) -> Mapping[str, Named]:
    told = {row["unit"] for row in rows if row["unit"]}
    return review.named(session, told.union(*(item.units[:_OFFERED] for item in items)))


def _shown(
    item: Item, names: Mapping[str, Named], asking: Reader, here: Site, history: list[dict[str, Any]]
) -> dict[str, Any]:
    units = [names[id_] for id_ in item.units if id_ in names]
    mine = [unit for unit in units if asking.sees(unit.office_id)]
    year = here.today().year
    return {
        "row": item,
        "units": mine,
        "named": mine[:6],
        "more_units": max(len(mine) - 6, 0),
        "shared": len(mine) < len(units),
        "years": sorted({*item.years, *range(year - _YEARS, year)}, reverse=True),
        "history": [_named(row, names) for row in history],
        "decided": bool(history) and history[0]["verdict"] != Verdict.UNDONE,
    }


def _named(row: dict[str, Any], names: Mapping[str, Named]) -> dict[str, Any]:
    unit = names.get(row["unit"] or "")
    return row | {"unit_name": unit.name if unit else row["unit"]}


def _done(session: Session, asking: Reader, number: int | None) -> dict[str, Any] | None:
    """What came of the decision just taken."""
    if number is None:
        return None
    rows = decisions.these(session, [number])
    seen = rows and review.one(session, asking.offices, rows[0]["post"])
    return rows[0] if seen else None
