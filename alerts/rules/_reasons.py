"""The sentences that go with a judgement: the same on the board, in the log and in an alert."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from alerts.outcomes import outcome_words
from alerts.rules._reach import appear_on, before_reports
from alerts.texts import clean_inline, day_words, instant_words, short_day_words
from core.duties import ColumnFact, Facts, Forerunner, Obligation, PublishedFact, Standing, Status
from core.pages import Outcome
from core.standings import checked_words, late_words, left_words, seen_words
from core.units import Duty

BASIS_NAMES = {
    "displayed": "页面显示",
    "meta": "页面元数据",
    "list": "栏目列表",
    "url": "网址中的日期",
    "first_seen": "首次发现",
}
_NAMED = 3  # columns or doubts named in one sentence
_PUBLISHED = "已公布"


def exempt(reason: str) -> str:
    return f"该年度已登记免除公开义务：{clean_inline(reason, 100) or '未注明原因'}。"


def published_undated(fact: PublishedFact, obligation: Obligation, seen_on: date) -> str:
    seen = f"{_published_by(fact)}，页面上没有可用的公布日期，首次发现于{instant_words(fact.first_seen_at)}"
    if obligation.due_on is None:
        return f"{seen}；{_no_date(obligation)}。"
    if seen_on <= obligation.due_on:
        return f"{seen}，未超过{day_words(obligation.due_on)}的期限。"
    return f"{seen}，不能据此认定迟公布（期限{day_words(obligation.due_on)}）。"


def published(fact: PublishedFact, obligation: Obligation, counted_on: date, *, days_late: int, conflict: bool) -> str:
    """Published with a date: on time, on the arguable day, or late; and why lateness is not held against it."""
    stated_on = fact.published_on or counted_on
    basis = BASIS_NAMES.get(fact.basis or "", "依据不详")
    dated = f"{_published_by(fact)}，公布日期{day_words(stated_on)}（{basis}）"
    if counted_on < stated_on:
        dated += f"，但{instant_words(fact.first_seen_at)}已经发现该报告，以发现时间为准"
    return f"{dated}{_against_due(counted_on, obligation, days_late, conflict)}。"


def _published_by(fact: PublishedFact) -> str:
    return f"{_PUBLISHED}（由前身单位{clean_inline(fact.forerunner)}公布）" if fact.forerunner else _PUBLISHED


def and_backdated(reason: str, fact: PublishedFact) -> str:
    """The two times at which it was not there, and was."""
    absent, seen = fact.absent_at, instant_words(fact.first_seen_at)
    told = (
        f"{instant_words(absent)}完整读到的栏目列表中还没有该报告，{seen}才首次发现" if absent else f"{seen}才首次发现"
    )
    return f"{reason.rstrip('。')}；但{told}，页面所示日期存疑，待核对。"


def _against_due(counted_on: date, obligation: Obligation, days_late: int, conflict: bool) -> str:
    due_on = obligation.due_on
    doubt = "；标题与正文的年度不一致，待人工核对" if conflict else ""
    if due_on is None:
        return f"；{_no_date(obligation)}{doubt}"
    if counted_on == obligation.borderline_on:
        return f"，恰为期限{day_words(due_on)}的次日，是否及时各地理解不一，标记为临界，不认定迟公布{doubt}"
    if not days_late:
        return f"，未超过{day_words(due_on)}的期限{doubt}"
    late = f"，比{day_words(due_on)}的期限晚{days_late}天"
    if not obligation.duty.binding:
        return f"{late}；{_no_duty(obligation)}，不认定迟公布{doubt}"
    return f"{late}{doubt}，暂不认定迟公布" if conflict else f"{late}（依据：{obligation.citation}）"


def withdrawn(published: Standing, fact: PublishedFact, since: datetime, sure_at: datetime) -> str:
    """What was there, since when it is gone, by which checks, and what was last had of it."""
    seen = f"首次发现{instant_words(fact.first_seen_at)}"
    was = f"公布日期{day_words(fact.published_on)}" if fact.published_on else seen
    late = f"，晚于期限{published.days_late}天" if published.status is Status.PUBLISHED_LATE else ""
    last = f"（{instant_words(fact.answered_at)}尚在）" if fact.answered_at else ""
    gone = f"自{instant_words(since)}起原网址已没有该报告{last}，完整读到的栏目列表中也没有"
    kept = f"最后一次存档于{instant_words(fact.kept_at)}" if fact.kept_at else "已存档" if fact.archive else "没有存档"
    return f"曾经公布（{was}{late}），现已撤下：{gone}，{instant_words(sure_at)}复查仍无；{kept}。"


def perhaps_withdrawn(fact: PublishedFact, since: datetime, doubts: Sequence[str]) -> str:
    gone = f"自{instant_words(since)}起原网址已没有该报告（{clean_inline(fact.url, 200)}），栏目列表中也没有"
    return f"{gone}，但{'；'.join(_doubts(doubts))}，可能已移到别处，不能认定撤下，待核实。"


def and_more(absent: Standing, obligation: Obligation, interim: Sequence[str], refused: int = 0) -> str:
    """In whose stead it is owed; half-year material by name, so that nobody takes it for the report; and how many pages
    were put aside by hand.
    """
    answering = sorted((f.ended_on, f.unit_id, f.name) for f in obligation.forerunners if f.answers)
    stead = [name for _, _, name in answering] if absent.status is not Status.NOT_DUE else []
    clauses = [f"该单位由{_named(stead)}变更而来，前身单位公布的同样有效"] if stead else []
    if interim:
        titles = _named([f"《{clean_inline(title, 80)}》" for title in sorted(interim)], "份")
        clauses.append(f"另有半年或季度材料{titles}，不能代替年度报告")
    if refused:
        clauses.append(_put_aside(refused))
    return "；".join([absent.reason.rstrip("。"), *clauses]) + "。"


def _named(names: Sequence[str], measure: str = "个单位") -> str:
    more = f"等{len(names)}{measure}" if len(names) > _NAMED else ""
    return "、".join(clean_inline(name, 100) for name in names[:_NAMED]) + more


def closed(reason: str, gone_since: datetime) -> str:
    gone = f"自{instant_words(gone_since)}起原网址已没有该报告，公布该报告的单位已经终止，不认定撤下"
    return f"{reason.rstrip('。')}；{gone}。"


def perhaps_forerunners(before: Forerunner, fact: PublishedFact) -> str:
    """For the operator: what the register has to say before it can be told whose report it is."""
    whose = f"{clean_inline(before.name)}（{day_words(before.ended_on)}终止）"
    found = f"{whose}公布的该年度报告（{clean_inline(fact.url, 200)}）"
    return f"{found}是否也是承继单位的报告，请在名录中写明承继单位的起始日期"


def ended(obligation: Obligation, ended_on: date) -> str:
    """A unit that no longer exists: who has to be asked instead."""
    return f"该单位已于{day_words(ended_on)}终止（{_heirs(obligation)}），不认定逾期。"


def _heirs(obligation: Obligation) -> str:
    return f"由{_named(obligation.heirs)}承继" if obligation.heirs else "名录中没有登记承继单位"


def not_judged(obligation: Obligation) -> str:
    """Why nobody is called late here, though nothing was found."""
    why = _no_date(obligation) if obligation.due_on is None else _no_duty(obligation)
    return f"尚未发现该年度报告；{why}，不认定逾期。"


def _no_date(obligation: Obligation) -> str:
    return f"{obligation.report_year}年度没有统一的公开期限，只作记录"


def _no_duty(obligation: Obligation) -> str:
    due_on, ended_on = obligation.due_on, obligation.ended_on
    if ended_on is not None and due_on is not None and ended_on < due_on:
        return f"该单位在期限之前于{day_words(ended_on)}终止，公开义务随之转移（{_heirs(obligation)}）"
    if obligation.duty is Duty.CUSTOMARY:
        others = "如街道办事处、管委会等派出机关，垂直管理单位，事业单位"
        return f"该单位不在条文写明的公开主体之列（{others}），公布属于惯例，只作记录"
    scope = f"（{obligation.bound}）" if obligation.bound else ""
    return f"该单位没有{obligation.report_year}年度的公开义务{scope}，只作记录"


def not_yet(due_on: date) -> str:
    return f"公布期限为{day_words(due_on)}，尚未进入提醒期。"


def due_soon(obligation: Obligation, due_on: date, today: date, *, checked: bool, columns: int) -> str:
    """`checked`: every one of the unit's `columns` was read completely at least once."""
    if today > due_on:
        until = f"{short_day_words(today)}当天仍可公布，截至当日{seen_words(checked=checked, columns=columns)}"
        return f"公布期限{day_words(due_on)}已过，{until}，当日不认定逾期。"
    left = left_words(due_on, today, checked=checked, columns=columns)
    return f"应于{_by(due_on)}公布（依据：{obligation.citation}），{left}。"


def overdue(
    obligation: Obligation, due_on: date, today: date, columns: Sequence[ColumnFact], checked_at: datetime
) -> str:
    """What a person put aside is no report of the year, whatever it was taken for: none of the year was found. Where
    there never was one, the wrong columns may stand in the register.
    """
    number = len(columns)
    all_of_them = "均" if number > 1 else ""
    evidence = f"登记的{number}个栏目期满后{all_of_them}已完整检查（{checked_words(number, checked_at)}）"
    late = late_words(due_on, today)
    bare = "；栏目中从未见过任何年度的此类报告，登记的栏目是否正确，请先核对" if all(c.bare for c in columns) else ""
    return f"应于{_by(due_on)}公布（依据：{obligation.citation}），{late}；{evidence}，未发现该年度报告{bare}。"


def until_the_night(due_on: date, refused: int) -> str:
    told = f"；{_put_aside(refused)}" if refused else ""
    until = "有关页面刚经人工认定，待下一次夜间任务再作认定，目前不认定逾期"
    return f"公布期限{day_words(due_on)}已过；{until}{told}。"


def _put_aside(refused: int) -> str:
    return f"另有{refused}个页面经人工认定不是该年度报告"


def unverified(due_on: date, gaps: Sequence[ColumnFact], facts: Facts) -> str:
    causes = [*_doubts(facts.doubts), *_gaps(gaps)]
    if not facts.columns:
        causes.append("名录中没有登记该单位的栏目")
    return f"公布期限{day_words(due_on)}已过，但{'；'.join(causes)}，不能认定逾期，待核实。"


def blind(due_on: date, year: int, columns: Sequence[ColumnFact]) -> str:
    """Columns whose lists would not show the report, whether or not it was published."""
    causes = [_unseen(column, year) for column in columns[:_NAMED]]
    more = [f"另有{len(columns) - _NAMED}个栏目也是如此"] if len(columns) > _NAMED else []
    return f"公布期限{day_words(due_on)}已过，但{'；'.join([*causes, *more])}，不能认定逾期，待核实。"


def _unseen(column: ColumnFact, year: int) -> str:
    name = f"栏目 {column.column_id} "
    if not column.listed:
        return f"{name}的列表没有日期，当时是否公布过无从核实"
    if column.listed[0] >= appear_on(year):
        return f"{name}读到的最早的帖子是{_month(column.listed[0])}的，此前是否公布过无从核实"
    since, until = before_reports(year)
    span = f"{_month(since)}至{_month(until - timedelta(days=1))}"
    return f"{name}中几乎没有{span}的帖子，当时的帖子是否还在列表中无从核实"


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def year_conflict(doubts: Sequence[str]) -> str:
    return f"{'；'.join(_doubts(doubts))}，报告年度确定之前不认定逾期。"


def _by(due_on: date) -> str:
    return f"{day_words(due_on)}前（含当日）"


def _doubts(doubts: Sequence[str]) -> list[str]:
    if not doubts:
        return []
    named = "、".join(clean_inline(d, 120).rstrip("。；，") for d in sorted(doubts)[:_NAMED])
    more = f"等{len(doubts)}项" if len(doubts) > _NAMED else ""
    return [f"有材料待人工核对（{named}{more}）"]


def _gaps(gaps: Sequence[ColumnFact]) -> list[str]:
    if not gaps:
        return []
    more = [f"另有{len(gaps) - _NAMED}个栏目没有完整检查"] if len(gaps) > _NAMED else []
    return [_gap(column) for column in gaps[:_NAMED]] + more


def _gap(column: ColumnFact) -> str:
    name = f"栏目 {column.column_id} "
    checked_at = column.last_complete_at
    since = f"自{instant_words(checked_at)}以来没有完整检查过" if checked_at else "还没有完整检查过"
    if column.last_outcome is None or column.last_outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
        return name + since
    return f"{name}{since}（最近一次：{outcome_words(column.last_outcome, column.last_reason)}）"
