"""How the figures of a key lie from year to year 指标分布, and where one unit stands among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.amounts import amount_words, short_words
from core.outliers import Spread
from evidence.words import visible
from parsers.indicators import INDICATORS
from storage import indicator_views
from storage.database import Session
from storage.indicator_views import Ranked
from web.plots.chart import About
from web.plots.themes import TEXT, Key, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from web.plots.sheet import Sheet

YEARS = 10
FEWEST = 4  # of whom a half can stand in the middle
_STEEP = 50  # times, beyond which differences are drawn as ratios


@dataclass(frozen=True, slots=True)
class Years:
    """`spreads`: of a key's figures, by year; `own`: those of the unit `named`, where one is asked about."""

    about: About
    key: str
    spreads: tuple[tuple[int, Spread], ...]
    named: str | None = None
    own: tuple[tuple[int, float], ...] = ()

    @property
    def title(self) -> str:
        return f"{INDICATORS[self.key].name}：{f'{self.named}与同级单位' if self.named else '历年分布'}"

    @property
    def subtitle(self) -> str:
        unit = INDICATORS[self.key].unit
        scale = "；纵轴按倍数（对数）" if self._steep else ""
        return f"{self.about.whose}，各年度报告自报数，单位：{unit}{scale}"

    @property
    def notes(self) -> Sequence[str]:
        return [
            f"横轴年份下为有此项数据的单位数；不足{FEWEST}个的年份不画居中的一半。数据由程序从报告正文识读，引用前请核对原文。",
            f"来源：各单位公布的年度报告，截至{self.about.day_words}。",
        ]

    @property
    def summary(self) -> str:
        told = "；".join(f"{year}年中位数{self._words(spread.median)}" for year, spread in self.spreads)
        own = "；".join(f"{year}年{self._words(value)}" for year, value in self.own)
        return f"{self.title}。{told or '还没有数据'}。" + (f"{self.named}：{own}。" if own else "")

    @property
    def heads(self) -> Sequence[str]:
        plain = ("年份", "单位数", "最小", "下四分位数", "中位数", "上四分位数", "最大")
        return (*plain, self.named) if self.named else plain

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        own = dict(self.own)
        return [
            (
                str(year),
                str(spread.count),
                *map(self._words, (spread.low, spread.q1, spread.median, spread.q3, spread.high)),
                *([self._words(own[year]) if year in own else ""] if self.named else []),
            )
            for year, spread in self.spreads
        ]

    def _words(self, value: float) -> str:
        return amount_words(value, INDICATORS[self.key].unit)

    @property
    def _steep(self) -> bool:
        values = [value for _, spread in self.spreads for value in (spread.q1, spread.median, spread.q3)]
        positive = [value for value in (*values, *(value for _, value in self.own)) if value > 0]
        return INDICATORS[self.key].unit != "%" and bool(positive) and max(positive) > _STEEP * min(positive)

    def height(self, *, narrow: bool) -> int:
        return 320 if narrow else 340

    def draw(self, sheet: "Sheet") -> None:
        theme = sheet.theme
        peers = "同级单位" if self.named else ""
        peers, middle = ("同级单位", theme.dim) if self.named else ("", theme.main)
        keys = [
            Key("line", middle, f"{peers}中位数"),
            Key("bar", theme.band, f"{peers}居中的一半（上下四分位数之间）"),
        ]
        own = [Key("line", theme.main, self.named)] if self.named else []
        top = sheet.key([*own, *keys], sheet.top)
        axes = sheet.axes(sheet.left + 48, top + 12, sheet.right - 16, sheet.bottom - 42)
        for year, spread in self.spreads:
            if spread.count >= FEWEST:
                axes.bar(year, spread.q3 - spread.q1, bottom=spread.q1, width=0.5, color=theme.band, linewidth=0)
            axes.hlines(spread.median, year - 0.25, year + 0.25, color=middle, linewidth=points(2.5))
        self._draw_own(sheet, axes)
        self._scale(axes)

    def _scale(self, axes: "Axes") -> None:
        years = [year for year, _ in self.spreads] or [self.about.today.year - 1]
        every = range(min(years), max(years) + 1)
        counts = {year: spread.count for year, spread in self.spreads}
        shown = every if len(every) <= 6 else every[::-2][::-1]
        axes.set_xlim(min(years) - 0.6, max(years) + 0.6)
        axes.set_xticks(list(shown), [f"{year}\n{counts.get(year, 0)}个" for year in shown])
        drawn = [value for _, s in self.spreads for value in (s.q3 if s.count >= FEWEST else s.median,)]
        highest = max([*drawn, *(value for _, value in self.own), 1])
        if self._steep:
            axes.set_yscale("symlog", linthresh=1)
            axes.minorticks_off()
        axes.set_ylim(0, highest * (2.2 if self._steep else 1.12))
        axes.yaxis.set_major_formatter(lambda value, _: short_words(value))

    def _draw_own(self, sheet: "Sheet", axes: "Axes") -> None:
        own = dict(self.own)
        for run in _runs(sorted(own)):
            axes.plot(run, [own[y] for y in run], color=sheet.theme.main, linewidth=points(3), marker="o", markersize=6)
        for year in sorted(own)[-4 if sheet.narrow else -YEARS :]:
            beside = [own[other] for other in (year - 1, year + 1) if other in own]
            above = not beside or own[year] >= sum(beside) / len(beside)
            axes.annotate(
                self._words(own[year]),
                (year, own[year]),
                xytext=(0, 7 if above else -7),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                fontsize=points(TEXT),
                color=sheet.theme.text,
            )


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Years that follow each other: nothing is drawn over a year that is missing."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def gather(session: Session, about: About, key: str, year: int, unit: Ranked | None = None) -> Years:
    """The years up to `year`."""
    spreads = indicator_views.spreads_by_year(session, about.wanted, key, year - YEARS + 1)
    told = tuple((one, spread) for one, spread in spreads.items() if one <= year)
    if unit is None:
        return Years(about, key, told)
    line = indicator_views.lines(session, key, [unit.unit_id])[unit.unit_id]
    own = tuple((one, line[one].value) for one in sorted(line) if year - YEARS < one <= year)
    return Years(about, key, told, visible(unit.name), own)
