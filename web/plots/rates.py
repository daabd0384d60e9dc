"""How many published on time 按时率, group by group; what is not decided stands beside it, never with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.units import Level
from evidence.rates import PAST, Counts, percent
from evidence.words import LEVEL_WORDS, visible
from storage import board_choices, publications
from storage.database import Session
from storage.publications import Counted
from web.plots.chart import About
from web.plots.themes import SMALL, TEXT, Key, Theme, ems, points, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from web.plots.sheet import Sheet

MOST = 20  # groups with a bar of their own, those who owe most
_BAR, _NAME, _NUMBER = 18, 218, 150  # pixels: how high a bar is, how wide what stands on its sides
_REGION_DIGITS = (2, 4, 6)  # of a division code: province, city, county


@dataclass(frozen=True, slots=True)
class Share:
    """A group of units that owe a report."""

    name: str
    owing: int
    on_time: int
    undecided: int
    late: int
    lacking: int  # overdue, or withdrawn

    @property
    def parts(self) -> tuple[int, int, int, int]:
        return self.on_time, self.undecided, self.late, self.lacking

    @property
    def rate(self) -> str:
        return percent(self.on_time / self.owing)

    @property
    def highest(self) -> str:
        return percent((self.on_time + self.undecided) / self.owing)


@dataclass(frozen=True, slots=True)
class Rates:
    """`by`: what the groups are, in words."""

    about: About
    year: int
    by: str
    shares: tuple[Share, ...]

    @property
    def title(self) -> str:
        return f"{self.year}年度报告按时公布情况：按{self.by}"

    @property
    def subtitle(self) -> str:
        return f"{self.about.whose}，占应公布单位的比例；右侧为应公布的单位数"

    @property
    def notes(self) -> Sequence[str]:
        return [
            "应公布的单位是指有公开义务且没有登记免除的单位。没有结论的（未能核实、未到期）单独列出，不作迟公布或者逾期计算；"
            "“最高可达”是把这些单位都算作按时公布时的按时率。期限次日公布的、公布日期或者报告年度有待核对的，计入按时。",
            *([PAST] if self.year < self.about.today.year - 1 else []),
            self.about.source,
        ]

    @property
    def summary(self) -> str:
        told = "；".join(f"{s.name}{s.rate}（应公布{s.owing}，没有结论{s.undecided}）" for s in self.shares)
        return f"{self.title}。按时率：{told or '还没有应公布的单位'}。"

    @property
    def heads(self) -> Sequence[str]:
        return (self.by, "应公布", "按时", "没有结论", "迟公布", "逾期未公布或已撤下", "按时率", "最高可达")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return [(s.name, str(s.owing), *map(str, s.parts), s.rate, s.highest) for s in self.shares]

    def height(self, *, narrow: bool) -> int:
        return (56 if narrow else 34) + max(len(self.shares), 1) * _row(narrow=narrow)

    def draw(self, sheet: "Sheet") -> None:
        theme = sheet.theme
        top = sheet.key(
            [
                Key("bar", theme.main, "按时"),
                Key("hatch", theme.blank, "没有结论"),
                Key("bar", theme.warm, "迟公布"),
                Key("bar", theme.alarm, "逾期未公布或已撤下"),
            ],
            sheet.top,
        )
        axes = sheet.bare(sheet.left, top + 8, sheet.right, sheet.bottom)
        for number, share in enumerate(self.shares):
            self._draw_one(sheet, axes, share, number * _row(narrow=sheet.narrow))
        if not self.shares:
            axes.text(0, 20, "还没有应公布的单位", color=theme.dim, fontsize=points(TEXT), va="center")

    def _draw_one(self, sheet: "Sheet", axes: "Axes", share: Share, top: float) -> None:
        """Name and number stand beside the bar, where it is narrow above it."""
        theme, whole = sheet.theme, sheet.right - sheet.left
        side = min(max(ems(s.name) for s in self.shares) * TEXT, _NAME)
        bar = (0.0, top + 24, whole) if sheet.narrow else (side + 12, top + 6, whole - side - _NUMBER - 12)
        left, bar_top, width = bar
        beside = f"{share.owing}个，最高可达{share.highest}" if share.undecided else f"{share.owing}个"
        if sheet.narrow:
            name, name_at = shortened(share.name, (whole - ems(beside) * SMALL) / TEXT - 1), (0.0, top + 12)
            beside_at = float(whole), top + 12
        else:
            name, name_at = shortened(share.name, _NAME / TEXT), (side, bar_top + _BAR / 2)
            beside_at = left + width + 10, bar_top + _BAR / 2
        sides = ("left", "right") if sheet.narrow else ("right", "left")
        for (x, y), said, side_of, size, colour in (
            (name_at, name, sides[0], TEXT, theme.text),
            (beside_at, beside, sides[1], SMALL, theme.dim),
        ):
            axes.text(x, y, said, color=colour, ha=side_of, va="center_baseline", fontsize=points(size))
        _draw_bar(axes, theme, share, bar)


def _draw_bar(axes: "Axes", theme: Theme, share: Share, bar: tuple[float, float, float]) -> None:
    """`bar`: left, top and width."""
    left, top, width = bar
    at, middle = left, top + _BAR / 2
    for part, colour in zip(share.parts, (theme.main, theme.blank, theme.warm, theme.alarm), strict=True):
        wide = width * part / share.owing
        hatched: dict[str, Any] = (
            {"hatch": "////", "edgecolor": theme.hatch} if colour == theme.blank else {"edgecolor": "none"}
        )
        axes.barh(middle, wide, height=_BAR, left=at, color=colour, linewidth=0, **hatched)
        at += wide
    done = width * share.on_time / share.owing
    inside = done > ems(share.rate) * TEXT + 12
    axes.text(
        left + (0 if inside else done) + 6,
        middle,
        share.rate,
        color=theme.on_main if inside else theme.text,
        fontsize=points(TEXT),
        va="center_baseline",
        bbox=None if inside else {"facecolor": theme.ground, "edgecolor": "none", "pad": 1.2},
    )


def _row(*, narrow: bool) -> int:
    return 52 if narrow else 32


def of_levels(session: Session, about: About, year: int) -> Rates:
    counted = publications.by_level(session, about.wanted, year)
    return Rates(about, year, "层级", tuple(_shares((LEVEL_WORDS[Level(level)], c) for level, c in counted.items())))


def of_offices(session: Session, about: About, year: int) -> Rates:
    counted = publications.by_office(session, about.wanted, year)
    names = board_choices.offices(session, about.wanted.offices)
    return Rates(about, year, "监督机关", _most((names.get(office, office), c) for office, c in counted.items()))


def of_regions(session: Session, about: About, year: int) -> Rates:
    """By the next smaller regions: provinces where there are several, else cities, else counties."""
    inside = about.wanted.division or ""
    for digits in _REGION_DIGITS:
        divisions = board_choices.divisions(session, about.wanted.offices, inside, digits)
        if len(divisions) > 1 and digits > len(inside):
            break
    names = {division.prefix: division.name or f"区划代码{division.prefix}" for division in divisions}
    counted = publications.by_region(session, about.wanted, year, digits)
    return Rates(about, year, "地区", _most((names.get(code, code), c) for code, c in counted.items()))


def _shares(groups: Iterable[tuple[str, Counted]]) -> list[Share]:
    return [share for name, counted in groups if (share := _share(name, _counts(counted)))]


def _most(groups: Iterable[tuple[str, Counted]]) -> tuple[Share, ...]:
    """Those that owe most, and the rest together."""
    ranked = sorted(_shares(groups), key=lambda share: -share.owing)
    if len(ranked) <= MOST:
        return tuple(ranked)
    rest = ranked[MOST - 1 :]
    together = (sum(getattr(s, part) for s in rest) for part in ("owing", "on_time", "undecided", "late", "lacking"))
    return (*ranked[: MOST - 1], Share(f"其余{len(rest)}个", *together))


def _counts(counted: Mapping[tuple[str, str], int]) -> Counts:
    counts = Counts()
    for (status, duty), number in counted.items():
        counts.add({"status": status, "duty": duty, "flags": ()}, number)
    return counts


def _share(name: str, c: Counts) -> Share | None:
    return Share(visible(name), c.owing, c.on_time, c.undecided, c.late, c.overdue + c.withdrawn) if c.owing else None
