"""What one alert says: a title and a body for each event, from the standing that turned. Pure.

A body begins with its facts, one a line; after an empty line stands what to make of them. A digest keeps the facts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from alerts.texts import clean_inline, clean_url, instant_words, short_day_words
from core.duties import Obligation, Standing
from core.times import local_day
from core.units import Office, Unit

FLAG_NOTES = {
    "backdated": "页面所示公布日期与本系统的检查记录不符，请人工核对公布日期。",
    "postdated": "页面所示公布日期晚于首次发现该报告的时间，以首次发现为准。",
    "revised": "该报告公布后内容有过改动。",
    "incomplete": "报告可能缺少法定内容，请人工核对。",
    "copied": "报告内容与其他报告高度相似，请人工核对。",
    "date_missing": "页面上没有可用的公布日期，请向该单位核实公布时间。",
    "borderline": "公布于期限次日，是否按时请按本地要求掌握。",
    "year_conflict": "标题与正文的年度不一致，请人工核对报告年度。",
    "interim_only": "目前只发现半年或季度材料，请人工核对。",
}
_AUTOMATIC = "以上为自动监测结果。报告如已在其他栏目、报刊等处公布，或依法不予公开，请告知登记，以便更正。"
_STATUTORY = "主要举措和成效、存在的不足和原因、党政主要负责人履行第一责任人职责情况、下一年度主要安排"
_MOVED = "以上为自动监测结果。报告如已移至其他栏目或网址，请告知登记，以便更正。"


@dataclass(frozen=True, slots=True)
class Case:
    """All that an alert on one standing may speak of. `today`: in Shanghai; `pages_url`: where our pages are."""

    standing: Standing
    obligation: Obligation
    unit: Unit
    office: Office
    today: date
    column_urls: tuple[str, ...] = ()
    pages_url: str | None = None

    @property
    def subject(self) -> str:
        return f"{clean_inline(self.unit.name)} {self.standing.report_year}年度报告"

    @property
    def days_left(self) -> int:
        return (self.obligation.due_on - self.today).days if self.obligation.due_on else 0


def published(case: Case, *, told_overdue: bool) -> tuple[str, str]:
    """What the office was told before is set right here."""
    return f"【已公布】{case.subject}", _body(*_published(case, told_overdue=told_overdue))


def _published(case: Case, *, told_overdue: bool) -> tuple[list[str], list[str]]:
    standing = case.standing
    facts = [_opening(case), f"链接：{clean_url(standing.url) or '请在看板查看'}"]
    if standing.first_seen_at is not None:
        facts.append(f"首次发现：{instant_words(standing.first_seen_at)}")
    if told_overdue:
        facts.append(_correction(standing))
    notes = [FLAG_NOTES[flag] for flag in standing.flags if flag in FLAG_NOTES]
    return facts, [*_own_source(case), *notes]


def published_late(case: Case, *, told_overdue: bool) -> tuple[str, str]:
    facts, notes = _published(case, told_overdue=told_overdue)
    return f"【迟公布】{case.subject}（晚{case.standing.days_late}天）", _body([*facts, _evidence(case)], notes)


def _correction(standing: Standing) -> str:
    """Taken back only where the report turned out to be in time."""
    if standing.days_late or standing.published_on is None:
        return "更新：此前发出的逾期未公布提醒，自此了结。"
    return "更正：此前发出的逾期未公布提醒，现予撤回。"


def withdrawn(case: Case) -> tuple[str, str]:
    standing = case.standing
    facts = [
        _opening(case),
        f"原网址：{clean_url(standing.url) or '请在看板查看'}",
        _evidence(case),
    ]
    return f"【撤下】{case.subject}", _body(facts, [_MOVED])


def returned(case: Case) -> tuple[str, str]:
    """What was withdrawn stands again, with the dates that it had: what the office was told is over."""
    facts = [
        _opening(case),
        f"链接：{clean_url(case.standing.url) or '请在看板查看'}",
        "更新：该报告已恢复公布，此前发出的撤下提醒，自此了结；公布日期和首次发现时间以撤下之前的为准。",
    ]
    return f"【恢复公布】{case.subject}", _body(facts, [])


def backdated(case: Case) -> tuple[str, str]:
    """Told as what was seen and when; what to make of it is for the office to say."""
    standing = case.standing
    facts = [
        _opening(case),
        f"链接：{clean_url(standing.url) or '请在看板查看'}",
        _evidence(case),
    ]
    notes = [
        "以上为自动监测结果，只说明检查时所见。请向该单位核实实际公布时间；报告此前如已在其他栏目或报刊公布，请告知登记。"
    ]
    return f"【日期存疑】{case.subject}", _body(facts, notes)


def revised(case: Case) -> tuple[str, str]:
    standing = case.standing
    found = instant_words(standing.revised_at) if standing.revised_at else ""
    facts = [
        f"{_named(case)}：公布后有改动，发现于{found}。",
        f"改动：{clean_inline(standing.revised_how or '', 300) or '详见版本对比'}",
        f"链接：{clean_url(standing.url) or '请在看板查看'}",
        _look_up("对比", case, f"/reports/{standing.report_id}/diff", f"reports diff {standing.report_id}"),
        _evidence(case),
    ]
    return f"【有改动】{case.subject}", _body(facts, ["改动前后的网页均已存档。更正错漏属正常情况，请按需核对。"])


def incomplete(case: Case) -> tuple[str, str]:
    """A completeness check is lexical: what it did not find may stand under another heading."""
    facts = [
        f"{_named(case)}：自动监测没有在正文中找到全部法定内容（{_STATUTORY}）。",
        f"链接：{clean_url(case.standing.url) or '请在看板查看'}",
        _look_up("逐项结果", case, f"/reports/{case.standing.report_id}", f"reports show {case.standing.report_id}"),
        _evidence(case),
    ]
    notes = ["以上为自动监测结果：有关内容可能写在其他标题之下，或在附件、图片之中，请人工核对后再作处理。"]
    return f"【内容待核】{case.subject}", _body(facts, notes)


def copied(case: Case) -> tuple[str, str]:
    """It is the later one of two that share most of their text; which words, the comparison shows."""
    facts = [
        f"{_named(case)}：文字与更早发现的另一份报告大段相同。",
        f"链接：{clean_url(case.standing.url) or '请在看板查看'}",
        _look_up(
            "逐段对照",
            case,
            f"/reports/{case.standing.report_id}/similar",
            f"reports similar {case.standing.report_id}",
        ),
        _evidence(case),
    ]
    notes = ["以上为自动比对结果：转述上级文件、沿用本单位往年文字也会相同，是否雷同请人工核对后再作处理。"]
    return f"【雷同待核】{case.subject}", _body(facts, notes)


def _evidence(case: Case) -> str:
    unit, year = case.unit.id, case.standing.report_year
    return _look_up("取证", case, f"/units/{quote(unit, safe='')}/{year}", f"evidence sheet {unit} {year}")


def _look_up(matter: str, case: Case, path: str, command: str) -> str:
    """A page to open, where the operator has said under which address readers find our pages; else the command."""
    return f"{matter}：{case.pages_url}{path}" if case.pages_url else f"{matter}：fazhiwatch {command}"


def due_soon(case: Case) -> tuple[str, str]:
    due_on = case.obligation.due_on
    ends = (
        f"{short_day_words(due_on)}到期" if due_on and case.days_left >= 0 else f"{short_day_words(case.today)}仍可公布"
    )
    body = _body([_opening(case), _checked(case)], [*_own_source(case), _AUTOMATIC])
    return f"【即将到期】{case.subject}（{ends}）", body


def overdue(case: Case, *, again: bool) -> tuple[str, str]:
    """`again`: an escalation, which says in its title for how long."""
    how_late = f"（已逾期{case.standing.days_late}天）" if again else ""
    columns = [clean_url(url) or clean_inline(url, 200) for url in case.column_urls] or case.standing.columns
    facts = [_opening(case), f"检查栏目：{' '.join(columns)}"]
    facts.append(_evidence(case))
    return f"【逾期未公布】{case.subject}{how_late}", _body(facts, [*_own_source(case), _AUTOMATIC])


def _named(case: Case) -> str:
    return f"{clean_inline(case.unit.name)}{case.standing.report_year}年度法治政府建设情况报告"


def _opening(case: Case) -> str:
    return f"{_named(case)}：{case.standing.reason}"


def _checked(case: Case) -> str:
    """When the columns were read last; where that is long ago, nothing is known of today."""
    checked_at = case.standing.last_complete_check_at
    if checked_at is None:
        return "是否已经公布请以单位网站为准。"
    stale = local_day(checked_at) < case.today - timedelta(days=1)
    since = "，此后没有完整检查，是否已经公布请以单位网站为准。" if stale else ""
    return f"最近一次完整检查：{instant_words(checked_at)}{since}"


def _own_source(case: Case) -> list[str]:
    """An office's own date is cited with the source that the register gives."""
    own = case.office.own_due_date
    if own is None or case.obligation.rule != f"office:{case.office.id}":
        return []
    source = clean_inline(own.source, 120) if own.source else "名录中未注明文件"
    return [f"期限依据：{clean_inline(case.office.name)}规定的期限（{source}）。"]


def _body(facts: list[str], notes: list[str]) -> str:
    return "\n".join(facts) + ("\n\n" + "\n".join(notes) if notes else "")
