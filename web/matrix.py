"""The board's matrix: units by report years, in few bytes, since a page may show a thousand units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup

from core.duties import Status
from core.units import Level
from evidence import words
from storage.board import Cell, Order, UnitLine
from storage.doubts import Key
from web.signs import sign_of

# The class of a cell: one letter, which the style sheet gives its colour and its sign.
CLASSES = {
    Status.PUBLISHED: "p",
    Status.PUBLISHED_LATE: "l",
    Status.OVERDUE: "o",
    Status.WITHDRAWN: "w",
    Status.UNVERIFIED: "u",
    Status.DUE_SOON: "d",
    Status.NOT_DUE: "n",
    Status.EXEMPT: "e",
}
_CLASSES: Mapping[str, str] = {status.value: letter for status, letter in CLASSES.items()}
FLAGGED = "*"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its cells as they are written, one a report year; empty where it does not owe the year.

    `place`: its address, such as needs no quotes.
    """

    unit: UnitLine
    place: str
    cells: Markup


@dataclass(frozen=True, slots=True)
class Group:
    """Units under one heading."""

    heading: str | None
    lines: Sequence[Line]


def groups(
    units: Sequence[UnitLine],
    cells: Mapping[Key, Cell],
    years: Sequence[int],
    order: Order,
    offices: Mapping[str, str],
) -> list[Group]:
    """The units in their order, under their offices and levels as far as they are sorted by these."""
    alike = groupby(units, key=lambda unit: _heading(unit, order, offices))
    return [Group(heading, list(_lines(some, cells, years))) for heading, some in alike]


def _heading(unit: UnitLine, order: Order, offices: Mapping[str, str]) -> str | None:
    level = words.LEVEL_WORDS[Level(unit.level)]
    if order is Order.OFFICE:
        return f"{words.visible(offices.get(unit.office_id, unit.office_id))} · {level}"
    return level if order is Order.LEVEL else None


def _lines(units: Iterator[UnitLine], cells: Mapping[Key, Cell], years: Sequence[int]) -> Iterator[Line]:
    for unit in units:
        place = quote(unit.id, safe="")
        yield Line(unit, place, Markup("".join(_written(cells.get((unit.id, year)), place, year) for year in years)))


def _written(cell: Cell | None, place: str, year: int) -> str:
    """In as few bytes as will do; everything in it is of our own making."""
    if cell is None:
        return "<td>"
    return f"<td><a class={_CLASSES[cell.status]} href={place}/{year}>{_said(cell)}</a>"


def _said(cell: Cell) -> str:
    return _words(cell.status, cell.duty) + FLAGGED if cell.flagged else _words(cell.status, cell.duty)


@cache
def _words(status: str, duty: str) -> str:
    return sign_of(status, duty).words
