"""A page of units in the order of their figures 指标排序, as the table lists them and as the plot draws them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.outliers import Spread, fences
from parsers.indicators import INDICATORS, Family
from storage import indicator_views
from storage.board import Filter
from storage.database import Session
from storage.indicator_views import Figure, Ranked
from web.comparing import Line, line, years_to
from web.missing import Unfit

PAGE = 50
Spreads = Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which figures, and which units first. `after`: the place behind which the page begins, as an address says it."""

    key: str
    year: int
    lowest_first: bool = False
    marked_only: bool = False
    after: str | None = None

    @property
    def order_words(self) -> str:
        marked = "，只列与同级单位相差较大的" if self.marked_only else ""
        return f"从{'小到大' if self.lowest_first else '大到小'}{marked}"


def listed(
    session: Session, wanted: Filter, wish: Wish, spreads: Spreads, limit: int | None = None
) -> tuple[list[Line], str | None]:
    """The units, and the place behind the last one where there are more. `spreads`: how those of each level lie."""
    limit = limit or PAGE
    rate = INDICATORS[wish.key].family is Family.RATE
    limits = {level: found for level, spread in spreads.items() if (found := fences(spread, rate=rate))}
    ranked = indicator_views.ranking(
        session,
        wanted,
        wish.key,
        wish.year,
        limit=limit + 1,
        lowest_first=wish.lowest_first,
        after=_place(wish.after),
        beyond=limits if wish.marked_only else None,
    )
    shown = ranked[:limit]
    figures = indicator_views.lines(session, wish.key, [one.unit_id for one in shown])
    more = f"{shown[-1].value!r}~{shown[-1].unit_id}" if len(ranked) > limit else None
    return list(_compared(shown, figures, wish.year, spreads)), more


def _compared(
    shown: list[Ranked], figures: Mapping[str, Mapping[int, Figure]], year: int, spreads: Spreads
) -> Iterator[Line]:
    for one in shown:
        peers = {year: spreads[one.level]} if one.level in spreads else {}
        yield line(one, figures[one.unit_id], years_to(year), peers)


def _place(after: str | None) -> tuple[float, str] | None:
    if not after:
        return None
    value, _, unit_id = after.partition("~")
    try:
        return float(value), unit_id
    except ValueError:
        raise Unfit(f"续页标记 after 不对：{after}") from None
