"""The worklist of columns that cannot be read 异常栏目, the register's mistakes 名录, and the journal 操作记录."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from alerts.outcomes import NEXT_STEPS, OUTCOME_NAMES, outcome_name, outcome_words
from core.pages import Outcome
from core.problems import UserProblem
from flows.remarks import remarks
from registry import Problem, RegistryProblems
from storage import board_choices, journal, silences, worklist
from storage.silences import Silence
from storage.worklist import After, Asked, BrokenShown
from web.asked import choosable, office_named
from web.missing import Missing, Unfit
from web.page import query, render
from web.site import AsOperator, Changing, Here, Looking

router = APIRouter(include_in_schema=False)
PAGE = 30
LONGEST = 500
Word = Annotated[str, Query(max_length=300)]


@router.get("/operations/columns")
def page(  # noqa: PLR0917
    request: Request,
    asking: AsOperator,
    session: Looking,
    here: Here,
    outcome: Word = "",
    host: Word = "",
    office: Word = "",
    after: Word = "",
    done: Word = "",
) -> Response:
    office_id, office_name = office_named(session, asking.offices, office.strip())
    given = {"outcome": outcome, "host": host.strip().lower(), "office": office_id}
    asked = Asked(asking.offices, outcome or None, given["host"] or None, office_id)
    found = worklist.page(session, asked, here.now(), after=_after(after), limit=PAGE + 1)
    counts = worklist.counts(session, asked)
    return render(
        request,
        "columns.html",
        asking,
        given=given,
        columns=[_shown(column) for column in found[:PAGE]],
        counts=[(value, outcome_name(value), number) for value, number in counts.items()],
        total=sum(counts.values()),
        outcomes={o.value: name for o, name in OUTCOME_NAMES.items() if not o.sound},
        office_list=choosable(board_choices.offices(session, asking.offices)),
        office_name=office_name,
        more=_place(found[PAGE - 1]) if len(found) > PAGE else None,
        done=done,
    )


def _place(column: BrokenShown) -> str:
    return f"{column.broken_since.isoformat()} {column.column_id}"


def _after(place: str) -> After | None:
    if not place:
        return None
    since, _, column_id = place.partition(" ")
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        raise Unfit("页码不对，请从第一页看起") from None
    if at.tzinfo is None:
        raise Unfit("页码不对，请从第一页看起")
    return After(at, column_id)


def _shown(column: BrokenShown) -> dict[str, Any]:
    known = next((o for o in Outcome if o.value == column.outcome), None)
    return {
        "row": column,
        "host": urlsplit(column.url).hostname or "",
        "words": outcome_words(column.outcome, column.reason),
        "name": outcome_name(column.outcome),
        "next": NEXT_STEPS.get(known, "请运行 fazhiwatch check 核对。") if known else "",
    }


@router.post("/operations/columns/silence")
def silence(  # noqa: PLR0917
    asking: AsOperator,
    session: Changing,
    here: Here,
    column: Annotated[str, Form(max_length=200)],
    days: Annotated[int, Form(ge=1, le=366)],
    reason: Annotated[str, Form(max_length=LONGEST)],
) -> Response:
    """Nobody is told of the column for some days."""
    if not worklist.addresses(session, [column]):
        raise Missing(f"没有这个栏目：{column}")
    said = one_line(reason)
    now = here.now()
    silences.begin(session, Silence(said, asking.name, now + timedelta(days=days), column_id=column), now)
    about = f"栏目 {column}，{days}天"
    journal.note(session, at=now, by=asking.name, action="静默", about=about, reason=said)
    return RedirectResponse(query("/operations/columns", {"done": column}), 303)


def one_line(text: str) -> str:
    """What a person gave as a reason. Raises Unfit where that is nothing."""
    if not (line := " ".join(text.split())):
        raise Unfit("请写明理由")
    return line


@router.get("/operations/registry")
def registry(request: Request, asking: AsOperator, here: Here) -> Response:
    """What is wrong with the register, with file and line."""
    problems: Sequence[Problem] = ()
    told: list[str] = []
    counts: dict[str, int] = {}
    try:
        known = here.registry()
        told = list(remarks(known, here.cycle_year()))[:500]
        counts = {"监督机关": len(known.offices), "单位": len(known.units), "栏目": len(known.columns)}
        counts["待核对栏目"] = sum(not column.confirmed for column in known.columns.values())
        counts["没有栏目的单位"] = sum(not unit.column_ids for unit in known.units.values())
    except RegistryProblems as found:
        problems = found.problems[:2000]
    except UserProblem as problem:
        told = [str(problem)]
    return render(request, "registry.html", asking, problems=problems, remarks=told, counts=counts)


@router.get("/operations/journal")
def changes_by_hand(
    request: Request,
    asking: AsOperator,
    session: Looking,
    before: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    by: Word = "",
) -> Response:
    """Every change by hand: who, when, what, why."""
    found = journal.entries(session, before=before, by=by or None, limit=PAGE * 2 + 1)
    more = found[PAGE * 2 - 1]["id"] if len(found) > PAGE * 2 else None
    return render(request, "journal.html", asking, entries=found[: PAGE * 2], more=more, given={"by": by})
