"""What cannot be verified, told to the operator by its cause: hundreds of units that lack the same are one alert. Pure.

What is a matter of one unit (material that waits for a person, a report that may have been moved) is told by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alerts.operations import ENOUGH, NAMED, WEEK, names, weeks
from alerts.outcomes import NEXT_STEPS, outcome_name
from alerts.texts import clean_inline, clean_url, day_words, instant_words
from core.alerts import Alert, Audience, Event
from core.pages import Outcome
from core.times import local_day


@dataclass(frozen=True, slots=True)
class Gap:
    """A column that was not read completely since the term, or is broken now."""

    column_id: str
    url: str
    last_complete_at: datetime | None
    outcome: str | None
    serves: int  # units


@dataclass(frozen=True, slots=True)
class Open:
    """A unit and report year that cannot be verified 未能核实. `gap`: the column that it waits for, where nothing else
    stands in the way; `bare`: the register names no column for it.
    """

    unit_id: str
    unit_name: str
    office_id: str
    office_name: str
    report_year: int
    due_on: date | None
    reason: str
    since: datetime
    gap: Gap | None = None
    bare: bool = False

    @property
    def key(self) -> str:
        """What its alert is told under. A column that serves several units is one cause for all of them."""
        if self.bare:
            return f"{Event.UNVERIFIED}:{self.report_year}:bare:{self.office_id}"
        if self.gap is not None and self.gap.serves > 1:
            return f"{Event.UNVERIFIED}:{self.report_year}:column:{self.gap.column_id}"
        return f"{Event.UNVERIFIED}:{self.unit_id}:{self.report_year}"


def unverified_alerts(cases: Sequence[Open], now: datetime) -> list[Alert]:
    """One alert for each cause."""
    groups: dict[str, list[Open]] = {}
    for case in cases:
        groups.setdefault(case.key, []).append(case)
    return [_alert(key, group, now) for key, group in groups.items()]


def _alert(key: str, group: Sequence[Open], now: datetime) -> Alert:
    first = group[0]
    alone = first if len(group) == 1 else None
    title, facts = _bare(group) if first.bare else _own(first) if alone else _behind_column(group)
    return Alert(
        key=key,
        event=Event.UNVERIFIED,
        audience=Audience.OPERATOR,
        office_id=first.office_id,
        title=title,
        body="\n".join(facts) + "\n\n核实之前不向监督机关发送逾期提醒。",
        created_at=now,
        unit_id=alone.unit_id if alone else None,
        report_year=first.report_year,
        column_id=first.gap.column_id if first.gap else None,
    )


def _own(case: Open) -> tuple[str, list[str]]:
    name = clean_inline(case.unit_name)
    facts = [
        f"{name}{case.report_year}年度法治政府建设情况报告：{case.reason}",
        f"监督机关：{clean_inline(case.office_name)}",
        f"处理建议：{_next_step(case.gap) if case.gap else _look(case)}",
    ]
    return f"【未能核实】{name} {case.report_year}年度报告", facts


def _look(case: Open) -> str:
    return f"请用 fazhiwatch check {case.unit_id} 核对栏目和待核材料；确认的报告可用 fazhiwatch import 导入。"


def _bare(group: Sequence[Open]) -> tuple[str, list[str]]:
    first = group[0]
    office = clean_inline(first.office_name)
    facts = [
        f"{office}名录中有{len(group)}个单位没有登记栏目，{_term(first)}，无从核实："
        f"{names([c.unit_name for c in group])}。",
        "处理建议：在名录中为这些单位补登栏目（可用 fazhiwatch discover 单位网址 查找）；"
        f"完整名单见 fazhiwatch board --year {first.report_year} --office {first.office_id}。",
    ]
    return f"【未能核实】{office}：{len(group)}个单位没有登记栏目", facts


def _behind_column(group: Sequence[Open]) -> tuple[str, list[str]]:
    gap = group[0].gap
    if gap is None:
        raise ValueError(group[0].key)
    seen = f"最近一次完整检查{instant_words(gap.last_complete_at)}" if gap.last_complete_at else "还没有完整检查过"
    last = f"，最近一次结果：{outcome_name(gap.outcome)}" if gap.outcome else ""
    facts = [
        f"栏目 {gap.column_id} 期满后没有完整检查（{seen}{last}），{_term(group[0])}，{len(group)}个单位无从核实："
        f"{names([c.unit_name for c in group])}。",
        f"网址：{clean_url(gap.url) or clean_inline(gap.url, 200)}",
        f"处理建议：{_next_step(gap)}",
    ]
    return f"【未能核实】{len(group)}个单位 {group[0].report_year}年度报告（栏目 {gap.column_id}）", facts


def _next_step(gap: Gap) -> str:
    known: Mapping[str, str] = {outcome.value: step for outcome, step in NEXT_STEPS.items()}
    waiting = "等下一次夜间任务，或运行 fazhiwatch run 补查。"
    if gap.outcome in (None, Outcome.OK, Outcome.NOT_MODIFIED):
        return waiting
    return known.get(gap.outcome or "", "请运行 fazhiwatch check 核对。")


def _term(case: Open) -> str:
    year = f"{case.report_year}年度报告"
    return f"{year}的期限{day_words(case.due_on)}已过" if case.due_on else f"{year}"


def still_unverified_alert(cases: Sequence[Open], now: datetime) -> Alert:
    """One reminder for all that is still open, numbered by the weeks of the oldest."""
    ordered = sorted(cases, key=lambda c: (c.since, c.unit_id))
    oldest = ordered[0]
    causes: dict[str, list[Open]] = {}
    for case in ordered:
        causes.setdefault(case.key, []).append(case)
    told = [_cause(group) for group in list(causes.values())[: 2 * NAMED]]
    more = [f"……等共{len(causes)}项"] if len(causes) > len(told) else []
    facts = [f"仍有{len(cases)}个单位的报告{WEEK}天以上未能核实：", *told, *more]
    facts.append(f"处理建议：逐项核对；{ENOUGH}")
    return Alert(
        key=f"{Event.UNVERIFIED}:still:{oldest.unit_id}:{oldest.report_year}:{weeks(oldest.since, now)}",
        event=Event.UNVERIFIED,
        audience=Audience.OPERATOR,
        office_id=None,
        title=f"【未能核实】仍有{len(cases)}个单位",
        body="\n".join(facts) + f"\n\n问题解决之前每{WEEK}天提醒一次。",
        created_at=now,
    )


def _cause(group: Sequence[Open]) -> str:
    first = group[0]
    since = f"自{day_words(local_day(first.since))}起"
    if first.bare:
        return f"{clean_inline(first.office_name)}：{len(group)}个单位没有登记栏目（{since}）"
    why = f"等待栏目 {first.gap.column_id} 恢复" if first.gap else "待人工核对"
    return f"{names([c.unit_name for c in group])} {first.report_year}年度报告：{why}（{since}）"
