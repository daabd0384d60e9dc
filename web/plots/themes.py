"""Colours and sizes of plots. The colours are told apart with any eyes (after Okabe and Ito), on light and dark."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

DPI = 96  # a pixel of ours is one of CSS
TITLE, TEXT, SMALL = 17, 13, 12  # pixels
LEADING = 1.5
WIDE, NARROW = 920, 360  # pixels


@dataclass(frozen=True, slots=True)
class Theme:
    """`main` is what a plot is about, `soft` its lighter companion; `line` the hair lines behind."""

    ground: str
    text: str
    dim: str
    line: str
    main: str
    soft: str
    band: str
    warm: str
    alarm: str
    other: str
    blank: str
    hatch: str
    on_main: str
    past: tuple[str, str, str, str]  # former years, the latest first


THEMES = {
    "light": Theme(
        ground="#ffffff",
        text="#1c1b19",
        dim="#5d5a54",
        line="#e4e1da",
        main="#0068a8",
        soft="#8fc4e6",
        band="#d6e8f4",
        warm="#e69f00",
        alarm="#c94f00",
        other="#9a5b86",
        blank="#f1efeb",
        hatch="#8a867e",
        on_main="#ffffff",
        past=("#2f2d2a", "#5d5a54", "#77736c", "#77736c"),
    ),
    "dark": Theme(
        ground="#17181a",
        text="#ececea",
        dim="#b0aca4",
        line="#303438",
        main="#62b8ee",
        soft="#2f638a",
        band="#1f3647",
        warm="#e8b34a",
        alarm="#ff8a4c",
        other="#d49bc2",
        blank="#26292d",
        hatch="#8b9096",
        on_main="#10202c",
        past=("#e2e0dc", "#b0aca4", "#95918a", "#95918a"),
    ),
}


Kind = Literal["bar", "hatch", "line"]
DASHES = (0, (4.0, 2.5))


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour stands for."""

    kind: Kind
    colour: str
    words: str


def points(pixels: float) -> float:
    """Sizes of text and lines, as matplotlib takes them."""
    return pixels * 72 / DPI


def ems(text: str) -> float:
    """About how wide a text is, in widths of a Chinese character: no font needs to be there to lay out a plot."""
    return sum(1.0 if ord(c) > 0x2000 else 0.56 for c in text)


def wrapped(text: str, width: float) -> list[str]:
    """Lines of at most `width` ems. No line begins with a mark that ends a clause."""
    lines = [""]
    for c in text:
        if ems(lines[-1] + c) > width and c not in "，。；、）：":
            lines.append("")
        lines[-1] += c
    return lines


def shortened(text: str, width: float) -> str:
    if ems(text) <= width:
        return text
    kept = text
    while kept and ems(kept) > width - 1:
        kept = kept[:-1]
    return f"{kept}…"


def split(text: str, width: float, most: int) -> list[str]:
    """At most so many lines; where that is too few the middle goes: names differ in how they begin and end."""
    lines = wrapped(text, width)
    if len(lines) <= most:
        return lines
    last = text
    while ems(last) > width - 1:
        last = last[1:]
    return [*lines[: most - 1], f"…{last}"]


def apart(places: list[float], gap: float, least: float) -> list[float]:
    """The places moved as little as needed so that neighbours are `gap` apart, in their order, none before `least`."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [max(place, least) for place in places]
    for _ in range(100):
        for low, high in pairwise(order):
            if (lack := gap - (moved[high] - moved[low])) > 1e-6:
                up = min(lack / 2, moved[low] - least)
                moved[low] -= up
                moved[high] += lack - up
    return moved
