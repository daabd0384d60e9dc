"""When the reports of a year came out 公布日历: a bar a day, beside the day until which they are due."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.duties import Status
from core.times import day_words, short_day_words
from storage import publications
from storage.database import Session
from web.plots.chart import About
from web.plots.themes import DASHES, SMALL, TEXT, Key, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from web.plots.sheet import Sheet

NAME = "calendar"
_OUT = (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.WITHDRAWN)
_AFTER = timedelta(days=30)  # that are shown behind the due day
_BEFORE = 31  # days of the year before


@dataclass(frozen=True, slots=True)
class Calendar:
    """`days`: publications that are on time (or not said to be late) and late ones, of the days from `first` to `last`
    that have any. `outside`: before and after these days.
    """

    about: About
    year: int
    first: date
    last: date
    days: tuple[tuple[date, int, int], ...]
    due_on: date | None
    others_due: int
    undated: int
    outside: tuple[int, int]

    @property
    def title(self) -> str:
        return f"{self.year}年度报告公布日历"

    @property
    def subtitle(self) -> str:
        return f"{self.about.whose}，每天公布的报告份数"

    @property
    def notes(self) -> Sequence[str]:
        before, after = self.outside
        outside = (
            f"{short_day_words(self.first)}以前公布{before}份、{day_words(self.last)}以后公布{after}份，没有画出。"
        )
        return [
            *([f"另有{self.undated}份报告的页面没有日期，没有画出。"] if self.undated else []),
            *([outside] if before or after else []),
            *([f"另有{self.others_due}个单位的公开期限不是这一天。"] if self.others_due else []),
            "公布日期以网页所载为准，后来撤下的报告也计算在内。",
            self.about.source,
        ]

    @property
    def summary(self) -> str:
        if not self.days:
            return f"{self.subtitle}：还没有带日期的报告。"
        on, most = self._peak
        late = sum(late for _, _, late in self.days)
        due = f"，期限为{short_day_words(self.due_on)}，认定为迟公布的{late}份" if self.due_on else ""
        return f"{self.subtitle}：共{self._total}份，最多的一天是{short_day_words(on)}，{most}份{due}。"

    @property
    def _total(self) -> int:
        return sum(on_time + late for _, on_time, late in self.days)

    @property
    def _peak(self) -> tuple[date, int]:
        on, on_time, late = max(self.days, key=lambda day: day[1] + day[2])
        return on, on_time + late

    @property
    def heads(self) -> Sequence[str]:
        return ("公布日期", "公布", "其中认定为迟公布")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return [(on.isoformat(), str(on_time + late), str(late)) for on, on_time, late in self.days]

    def height(self, *, narrow: bool) -> int:
        return 270 if narrow else 300

    def draw(self, sheet: "Sheet") -> None:
        theme = sheet.theme
        top = sheet.key(
            [
                Key("bar", theme.main, "公布"),
                *([Key("bar", theme.alarm, "认定为迟公布")] if any(late for *_, late in self.days) else []),
            ],
            sheet.top,
        )
        axes = sheet.axes(sheet.left + 28, top + 32, sheet.right, sheet.bottom - 24)
        places = [(on - self.first).days for on, _, _ in self.days]
        on_time, late = [day[1] for day in self.days], [day[2] for day in self.days]
        axes.bar(places, on_time, width=0.85, color=theme.main, linewidth=0)
        axes.bar(places, late, bottom=on_time, width=0.85, color=theme.alarm, linewidth=0)
        end = (self.last - self.first).days
        axes.set_xlim(-1, end + 1)
        axes.set_ylim(0, max([self._peak[1] if self.days else 0, 4]) * 1.02)
        sheet.count(axes, 4)
        starts = [day for day in (self.first + timedelta(days=n) for n in range(end + 1)) if day.day == 1]
        shown = starts if len(starts) <= (6 if sheet.narrow else 12) else starts[::2]
        axes.set_xticks([(day - self.first).days for day in shown], [f"{day.month}月" for day in shown], ha="left")
        sheet.text(sheet.left, top + 12, "份", size=SMALL, colour=theme.dim)
        if self.due_on:
            at, beside = (self.due_on - self.first).days + 0.5, f"期限{short_day_words(self.due_on)}"
            axes.axvline(at, color=theme.text, linewidth=points(1.5), linestyle=DASHES)
            self._label(sheet, axes, beside, (at, axes.get_ylim()[1]), left=at > end * 0.75)
        if self.days:
            on, most = self._peak
            place = (on - self.first).days
            self._label(sheet, axes, f"{short_day_words(on)} {most}份", (place, most), left=place > end * 0.6)

    @staticmethod
    def _label(sheet: "Sheet", axes: "Axes", words: str, place: tuple[float, float], *, left: bool) -> None:
        axes.annotate(
            words,
            place,
            xytext=(-5 if left else 5, 2),
            textcoords="offset points",
            ha="right" if left else "left",
            va="bottom",
            fontsize=points(TEXT),
            color=sheet.theme.text,
        )


def gather(session: Session, about: About, year: int) -> Calendar:
    days = [day for day in publications.days(session, about.wanted, year) if day.status in _OUT]
    owed = Counter[date]()
    for day in publications.days(session, about.wanted, year):
        if day.duty.binding and day.due_on and day.status is not Status.EXEMPT:
            owed[day.due_on] += day.number
    due_on = min(owed, key=lambda on: (-owed[on], on), default=None)
    dated = Counter[tuple[date, bool]]()
    for day in days:
        if day.published_on:
            dated[day.published_on, day.status is Status.PUBLISHED_LATE] += day.number
    first, last = _span({on for on, _ in dated}, due_on, year)
    inside = sorted({on for on, _ in dated if first <= on <= last})
    return Calendar(
        about,
        year,
        first,
        last,
        tuple((on, dated[on, False], dated[on, True]) for on in inside),
        due_on,
        sum(number for on, number in owed.items() if on != due_on),
        sum(day.number for day in days if day.published_on is None),
        (
            sum(number for (on, _), number in dated.items() if on < first),
            sum(number for (on, _), number in dated.items() if on > last),
        ),
    )


def _span(days: set[date], due_on: date | None, year: int) -> tuple[date, date]:
    """The year in which the reports are due, as far as there is something to show, and the month before if need be."""
    january, december = date(year + 1, 1, 1), date(year + 1, 12, 31)
    early = [on for on in days if january - timedelta(days=_BEFORE) <= on < january]
    late = [on for on in days if january <= on <= december]
    last = max([*late, due_on + _AFTER if due_on else january + 4 * _AFTER])
    return min([*early, january]), min(last, december)
