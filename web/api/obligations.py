"""`/api/v1/obligations`: where every unit stands, for each report year."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Query

from core.duties import Status
from core.units import Level
from storage import board, pages
from storage.board import Filter
from storage.database import Session
from web.api.asking import Office, Pages, UnitId, Year, endpoints, seen
from web.api.shapes.base import Items
from web.api.shapes.boards import Obligation
from web.site import AsReader, Looking

router = endpoints("状态 / standings")

Levels = Annotated[Level | None, Query(description="层级 / level")]
Division = Annotated[
    str | None, Query(max_length=12, pattern="^[0-9]+$", description="区划代码的开头 / head of a division code")
]
Statuses = Annotated[Status | None, Query(description="办理状态 / standing")]


@router.get(
    "/obligations",
    response_model=Items[Obligation],
    summary="公开义务和办理状态 / obligations",
    description="按单位编号、报告年度排列。 / By unit and report year.",
)
def obligations(
    *,
    asking: AsReader,
    session: Looking,
    paging: Pages,
    year: Year = None,
    office: Office = None,
    level: Levels = None,
    division: Division = None,
    status: Statuses = None,
    unit: UnitId = None,
    q: Annotated[str, Query(max_length=100, description="名称中的词 / words of the name")] = "",
) -> dict[str, Any]:
    wanted = Filter(
        offices=seen(session, asking, office), level=level, division=division, words=tuple(q.split()), standing=status
    )
    page = pages.obligations(
        session,
        wanted,
        years=years(session, year),
        after=paging.after(str, int),
        limit=paging.limit,
        unit=unit,
    )
    return paging.answer(page)


def years(session: Session, year: int | None) -> Collection[int]:
    """The report year asked for, else all of which anything is known."""
    if year is not None:
        return [year]
    first, last = board.years(session) or (0, 0)
    return range(first, last + 1)
