"""Units beside each other 各单位对比: a bar each, as many and in the same order as in the table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.amounts import amount_words, short_words
from core.outliers import Spread
from core.units import Level
from evidence.words import LEVEL_WORDS, visible
from parsers.indicators import INDICATORS
from web.comparing import WARNING, Line
from web.plots.chart import About
from web.plots.scale import Scale, scale_of
from web.plots.spread import FEWEST
from web.plots.themes import LEADING, SMALL, TEXT, Key, ems, points, shortened, split
from web.ranked import Wish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from web.plots.sheet import Sheet

_NAME = 272  # pixels that a name may take beside its bar
_LINES = 2  # of a name
_BAR, _GAP, _AXIS = 16, 8, 26  # pixels: a bar, between two of them, the words of the axis
_LABEL = 0.55  # of the room for bars, which their words may take
_NOTHING = "没有单位的报告写明这一年的这项指标"


@dataclass(frozen=True, slots=True)
class Bar:
    """A unit's figure in words; `mark`: sign and word, where it stands out."""

    name: str
    level: str
    value: float
    words: str
    mark: str = ""

    @property
    def label(self) -> str:
        return f"{self.words} {self.mark}" if self.mark else self.words


@dataclass(frozen=True, slots=True)
class Units:
    """`medians`: of levels (in words) that have enough units; `few`: levels shown that have not."""

    about: About
    wish: Wish
    bars: tuple[Bar, ...]
    medians: tuple[tuple[str, float], ...]
    few: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{INDICATORS[self.wish.key].name}：{self.wish.year}年各单位对比"

    @property
    def subtitle(self) -> str:
        scale = "；横轴按倍数（对数）" if self._scale.ratios else ""
        more = "，续页" if self.wish.after else ""
        listed = f"{self.wish.order_words}{more}，本页{len(self.bars)}个单位"
        return f"{self.about.whose}，{listed}；各单位报告自报数，单位：{INDICATORS[self.wish.key].unit}{scale}"

    @property
    def notes(self) -> Sequence[str]:
        medians = "、".join(f"{level}{self._words(value)}" for level, value in self.medians)
        few = f"{'、'.join(self.few)}单位不足{FEWEST}个，不画中位数。" if self.few else ""
        told = f"短竖线为可查看的全部同级单位的中位数：{medians}。" if medians else ""
        marked = any(bar.mark for bar in self.bars)
        return [
            *([_ratio_words(scale.times)] if (scale := self._scale).ratios else []),
            *([told + few] if told + few else []),
            WARNING if marked else "数据由程序从报告正文识读，引用前请核对原文。",
            f"来源：各单位公布的年度报告，截至{self.about.day_words}。",
        ]

    @property
    def summary(self) -> str:
        if not self.bars:
            return f"{self.title}：{_NOTHING}。"
        first, last = self.bars[0], self.bars[-1]
        ends = f"第一个是{first.name}，{first.words}" + (
            f"；最后一个是{last.name}，{last.words}" if last != first else ""
        )
        marked = "、".join(f"{bar.name} {bar.label}" for bar in self.bars if bar.mark)
        said = f"；相差较大的：{marked}" if marked else ""
        return f"{self.title}，{self.wish.order_words}，共{len(self.bars)}个单位：{ends}{said}。各数见表。"

    @property
    def heads(self) -> Sequence[str]:
        return ("单位", "层级", f"{self.wish.year}年", "同级中位数", "提示")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        middle = {level: self._words(value) for level, value in self.medians}
        return [(bar.name, bar.level, bar.words, middle.get(bar.level, ""), bar.mark) for bar in self.bars]

    def _words(self, value: float) -> str:
        return amount_words(value, INDICATORS[self.wish.key].unit)

    @property
    def _scale(self) -> Scale:
        middle = [value for _, value in self.medians]
        return scale_of([bar.value for bar in self.bars], middle, rate=INDICATORS[self.wish.key].unit == "%")

    @property
    def _keys(self) -> list[tuple[str, str]]:
        """Kind and words of what needs to be told."""
        signs = {bar.mark for bar in self.bars if bar.mark}
        return [
            *([("bar", f"{'、'.join(sorted(signs))}（待核对）")] if signs else []),
            *([("line", "同级单位的中位数")] if self.medians else []),
        ]

    def height(self, *, narrow: bool) -> int:
        tall = sum(_tall(bar, narrow=narrow) for bar in self.bars)
        keys = len(self._keys) if narrow else bool(self._keys)
        return round(keys * TEXT * LEADING + _AXIS + max(tall, 30) + 4)

    def draw(self, sheet: "Sheet") -> None:
        theme = sheet.theme
        top = sheet.top
        for kind, words in self._keys if sheet.narrow else []:
            top = sheet.key([_key(kind, words, sheet)], top)
        if not sheet.narrow and self._keys:
            top = sheet.key([_key(kind, words, sheet) for kind, words in self._keys], top)
        axes = sheet.bare(sheet.left, top, sheet.right, sheet.bottom)
        if not self.bars:
            axes.text(0, _AXIS, _NOTHING, color=theme.dim, fontsize=points(TEXT), va="center")
            return
        whole = sheet.right - sheet.left
        left = 0.0 if sheet.narrow else min(max(max(map(ems, _names(bar))) for bar in self.bars) * TEXT, _NAME) + 12
        beside = min(max(ems(bar.label) for bar in self.bars) * TEXT + 24, (whole - left) * _LABEL)
        field = _Field(sheet, axes, self._scale, left, whole - left - beside, beside)
        field.draw_axis(sheet.bottom - top)
        medians, at = dict(self.medians), float(_AXIS)
        for bar in self.bars:
            field.draw_bar(bar, at, medians.get(bar.level))
            at += _tall(bar, narrow=sheet.narrow)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where bars stand, in pixels: from `left`, at most `width` long, `beside` for the words at their ends."""

    sheet: "Sheet"
    axes: "Axes"
    scale: Scale
    left: float
    width: float
    beside: float

    def at(self, value: float) -> float:
        return self.left + self.width * self.scale.at(value)

    def draw_axis(self, bottom: float) -> None:
        theme = self.sheet.theme
        free = float("-inf")  # from where on words may stand
        for mark in self.scale.marks:
            x, words = self.at(mark), short_words(mark)
            half = ems(words) * SMALL / 2
            self.axes.vlines(x, _AXIS - 6, bottom, color=theme.line, linewidth=points(1), zorder=0)
            if x - half >= free:
                look: dict[str, Any] = {"fontsize": points(SMALL), "ha": "center", "va": "center"}
                self.axes.text(x, _AXIS - 14, words, color=theme.dim, **look)
                free = x + half + 6

    def draw_bar(self, bar: Bar, top: float, median: float | None) -> None:
        theme, names = self.sheet.theme, _names(bar)
        if self.sheet.narrow:
            first, middle, name_x = top + TEXT / 2 + 2, top + len(names) * TEXT * 1.3 + 4 + _BAR / 2, 0.0
        else:
            middle, name_x = top + (_tall(bar, narrow=False) - _GAP) / 2, self.left - 12
            first = middle - (len(names) - 1) * TEXT * 0.65
        for number, line in enumerate(names):
            self._text(name_x, first + number * TEXT * 1.3, line, theme.text, right=not self.sheet.narrow)
        colour, end = theme.warm if bar.mark else theme.main, self.at(bar.value)
        if not self.scale.ratios:
            self.axes.barh(middle, end - self.left, height=_BAR, left=self.left, color=colour, linewidth=0)
        elif self.scale.at(bar.value) > 0:
            self.axes.hlines(middle, self.left, end, color=colour, linewidth=points(2))
            self.axes.plot([end], [middle], marker="o", markersize=points(10), color=colour, zorder=3.5)
            end += 5
        label_at = end + 6
        if median is not None:
            x = self.at(median)
            for shade, wide in ((theme.ground, 4.5), (theme.text, 2)):
                self.axes.vlines(x, middle - 10, middle + 10, color=shade, linewidth=points(wide), zorder=3)
            if end - 4 < x < label_at + ems(bar.label) * TEXT:
                label_at = max(x + 7, label_at)
        said = shortened(bar.label, (self.left + self.width + self.beside - label_at) / TEXT)
        self._text(label_at, middle, said, theme.alarm if bar.mark else theme.text)

    def _text(self, x: float, y: float, words: str, colour: str, *, right: bool = False) -> None:
        align = "right" if right else "left"
        self.axes.text(x, y, words, color=colour, fontsize=points(TEXT), ha=align, va="center_baseline", zorder=4)


def _ratio_words(times: int) -> str:
    return (
        f"各单位的数相差悬殊，横轴按倍数（对数）画：每一格是前一格的{times}倍，请看圆点的位置，不看线的长短；"
        "0画不上这样的轴，只写数。"
    )


def _key(kind: str, words: str, sheet: "Sheet") -> Key:
    return Key("bar", sheet.theme.warm, words) if kind == "bar" else Key("line", sheet.theme.text, words)


def _names(bar: Bar) -> list[str]:
    return split(bar.name, _NAME / TEXT, _LINES)


def _tall(bar: Bar, *, narrow: bool) -> float:
    lines = len(_names(bar)) * TEXT * 1.3
    return lines + 4 + _BAR + _GAP if narrow else max(lines, _BAR) + _GAP


def units_of(about: About, wish: Wish, lines: Sequence[Line], spreads: Mapping[str, Spread]) -> Units:
    """Of a page of the table; `spreads`: of each level, by its code."""
    told = {LEVEL_WORDS[level]: spreads[level.value] for level in Level if level.value in spreads}
    shown = {line.level for line in lines}
    enough = tuple((level, s.median) for level, s in told.items() if level in shown and s.count >= FEWEST)
    few = tuple(level for level, s in told.items() if level in shown and s.count < FEWEST)
    return Units(about, wish, tuple(bar for line in lines if (bar := _bar(line))), enough, few)


def _bar(line: Line) -> Bar | None:
    value = line.values[0]
    if value is None:
        return None
    mark = f"{value.mark.sign}{value.mark.words}" if value.mark else ""
    return Bar(visible(line.name), line.level, value.figure.value, visible(value.words), mark)
