"""What the board says at a glance: the deadline, how many stand how, the rate, what changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.duties import Status
from core.times import day_begins_at, day_words, short_day_words
from core.units import Duty
from evidence.rates import Counts, percent
from evidence.words import standing_words
from storage import board_changes
from storage.board import Filter
from storage.board_changes import Changed
from storage.board_counts import Group
from storage.database import Session
from web.signs import SIGNS

# As the cards stand, the most pressing first; the others only where there are any.
_ALWAYS = (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.OVERDUE, Status.UNVERIFIED)
_ELSE = (Status.WITHDRAWN, Status.DUE_SOON, Status.NOT_DUE, Status.EXEMPT)
_SHOWN = 10  # changes


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which most of the units have to publish; `others`: how many have another one."""

    due_on: date
    others: int
    days: int  # left; negative: since

    past: bool = False  # of an earlier year, where nobody counts the days

    @property
    def heading(self) -> str:
        if self.past:
            return f"期限 {day_words(self.due_on)}"
        if self.days > 0:
            return f"还有{self.days}天"
        return f"已过{-self.days}天" if self.days else "就是今天"

    @property
    def words(self) -> str:
        others = f"，另有{self.others}个单位期限不同" if self.others else ""
        return f"公开期限{'' if self.past else day_words(self.due_on)}{others}"


@dataclass(frozen=True, slots=True)
class Glance:
    """The counts of a report year: `statuses` of every unit, by its standing, in words; `counts` as the rate counts."""

    statuses: Sequence[tuple[Status, str, int]]
    counts: Counts
    deadline: Deadline | None

    @property
    def rated(self) -> bool:
        """Whether there is a rate: while most may still publish in time, it would say nothing of anybody."""
        return bool(self.counts.owing) and not (self.deadline and self.deadline.days >= 0)

    @property
    def rate(self) -> str:
        return percent(self.counts.rate) if self.rated else "—"

    @property
    def rate_notes(self) -> list[str]:
        """What stands beside the rate: of how many it is, and what it does not know."""
        counts = self.counts
        if not counts.owing:
            return ["没有应公布的单位"]
        notes = [f"应公布{counts.owing}个，{'按时公布' if self.rated else '期限未到，目前已公布'}{counts.on_time}个"]
        if self.rated and counts.undecided:
            unknown = ((counts.unverified, "未能核实"), (counts.pending, "期限未到"))
            said = "、".join(f"{words}{number}个" for number, words in unknown if number)
            notes.append(f"{said}，最高可达{percent(counts.highest)}")
        if counts.questioned:
            notes.append(f"其中{counts.questioned}个待核对（公布日期或者报告年度）")
        return notes


def glance(groups: Iterable[Group], today: date) -> Glance:
    """What the groups come to, by the formula of `evidence.rates`."""
    counts, statuses, due = Counts(), Counter[Status](), Counter[date]()
    unbound = 0  # of those not due: nothing ever falls due for them
    for group in groups:
        status = Status(group.status)
        unbound += group.number * (status is Status.NOT_DUE and not Duty(group.duty).binding)
        counts.add({"status": status, "duty": group.duty, "flags": group.flags}, group.number)
        statuses[status] += group.number
        if group.due_on and Duty(group.duty).binding and status is not Status.EXEMPT:
            due[group.due_on] += group.number
    shown = [(status, _named(status, statuses[status], unbound), statuses[status]) for status in _ALWAYS]
    shown += [(one, _named(one, statuses[one], unbound), statuses[one]) for one in _ELSE if statuses[one]]
    return Glance(shown, counts, _deadline(due, today))


def _named(status: Status, number: int, unbound: int) -> str:
    if status is not Status.NOT_DUE or not unbound:
        return SIGNS[status].words
    never = standing_words(status, Duty.NONE)
    return never if unbound == number else f"{SIGNS[status].words}（{unbound}个{never}）"


def _deadline(due: Counter[date], today: date) -> Deadline | None:
    if not due:
        return None
    due_on, number = max(due.items(), key=lambda pair: (pair[1], pair[0]))
    return Deadline(due_on, due.total() - number, (due_on - today).days, past=due_on.year < today.year)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an instant: its name, and how many became what."""

    name: str
    at: datetime
    became: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(number for _, number in self.became)


def yesterday(today: date) -> datetime:
    """When the day before began."""
    return day_begins_at(today - timedelta(days=1))


def since(name: str, at: datetime, became: dict[str, int]) -> Since:
    """The grave ones first, as the standings are listed."""
    order = {status.value: place for place, status in enumerate((*_ALWAYS[1:], *_ELSE, *_ALWAYS[:1]))}
    return Since(name, at, sorted(became.items(), key=lambda pair: order[pair[0]]))


def latest(session: Session, wanted: Filter, at: datetime) -> list[Changed]:
    return board_changes.latest(session, wanted, at, limit=_SHOWN)


def yesterday_words(today: date) -> str:
    return f"昨天（{short_day_words(today - timedelta(days=1))}）以来"
