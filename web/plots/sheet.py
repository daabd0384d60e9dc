"""A sheet of paper for one chart: its title, key and notes are set, and it gives axes without any ornament."""

from collections.abc import Sequence
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from web.plots.chart import Chart
from web.plots.layout import GAP, MARGIN, layout_of
from web.plots.themes import DPI, LEADING, SMALL, TEXT, TITLE, Key, Theme, ems, points

_SWATCH = 16


class Sheet:
    """Places are pixels from the upper left corner."""

    def __init__(self, chart: Chart, theme: Theme, *, narrow: bool) -> None:
        self.theme = theme
        self.narrow = narrow
        layout = layout_of(chart, narrow=narrow)
        self.width, self.height = layout.width, layout.height
        self.top, self.bottom = layout.top, layout.bottom
        self.left, self.right = MARGIN, layout.width - MARGIN
        self.figure = Figure(figsize=(self.width / DPI, self.height / DPI), dpi=DPI, facecolor=theme.ground)
        end = self._set_lines(layout.title, TITLE, theme.text, MARGIN)
        self._set_lines(layout.subtitle, TEXT, theme.dim, end)
        self._set_lines(layout.notes, SMALL, theme.dim, self.bottom + GAP)

    def _set_lines(self, lines: Sequence[str], size: float, colour: str, at: float) -> float:
        for line in lines:
            self.text(self.left, at + size * LEADING / 2, line, size=size, colour=colour)
            at += size * LEADING
        return at

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = TEXT,
        colour: str | None = None,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """`y` is the middle of the line."""
        self.figure.text(
            x / self.width,
            1 - y / self.height,
            words,
            fontsize=points(size),
            color=colour or self.theme.text,
            ha=align,
            va="center_baseline",
        )

    def line(self, left: float, right: float, y: float, **look: Any) -> None:
        ends, height = [left / self.width, right / self.width], 1 - y / self.height
        self.figure.add_artist(Line2D(ends, [height, height], **look))

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """An axis below, hair lines for the heights, and nothing else."""
        box = (
            left / self.width,
            1 - bottom / self.height,
            (right - left) / self.width,
            (bottom - top) / self.height,
        )
        axes = self.figure.add_axes(box, facecolor="none")
        axes.spines[["left", "right", "top"]].set_visible(False)
        axes.spines["bottom"].set(color=self.theme.hatch, linewidth=points(1))
        axes.tick_params(colors=self.theme.dim, labelsize=points(SMALL), length=points(4), width=points(1))
        axes.tick_params(axis="y", length=0, pad=points(6))
        axes.grid(axis="y", color=self.theme.line, linewidth=points(1))
        axes.set_axisbelow(True)
        return axes

    @staticmethod
    def count(axes: Axes, most: int) -> None:
        """Heights are whole numbers, with at most so many steps."""
        axes.yaxis.set_major_locator(MaxNLocator(most, integer=True))

    def bare(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """Axes of pixels, from the upper left corner, that do not show."""
        axes = self.axes(left, top, right, bottom)
        axes.set_axis_off()
        axes.set(xlim=(0, right - left), ylim=(bottom - top, 0))
        return axes

    def key(self, keys: Sequence[Key], at: float) -> float:
        """Sets what the colours stand for, in as many lines as it takes; returns where they end."""
        x, y = float(self.left), at + TEXT * LEADING / 2
        for key in keys:
            long = _SWATCH + 6 + ems(key.words) * TEXT
            if x > self.left and x + long > self.right:
                x, y = self.left, y + TEXT * LEADING
            self._swatch(key, x, y)
            self.text(x + _SWATCH + 6, y, key.words, colour=self.theme.text)
            x += long + 18
        return y + TEXT * LEADING / 2

    def _swatch(self, key: Key, x: float, y: float) -> None:
        left, right, middle = x / self.width, (x + _SWATCH) / self.width, 1 - y / self.height
        if key.kind == "line":
            self.line(x, x + _SWATCH, y, color=key.colour, linewidth=points(2.5))
            return
        tall = 10 / self.height
        hatched = {"hatch": "////", "edgecolor": self.theme.hatch} if key.kind == "hatch" else {"edgecolor": "none"}
        place = (left, middle - tall / 2)
        self.figure.add_artist(
            Rectangle(place, right - left, tall, facecolor=key.colour, linewidth=0, **hatched)  # type: ignore[arg-type]
        )
