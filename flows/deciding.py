"""Taking a decision by hand: checked, written down with who and why, and carried out at once where that can be."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from core.decisions import Decision, Verdict
from core.problems import UserProblem
from core.times import local_day
from core.units import Registry
from flows import judge, reviewing
from flows.run import begin_run
from settings import Settings
from storage import decisions, journal, reports, review
from storage.database import Database, Session
from storage.review import Item, Why
from storage.runs import RunInProgress

KIND = "review"
LONGEST = 500  # characters of a reason
FIRST_YEAR = 2000
ACTIONS = {Verdict.CONFIRMED: "确认年报", Verdict.REFUSED: "认定不是年报", Verdict.UNDONE: "撤销认定"}

WHY_WORDS = {
    Why.DOUBTFUL: "存疑的页面",
    Why.LOST: "重新识读后存疑的报告",
    Why.TWO_YEARS: "年度不一致的报告",
    Why.UNFETCHED: "没有取得的页面",
}


class Unsaid(UserProblem):
    """The reason of a decision cannot be taken so."""


class AlreadyStored(UserProblem):
    """The unit has another report of that year, which the page would take the place of."""


class NoSuchPost(UserProblem):
    """There is no such post, or not for this person."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was written down. `outcome`: what came of it; None while it waits, then `waits` says why."""

    number: int
    outcome: str | None
    waits: str | None = None


def take(
    settings: Settings,
    database: Database,
    registry: Registry,
    decision: Decision,
    offices: Collection[str] | None,
    *,
    replaces: bool = False,
) -> Taken:
    """`offices`: those whose units the person sees (None: all). `replaces`: a page that is confirmed may take the place
    of another report. Raises NoSuchPost, or UserProblem where the decision cannot be taken so: Unsaid, AlreadyStored.
    """
    decision = replace(decision, reason=_said(decision.reason), by=_line(decision.by))
    if not decision.by:
        raise UserProblem("请写明由谁认定")
    with database.session() as session:
        item = _checked(session, registry, decision, offices)
        if decision.confirms and not replaces:
            _takes_no_place(session, registry, decision)
        number = decisions.store(session, decision)
        journal.note(
            session,
            at=decision.at,
            by=decision.by,
            action=ACTIONS[decision.verdict],
            about=_about(item, registry, decision),
            reason=decision.reason,
        )
    waits = _carried_out(settings, registry)
    with database.reading() as session:
        return Taken(number, decisions.outcome_of(session, number), waits)


def _carried_out(settings: Settings, registry: Registry) -> str | None:
    """Why it has to wait for the next run, in Chinese; None where it does not."""
    try:
        with begin_run(settings, kind=KIND, registry=registry) as run:
            done = reviewing.carry_out(run)
            judge.judge_decided(run, frozenset().union(*(one.keys for one in done)))
    except RunInProgress:
        return "另一次任务正在进行，结束前或下一次运行时执行"
    except UserProblem as problem:
        return f"下一次运行时执行（{problem}）"
    return None


def _checked(session: Session, registry: Registry, decision: Decision, offices: Collection[str] | None) -> Item:
    item = review.one(session, offices, decision.post_id)
    if item is None:
        raise NoSuchPost(f"没有这个待核的页面：{decision.post_id}")
    if decision.confirms:
        _may_confirm(session, registry, decision, offices)
        if not item.held:
            raise UserProblem("页面尚未取得，不能确认为报告；可以另存页面后用 fazhiwatch import 导入")
        return item
    if decision.verdict is Verdict.UNDONE:
        last = decisions.latest(session, [item.post_id]).get(item.post_id)
        if last is None or last.verdict is Verdict.UNDONE:
            raise UserProblem("这个页面没有在效的人工认定，无可撤销")
    concerned = review.concerned(session, item)
    if offices is not None and not concerned <= set(offices):
        raise UserProblem("这个页面也可能属于其他监督机关的单位，请由能看到全部有关单位的人员认定")
    return item


def _may_confirm(session: Session, registry: Registry, decision: Decision, offices: Collection[str] | None) -> None:
    unit = registry.units.get(decision.unit_id or "")
    if unit is None or (offices is not None and unit.office_id not in offices):
        raise UserProblem(f"没有这个单位：{decision.unit_id or '未填写'}")
    if not decisions.knows_unit(session, unit.id):
        raise UserProblem(f"{unit.name}刚写入名录，请在下一次运行之后再确认")
    latest = local_day(decision.at).year
    if decision.report_year is None or not FIRST_YEAR <= decision.report_year <= latest:
        raise UserProblem(f"报告年度应在{FIRST_YEAR}至{latest}之间")


def _takes_no_place(session: Session, registry: Registry, decision: Decision) -> None:
    unit = registry.units[decision.unit_id or ""]
    known = reports.known(session, unit.id, decision.report_year or 0)
    if known is None or known.doubted or known.post_id == decision.post_id:
        return
    title = f"《{known.revision.title}》" if known.revision.title else ""
    stored = f"{title}（报告 {known.report_id} 号，{known.url}）"
    raise AlreadyStored(
        f"{unit.name}{known.report_year}年度已有报告{stored}；确认会以本页取代它，如确要取代，请另行注明"
    )


def _about(item: Item, registry: Registry, decision: Decision) -> str:
    title = f"《{item.title}》" if item.title else item.url
    if not decision.confirms:
        return f"{title}（帖子 {item.post_id}）"
    return f"{title}（帖子 {item.post_id}）：{registry.units[decision.unit_id or ''].name}{decision.report_year}年度"


def _said(text: str) -> str:
    reason = _line(text)
    if not reason:
        raise Unsaid("请写明理由")
    if len(reason) > LONGEST:
        raise Unsaid(f"理由太长，请不超过{LONGEST}字")
    return reason


def _line(text: str) -> str:
    """What a person wrote, as one line."""
    return " ".join(text.split())
