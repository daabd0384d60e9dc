"""The lists of a circular: which obligation stands in which, what is said above it, and what a line tells. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from core.duties import Status
from core.units import Duty
from evidence.rates import Tally
from evidence.table import About, Row, flags, instant, plain
from evidence.words import standing_words

MOST = 1000  # units of one list; more are for the ledger, nobody reads them in a circular


@dataclass(frozen=True, slots=True)
class Group:
    """One list: the lead sentence has `{count}`; a line tells of a unit the texts under `heads`, `widths` wide."""

    heading: str
    lead: str
    heads: Sequence[str]
    widths: Sequence[int]
    line: Callable[[Row, About], Sequence[str]]

    @property
    def title(self) -> str:
        return f"{self.heading}单位名单"


def _published_on(row: Row) -> str:
    if row["published_on"]:
        return str(row["published_on"])
    seen_at = instant(row["first_seen_at"])
    return f"{seen_at:%Y-%m-%d}首次发现，页面无日期" if seen_at else ""


def _checked(row: Row) -> str:
    at = row["evidence"]["last_complete_check_at"]
    return f"{instant(at):%Y-%m-%d %H:%M}" if at else ""


ON_TIME = Group(
    "按时公布",
    "按时公布的单位{count}个，",
    ("公布日期", "待核对"),
    (14, 12),
    lambda row, about: (_published_on(row), flags(row)),
)
LATE = Group(
    "迟公布",
    "公布日期晚于公开期限的单位{count}个，",
    ("公开期限", "公布日期", "晚于期限", "期限依据", "备注"),
    (13, 13, 8, 18, 9),
    lambda row, about: (
        row["due_on"],
        row["published_on"],
        f"{row['days_late']}天",
        about.rule(row["rule"]),
        flags(row),
    ),
)
OVERDUE = Group(
    "逾期未公布",
    "公开期限已过，登记的栏目在期满后均已完整检查，仍未发现该年度报告的单位{count}个。如已通过其他途径公布，"
    "请提供网址或者凭证，核实后更正。",
    ("公开期限", "逾期", "最近完整检查", "期限依据"),
    (13, 8, 13, 20),
    lambda row, about: (
        row["due_on"],
        f"{row['days_late']}天",
        _checked(row),
        about.rule(row["rule"]),
    ),
)
UNVERIFIED = Group(
    "未能核实",
    "因栏目没有完整检查、现有的帖子回溯不到当时，或者有材料待人工核对，目前没有结论的单位{count}个。对这些单位不作未公布"
    "或者迟公布的认定，"
    "核实之前请勿据此通报。",
    ("公开期限", "没有结论的原因"),
    (13, 36),
    lambda row, about: (row["due_on"], plain(row["reason"])),
)
WITHDRAWN = Group(
    "公布后撤下",
    "报告曾经公布，后来在原网址和登记的栏目中均不再见到的单位{count}个。如已移至其他栏目或者网址，请告知登记。",
    ("原公布日期", "情况"),
    (13, 36),
    lambda row, about: (_published_on(row), plain(row["reason"])),
)
PENDING = Group(
    "期限未到",
    "公开期限未到（含期限次日仍可公布）的单位{count}个，不作认定，",
    ("公开期限",),
    (12,),
    lambda row, about: (row["due_on"],),
)
EXEMPT = Group(
    "登记免除",
    "该年度登记免除公开义务的单位{count}个，",
    ("登记的理由",),
    (30,),
    lambda row, about: (plain(row["reason"]),),
)
UNBOUND = Group(
    "不计入按时率",
    "没有公开义务或者按惯例公布的单位{count}个，公布与否只作记录，不作迟公布或者逾期未公布的认定，",
    ("目前情况", "公布日期"),
    (14, 14),
    lambda row, about: (standing_words(row["status"], row["duty"]), _published_on(row)),
)
GROUPS = (ON_TIME, LATE, OVERDUE, UNVERIFIED, WITHDRAWN, PENDING, EXEMPT, UNBOUND)
_BY_STATUS = {
    Status.PUBLISHED: ON_TIME,
    Status.PUBLISHED_LATE: LATE,
    Status.OVERDUE: OVERDUE,
    Status.UNVERIFIED: UNVERIFIED,
    Status.WITHDRAWN: WITHDRAWN,
    Status.NOT_DUE: PENDING,
    Status.DUE_SOON: PENDING,
}


@dataclass(slots=True)
class Gathered:
    """All that a circular tells. `lists` end with `MOST`; `rules` are those that date what is owed, most used first."""

    tally: Tally = field(default_factory=Tally)
    counts: Counter[str] = field(default_factory=Counter)
    lists: dict[str, list[Row]] = field(default_factory=dict)
    _rules: Counter[str] = field(default_factory=Counter)

    @property
    def rules(self) -> list[str]:
        return [rule for rule, _ in self._rules.most_common()]

    def fits(self, group: Group) -> bool:
        return self.counts[group.heading] <= MOST

    def add(self, row: Row) -> None:
        group = group_of(row)
        self.tally.add(row)
        self.counts[group.heading] += 1
        if self.fits(group):
            self.lists.setdefault(group.heading, []).append(row)
        if row["rule"] and group not in (EXEMPT, UNBOUND):
            self._rules[row["rule"]] += 1


def gather(rows: Iterable[Row]) -> Gathered:
    gathered = Gathered()
    for row in rows:
        gathered.add(row)
    return gathered


def group_of(row: Row) -> Group:
    """The list of an obligation: who is exempt or not bound stands in no list that speaks of lateness."""
    if row["status"] == Status.EXEMPT:
        return EXEMPT
    return _BY_STATUS[Status(row["status"])] if Duty(row["duty"]).binding else UNBOUND
