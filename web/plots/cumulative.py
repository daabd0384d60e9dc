"""How far the publishing of a year had come on each day 公布进度, counted from the due day, beside former years."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.duties import Status
from evidence.rates import percent
from storage import publications
from storage.database import Session
from web.plots.chart import About
from web.plots.themes import DASHES, TEXT, apart, points

if TYPE_CHECKING:
    from web.plots.sheet import Sheet

NAME = "cumulative"
FORMER = 4
FIRST, LAST = -90, 60  # days from the due day
_OUT = (Status.PUBLISHED, Status.PUBLISHED_LATE)
_MARKS = (-60, -30, -14, -7, 0, 7, 30, 60)


@dataclass(frozen=True, slots=True)
class Curve:
    """A year: `owing` units, and how many had published so many days after (before: negative) their due days, for each
    day on which it became more. `until`: the last day that is known, counted in the same way.
    """

    year: int
    owing: int
    steps: tuple[tuple[int, int], ...]
    until: int
    undated: int

    @property
    def shown(self) -> int:
        """The last day of it that is drawn."""
        return min(self.until, LAST)

    def share(self, day: int) -> float:
        """Of the units that owe, at the end of a day."""
        at = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[at - 1][1] / self.owing if at else 0.0


@dataclass(frozen=True, slots=True)
class Cumulative:
    """The year asked about comes first, then the former ones."""

    about: About
    year: int
    curves: tuple[Curve, ...]

    @property
    def title(self) -> str:
        return f"{self.year}年度报告公布进度与往年比较" if len(self.curves) > 1 else f"{self.year}年度报告公布进度"

    @property
    def subtitle(self) -> str:
        return f"{self.about.whose}，已公布的单位占应公布单位的比例"

    @property
    def notes(self) -> Sequence[str]:
        undated = "、".join(f"{curve.year}年度{curve.undated}份" for curve in self.curves if curve.undated)
        return [
            *([f"页面没有日期的报告没有计入：{undated}。"] if undated else []),
            "应公布的单位是指有公开义务且没有登记免除的单位；横轴按各单位自己的公开期限计算；后来撤下的报告不计入。",
            *(
                ["往年度以目前栏目所列为准：栏目改版或者归档后，当年公布过的报告可能不再列出。"]
                if self.curves[1:]
                else []
            ),
            self.about.source,
        ]

    @property
    def summary(self) -> str:
        told = "；".join(
            f"{curve.year}年度到{_day_words(curve.shown)}为{percent(curve.share(curve.shown))}" for curve in self.curves
        )
        return f"{self.subtitle}：{told or '还没有可以计算的年度'}。"

    @property
    def heads(self) -> Sequence[str]:
        return ("截至", *(f"{curve.year}年度（应公布{curve.owing}）" for curve in self.curves))

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return [
            (_day_words(day), *(percent(curve.share(day)) if day <= curve.until else "" for curve in self.curves))
            for day in _MARKS
        ]

    def height(self, *, narrow: bool) -> int:
        return 300 if narrow else 340

    def draw(self, sheet: "Sheet") -> None:
        side = 112 if sheet.narrow else 130
        top, bottom, right = sheet.top + 14, sheet.bottom - 24, sheet.right - side
        axes = sheet.axes(sheet.left + 40, top, right, bottom)
        axes.set(xlim=(FIRST, LAST), ylim=(0, 1))
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
        marks = (-60, 0, 60) if sheet.narrow else (-90, -60, -30, 0, 30, 60)
        axes.set_xticks(marks, [_short_words(day) for day in marks])
        axes.axvline(0.5, color=sheet.theme.text, linewidth=points(1.5), linestyle=DASHES)
        looks = self._looks(sheet)
        for curve, look in reversed(list(zip(self.curves, looks, strict=True))):
            days = range(FIRST, curve.shown + 1)
            axes.plot(days, [curve.share(day) for day in days], drawstyle="steps-post", **look)
        places = [top + (1 - curve.share(curve.shown)) * (bottom - top) for curve in self.curves]
        for curve, look, place in zip(self.curves, looks, apart(places, TEXT * 1.45, top), strict=True):
            sheet.line(right + 8, right + 26, place, **look)
            sheet.text(right + 32, place, f"{curve.year} {percent(curve.share(curve.shown))}")

    def _looks(self, sheet: "Sheet") -> list[dict[str, Any]]:
        """The year asked about stands out; former ones differ in their strokes, not in their shades alone."""
        colours, strokes = (sheet.theme.main, *sheet.theme.past), ("-", "-", (0, (5, 1.5)), (0, (3, 1.5)), (0, (1, 1)))
        widths = (3.0, *[1.75] * FORMER)
        shades = zip(colours, strokes, widths, strict=True)
        looks = [{"color": c, "linestyle": s, "linewidth": points(w)} for c, s, w in shades]
        return looks[: len(self.curves)]


def gather(session: Session, about: About, year: int) -> Cumulative:
    years = range(year, year - FORMER - 1, -1)
    made = (_curve(publications.days(session, about.wanted, one), one, about.today) for one in years)
    return Cumulative(about, year, tuple(curve for curve in made if curve and (curve.steps or curve.year == year)))


def _curve(days: Sequence[publications.Day], year: int, today: date) -> Curve | None:
    """None where nobody owes the year, or nothing says by when."""
    owed = [day for day in days if day.duty.binding and day.status is not Status.EXEMPT and day.due_on]
    out = [day for day in owed if day.status in _OUT]
    owing = sum(day.number for day in owed)
    if not owing:
        return None
    on_day = Counter[int]()
    for day in out:
        if day.published_on and day.due_on:
            on_day[(day.published_on - day.due_on).days] += day.number
    steps, sofar = [], 0
    for day_number in sorted(on_day):
        sofar += on_day[day_number]
        steps.append((day_number, sofar))
    latest_due = max(day.due_on for day in owed if day.due_on)
    undated = sum(day.number for day in out if day.published_on is None)
    return Curve(year, owing, tuple(steps), (today - latest_due) // timedelta(days=1), undated)


def _day_words(day: int) -> str:
    return "期限当日" if day == 0 else f"期限{'前' if day < 0 else '后'}{abs(day)}天"


def _short_words(day: int) -> str:
    return "期限" if day == 0 else f"{'前' if day < 0 else '后'}{abs(day)}天"
