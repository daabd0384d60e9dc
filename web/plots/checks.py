"""What the checks of the last nights came to 每晚检查结果: above those that failed, on a scale of their own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.pages import Outcome
from core.times import day_begins_at, local_day, short_day_words
from storage import nights
from storage.database import Session
from storage.nights import Night
from web.plots.chart import About
from web.plots.themes import SMALL, TEXT, Key, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from web.plots.sheet import Sheet

NIGHTS = 60
FRESH, SAME = "正常", "没有变化"
# As core.pages groups them: what a failure says of the site, and of us.
FAILURES: Mapping[str, tuple[Outcome, ...]] = {
    "网站没有给出栏目页": (
        Outcome.BLOCKED,
        Outcome.SOFT_404,
        Outcome.NOT_FOUND,
        Outcome.REDIRECTED_HOME,
        Outcome.LOGIN,
        Outcome.MAINTENANCE,
        Outcome.HTTP_ERROR,
        Outcome.SERVER_ERROR,
    ),
    "列表不完整或者认不出": (
        Outcome.EMPTY,
        Outcome.TOO_FEW,
        Outcome.INCOMPLETE,
        Outcome.REPEATED,
        Outcome.SHORTENED,
        Outcome.RESTRUCTURED,
        Outcome.UNREADABLE,
    ),
    "连接不上": (Outcome.DNS, Outcome.TLS, Outcome.CONNECTION, Outcome.TIMEOUT, Outcome.TOO_LARGE),
    "本系统没有检查成": (
        Outcome.ROBOTS,
        Outcome.PRIVATE_ADDRESS,
        Outcome.OUTSIDE_WINDOW,
        Outcome.BUDGET,
        Outcome.BROWSER_MISSING,
        Outcome.BROWSER_FAILED,
        Outcome.NOT_KEPT,
        Outcome.CRASHED,
    ),
}
_OURS = "本系统没有检查成"
_GROUPS = {outcome.value: group for group, outcomes in FAILURES.items() for outcome in outcomes} | {
    Outcome.OK.value: FRESH,
    Outcome.NOT_MODIFIED.value: SAME,
}
GROUPS = (FRESH, SAME, *FAILURES)


@dataclass(frozen=True, slots=True)
class Checks:
    """`nights`: for each night on which there was a run, the columns of each of `GROUPS`. None: too many to be told."""

    about: About
    last: date
    nights: tuple[tuple[date, tuple[int, ...]], ...] | None

    @property
    def title(self) -> str:
        return f"每晚检查栏目的结果（近{NIGHTS}天）"

    @property
    def subtitle(self) -> str:
        return f"{self.about.whose}，栏目数；没有竖条的日子没有夜间检查"

    @property
    def notes(self) -> Sequence[str]:
        many = f"所选单位的栏目多于{nights.MOST_COLUMNS}个，没有逐个统计；请选定监督机关。"
        return [
            *([many] if self.nights is None else []),
            "检查失败的栏目什么也不能证明，相关单位不会因此被认定为未公布。同一天有几次任务的，取检查栏目最多的一次。",
            self.about.source,
        ]

    @property
    def summary(self) -> str:
        if not self.nights:
            return f"{self.title}：没有可以统计的检查。"
        on, counted = self.nights[-1]
        told = "，".join(f"{group}{number}个" for group, number in zip(GROUPS, counted, strict=True) if number)
        return f"{self.title}：共{len(self.nights)}个晚上。最近一次（{short_day_words(on)}）：{told}。"

    @property
    def heads(self) -> Sequence[str]:
        return ("日期", *GROUPS)

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return [(on.isoformat(), *map(str, counted)) for on, counted in reversed(self.nights or ())]

    def height(self, *, narrow: bool) -> int:
        return 420 if narrow else 390

    def draw(self, sheet: "Sheet") -> None:
        theme = sheet.theme
        below = {FRESH: theme.main, SAME: theme.soft}
        above = dict(zip(FAILURES, (theme.alarm, theme.warm, theme.other, theme.hatch), strict=True))
        seen = {group: colour for group, colour in above.items() if self._any(group)}
        end = sheet.key([Key("bar", colour, group) for group, colour in seen.items()], sheet.top) if seen else sheet.top
        middle = end + (sheet.bottom - end) * 0.45
        self._panel(sheet, above, "检查失败", end, middle, named=False)
        start = sheet.key([Key("bar", colour, group) for group, colour in below.items()], middle + 10)
        self._panel(sheet, below, "检查成功", start, sheet.bottom, named=True)

    def _any(self, group: str) -> bool:
        return any(counted[GROUPS.index(group)] for _, counted in self.nights or ())

    def _panel(
        self, sheet: "Sheet", colours: Mapping[str, str], words: str, top: float, bottom: float, *, named: bool
    ) -> None:
        theme = sheet.theme
        sheet.text(sheet.left, top + 12, f"{words}（个栏目）", size=SMALL, colour=theme.dim)
        axes = sheet.axes(sheet.left + 44, top + 28, sheet.right - 12, bottom - (24 if named else 4))
        shown = [(NIGHTS - 1 - (self.last - on).days, counted) for on, counted in self.nights or ()]
        base = [0.0] * len(shown)
        for group, colour in colours.items():
            numbers = [counted[GROUPS.index(group)] for _, counted in shown]
            axes.bar([at for at, _ in shown], numbers, bottom=base, width=0.8, color=colour, linewidth=0)
            base = [one + more for one, more in zip(base, numbers, strict=True)]
        axes.set_xlim(-0.8, NIGHTS - 0.2)
        axes.set_ylim(0, max([*base, 4]) * 1.05)
        sheet.count(axes, 3)
        self._days(axes, 20 if sheet.narrow else 10, named=named)
        if not any(base):
            axes.text(0, 2, "没有", color=theme.dim, fontsize=points(TEXT))

    def _days(self, axes: "Axes", every: int, *, named: bool) -> None:
        places = range(NIGHTS - 1, -1, -every)
        words = [short_day_words(self.last - timedelta(days=NIGHTS - 1 - place)) if named else "" for place in places]
        axes.set_xticks(list(places), words)


def gather(session: Session, about: About) -> Checks:
    """Of all columns as the runs counted them; of those of some units check by check."""
    newest = nights.newest(session)
    last = local_day(newest[1]) if newest else about.today
    since = day_begins_at(last - timedelta(days=NIGHTS - 1))
    if not (about.wanted.few_units or about.wanted.level):
        return Checks(about, last, _grouped(nights.of_all(session, since)))
    columns = nights.columns_of(session, about.wanted)
    if len(columns) > nights.MOST_COLUMNS:
        return Checks(about, last, None)
    return Checks(about, last, _grouped(nights.of_columns(session, columns, since)))


def _grouped(found: Sequence[Night]) -> tuple[tuple[date, tuple[int, ...]], ...]:
    return tuple((night.on, _counts(night.outcomes)) for night in found)


def _counts(outcomes: Mapping[str, int]) -> tuple[int, ...]:
    """An outcome of another version is one that we did not understand."""
    counted = Counter[str]()
    for outcome, number in outcomes.items():
        counted[_GROUPS.get(outcome, _OURS)] += number
    return tuple(counted[group] for group in GROUPS)
