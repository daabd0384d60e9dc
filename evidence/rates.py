"""How many units published on time 按时率: counts of standings by level and office, and the rate with its bounds. Pure.

The rate: binding units on time ÷ binding units that are not exempt. What is not decided (unverified, not yet due) is in
the divisor and named apart; it is never counted as late. The upper bound takes all of it for published on time.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.duties import Status
from core.units import Duty, Level

FORMULA = (
    "按时率＝按时公布的单位数÷应公布的单位数。应公布的单位是指有公开义务（法定或者地方规定）且该年度没有登记免除的单位；"
    "按惯例公布和没有公开义务的单位不计入。"
)
UNDECIDED = (
    "“未能核实”“未到期”的单位计入应公布的单位数，单独列出，不计入按时公布，也不作为迟公布或者逾期未公布计算；"
    "“最高可达”是把这些单位都算作按时公布时的按时率。"
)
BORDERLINE = (
    "公布日期恰为期限次日（如4月1日）的，以及公布日期或者报告年度有待核对的，没有认定迟公布，计入按时公布，"
    "另列“其中待核对”，请人工掌握。"
)
WITHDRAWN = "公布后撤下、目前没有恢复的，计入应公布的单位数，不计入按时公布，单独列出。"
PAST = (
    "往年度的“逾期未公布”以检查时栏目所列为准。栏目改版、迁移或者归档后，当年公布过的报告可能不再列出，"
    "据此通报往年度情况之前，请先与单位核实。"
)
NOTES = (FORMULA, UNDECIDED, BORDERLINE, WITHDRAWN, PAST)

_QUESTIONED = {"backdated", "postdated", "date_missing", "borderline", "year_conflict"}  # flags about day or year
_PENDING = (Status.NOT_DUE, Status.DUE_SOON)


@dataclass(slots=True)
class Counts:
    """Units of one group. All but the last three are of units that are bound and not exempt."""

    on_time: int = 0
    questioned: int = 0  # of those on time: day or year is for a person to look at
    late: int = 0
    overdue: int = 0
    withdrawn: int = 0
    unverified: int = 0
    pending: int = 0  # not due yet, or due soon
    exempt: int = 0
    unbound: int = 0
    unbound_published: int = 0

    @property
    def owing(self) -> int:
        """应公布."""
        return self.on_time + self.late + self.overdue + self.withdrawn + self.undecided

    @property
    def undecided(self) -> int:
        return self.unverified + self.pending

    @property
    def units(self) -> int:
        return self.owing + self.exempt + self.unbound

    @property
    def rate(self) -> float | None:
        """0 to 1; None where nobody owes."""
        return self.on_time / self.owing if self.owing else None

    @property
    def highest(self) -> float | None:
        """The rate if all that is undecided turned out to be on time."""
        return (self.on_time + self.undecided) / self.owing if self.owing else None

    def add(self, row: Mapping[str, Any], number: int = 1) -> None:
        """Counts an obligation (a row of the board), or so many that are alike."""
        status, duty = Status(row["status"]), Duty(row["duty"])
        if status is Status.EXEMPT:
            self.exempt += number
        elif not duty.binding:
            self.unbound += number
            self.unbound_published += number * (status in (Status.PUBLISHED, Status.PUBLISHED_LATE))
        else:
            self._add_owing(status, row["flags"], number)

    def _add_owing(self, status: Status, flags: Collection[str], number: int) -> None:
        match status:
            case Status.PUBLISHED:
                self.on_time += number
                self.questioned += number * (not _QUESTIONED.isdisjoint(flags))
            case Status.PUBLISHED_LATE:
                self.late += number
            case Status.OVERDUE:
                self.overdue += number
            case Status.WITHDRAWN:
                self.withdrawn += number
            case Status.UNVERIFIED:
                self.unverified += number
            case _:
                self.pending += number


@dataclass(slots=True)
class Tally:
    """The counts of many obligations: all together, by level in the order of levels, by office as they come."""

    total: Counts = field(default_factory=Counts)
    _levels: dict[str, Counts] = field(default_factory=dict)
    offices: dict[str, Counts] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any]) -> None:
        groups = self._levels.setdefault(row["level"], Counts()), self.offices.setdefault(row["office"], Counts())
        for counts in (self.total, *groups):
            counts.add(row)

    def levels(self) -> Iterator[tuple[Level, Counts]]:
        return ((level, self._levels[level]) for level in Level if level in self._levels)


def percent(share: float | None) -> str:
    """One decimal, never rounded up to a full hundred."""
    if share is None:
        return "—"
    return f"{min(round(share * 100, 1), 99.9) if share < 1 else 100:g}%"


def rate_words(counts: Counts) -> str:
    """The rate, and how high it can still rise while something is undecided."""
    if not counts.undecided:
        return percent(counts.rate)
    return f"{percent(counts.rate)}（最高可达{percent(counts.highest)}）"
