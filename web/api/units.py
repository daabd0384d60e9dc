"""`/api/v1/units`, `/api/v1/offices`: the register as it is now, and what it makes each unit owe."""

from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest
from typing import Annotated, Any, TypeVar

from fastapi import Path
from pydantic_core import to_jsonable_python

from core.accounts import Reader
from core.units import Office as Supervisor
from core.units import Registry
from core.units import Unit as Registered
from evidence.registered import shape_of
from storage import pages
from storage.board import Filter
from storage.pages import Page
from web.api.asking import Office, Pages, Paging, Year, endpoints
from web.api.obligations import Division, Levels, Statuses, years
from web.api.shapes import register
from web.api.shapes.base import Items
from web.api.shapes.boards import Obligation
from web.missing import Missing
from web.site import AsReader, Here, Looking

router = endpoints("名录 / register")

Id = Annotated[str, Path(max_length=100)]
T = TypeVar("T", Supervisor, Registered)


@router.get(
    "/units",
    response_model=Items[register.Unit],
    summary="单位 / units",
    description="名录中的单位，按编号排列。 / Units of the register, by id.",
)
def units(
    *,
    asking: AsReader,
    here: Here,
    paging: Pages,
    office: Office = None,
    level: Levels = None,
    division: Division = None,
) -> dict[str, Any]:
    registry = here.registry()
    if office is not None and not (office in registry.offices and asking.sees(office)):
        raise Missing(f"没有这个监督机关：{office}")
    wanted = (
        unit
        for unit in registry.units.values()
        if (asking.sees(unit.office_id) if office is None else unit.office_id == office)
        and level in (None, unit.level)
        and (unit.division_code or "").startswith(division or "")
    )
    found, after = _page(wanted, paging)
    return paging.answer(Page([_shape(registry, unit, here.cycle_year()) for unit in found], after))


@router.get("/units/{id}", response_model=register.Unit, summary="一个单位 / one unit")
def unit(*, id: Id, asking: AsReader, here: Here) -> dict[str, Any]:
    registry = here.registry()
    return _shape(registry, _unit(registry, asking, id), here.cycle_year())


@router.get(
    "/units/{id}/obligations",
    response_model=Items[Obligation],
    summary="一个单位各年度的办理状态 / a unit's obligations",
    description="按报告年度排列。 / By report year.",
)
def obligations_of_unit(
    *,
    id: Id,
    asking: AsReader,
    here: Here,
    session: Looking,
    paging: Pages,
    year: Year = None,
    status: Statuses = None,
) -> dict[str, Any]:
    _unit(here.registry(), asking, id)
    page = pages.obligations(
        session,
        Filter(offices=asking.offices, standing=status),
        years=years(session, year),
        after=paging.after(str, int),
        limit=paging.limit,
        unit=id,
    )
    return paging.answer(page)


@router.get("/offices", response_model=Items[register.Office], summary="监督机关 / supervising offices")
def offices(*, asking: AsReader, here: Here, paging: Pages) -> dict[str, Any]:
    registry = here.registry()
    mine, after = _page([office for office in registry.offices.values() if asking.sees(office.id)], paging)
    units = Counter(unit.office_id for unit in registry.units.values())
    return paging.answer(Page([_told(office) | {"units": units[office.id]} for office in mine], after))


def _unit(registry: Registry, asking: Reader, unit_id: str) -> Registered:
    unit = registry.units.get(unit_id)
    if unit is None or not asking.sees(unit.office_id):
        raise Missing(f"没有这个单位：{unit_id}")
    return unit


def _shape(registry: Registry, unit: Registered, year: int) -> dict[str, Any]:
    shape: dict[str, Any] = to_jsonable_python(shape_of(registry, unit, year))
    return shape


def _told(office: Supervisor) -> dict[str, Any]:
    """Without whom it notifies: those addresses hold secrets."""
    return {name: to_jsonable_python(getattr(office, name)) for name in _TOLD}


_TOLD = (
    "id",
    "name",
    "own_due_date",
    "remind_days_before",
    "escalate_days_after",
    "repeat_every_days",
    "workdays_only",
)


def _page(wanted: Iterable[T], paging: Paging) -> tuple[list[T], tuple[str] | None]:
    """Those of the page that is asked for, by id, and where the next one goes on."""
    after = paging.after(str)
    found = nsmallest(paging.limit + 1, (one for one in wanted if after is None or one.id > after[0]), _by_id)
    shown = found[: paging.limit]
    return shown, (shown[-1].id,) if len(found) > len(shown) else None


def _by_id(one: Supervisor | Registered) -> str:
    return one.id
