"""`/changes`: every standing that turned since an instant, as the board is filtered."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from core.duties import Status
from core.times import SHANGHAI
from storage import board_changes
from web import glance
from web.addressed import addressed
from web.asked import AsAsked, Text, one_of
from web.missing import Unfit
from web.page import render
from web.site import AsReader, Here, Looking

router = APIRouter()
_PAGE = 100
_LARGEST = 2**31 - 1


@router.get("/changes")
def page(
    request: Request,
    asking: AsReader,
    session: Looking,
    here: Here,
    asked: AsAsked,
    *,
    since: Text = "",
    older: Annotated[int, Query(ge=1, le=_LARGEST)] = _LARGEST,
) -> Response:
    """`standing`: those that became so; `older`: than this one. Since yesterday, where nothing else is asked for."""
    began_at = _instant(since) if since else glance.yesterday(here.today())
    status = one_of(Status, asked.given.get("standing", ""), "状态")
    found = board_changes.latest(session, asked.filter, began_at, status=status, before=older, limit=_PAGE + 1)
    shown = found[:_PAGE]
    return render(
        request,
        "changes.html",
        asking,
        asked=asked,
        given=asked.given | {"since": began_at.isoformat()},
        began_at=began_at,
        became=status,
        changes=shown,
        addressed=addressed(session, [one.reason for one in shown]),
        older=shown[-1].id if len(found) > _PAGE else None,
    )


def _instant(text: str) -> datetime:
    """ISO, with its zone or else in Beijing time."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))  # a bare + in an address is a blank
        return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise Unfit(f"时间应写作 2026-04-01T09:00+08:00：{text}") from None
