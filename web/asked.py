"""What a reader asked of the board, by its address: what is empty is not asked for, what cannot be is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from core.duties import Status
from core.units import Level
from storage import board_choices
from storage.board import Filter, Order
from storage.database import Session
from web.missing import Missing, Unfit
from web.site import AsReader, Here, Looking

SIZES = (100, 300, 1000)
_YEARS = 5
_WORDS = 5
_LONGEST = 100
_CHOOSABLE = 100  # offices in a list to choose from; of more, one is written
_SEVERAL = 10  # offices named to one who has to choose

T = TypeVar("T", Status, Level, Order)
Text = Annotated[str, Query(max_length=_LONGEST)]


@dataclass(frozen=True, slots=True)
class Asked:
    """`given`: the parameters as they were given, to make the addresses of other pages of; `office_name`: of the office
    that is asked for. `every_year`: all report years, not the newest ones.
    """

    filter: Filter
    order: Order
    size: int
    every_year: bool
    after: str | None
    before: str | None
    given: dict[str, str]
    office_name: str | None = None

    def years(self, known: tuple[int, int] | None, cycle: int) -> list[int]:
        """The report years to show, the newest first; a year that is asked for is always among them."""
        first, last = known or (cycle, cycle)
        if self.every_year:
            return list(range(max(last, self.filter.year), min(first, self.filter.year) - 1, -1))
        newest = cycle if cycle - _YEARS < self.filter.year <= cycle else self.filter.year
        oldest = min(max(first, newest - _YEARS + 1), self.filter.year)
        return list(range(newest, oldest - 1, -1))


def asked(
    *,
    asking: AsReader,
    session: Looking,
    here: Here,
    year: Text = "",
    years: Text = "",
    office: Text = "",
    level: Text = "",
    division: Text = "",
    standing: Text = "",
    q: Text = "",
    sort: Text = "",
    size: Text = "",
    after: Text = "",
    before: Text = "",
) -> Asked:
    words = tuple(q.split())[:_WORDS]
    given = {
        "year": year,
        "years": years,
        "office": office,
        "level": level,
        "division": division,
        "standing": standing,
        "q": " ".join(words),
        "sort": sort,
        "size": size,
    }
    office_id, office_name = office_named(session, asking.offices, office.strip())
    wanted = Filter(
        offices=asking.offices,
        office=office_id,
        level=one_of(Level, level, "层级"),
        division=_division(division.strip()),
        words=words,
        year=_number(year, here.cycle_year(), range(1990, 2200), "报告年度"),
        standing=one_of(Status, standing, "状态"),
    )
    return Asked(
        wanted,
        one_of(Order, sort, "排序") or Order.OFFICE,
        _number(size, SIZES[0], range(1, SIZES[-1] + 1), "每页个数"),
        years == "all",
        after or None,
        before or None,
        {name: value for name, value in given.items() if value},
        office_name,
    )


AsAsked = Annotated[Asked, Depends(asked)]


def office_named(session: Session, seen: frozenset[str] | None, wanted: str) -> tuple[str | None, str | None]:
    """The office of that id, or the only one of that name; of those that the reader sees."""
    if not wanted:
        return None, None
    found = board_choices.offices(session, seen, named=wanted, limit=_SEVERAL)
    if exact := found.get(wanted) or next((name for name in found.values() if name == wanted), None):
        return next(pair for pair in found.items() if exact in pair)
    if not found:
        raise Missing(f"没有这个监督机关：{wanted}")
    if len(found) > 1:
        raise Unfit(f"名称中有“{wanted}”的监督机关不止一个，请写得更完整：{'、'.join(found.values())}")
    return next(iter(found.items()))


def choosable(offices: Mapping[str, str]) -> Mapping[str, str] | None:
    """The offices to choose from; None where they are too many for a list, so that a name is to be written."""
    return offices if len(offices) <= _CHOOSABLE else None


def one_of(kind: type[T], value: str, what: str) -> T | None:
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise Unfit(f"没有这种{what}：{value}") from None


def _number(value: str, default: int, allowed: range, what: str) -> int:
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 4 or int(value) not in allowed:
        raise Unfit(f"{what}应为 {allowed[0]} 到 {allowed[-1]} 的数字：{value}")
    return int(value)


def _division(value: str) -> str | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise Unfit(f"行政区划代码应为数字：{value}")
    return value
