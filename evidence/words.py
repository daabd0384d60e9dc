"""Words of the sheet: codes as a clerk reads them, outside text made harmless, times as in Beijing."""

from datetime import date, datetime, timedelta
from unicodedata import category

from alerts.texts import day_words, instant_words
from core.dossiers import Purpose
from core.duties import Status
from core.times import SHANGHAI
from core.units import Duty, Level

STATUS_WORDS = {
    Status.NOT_DUE: "未到期",
    Status.DUE_SOON: "即将到期",
    Status.PUBLISHED: "已公布",
    Status.PUBLISHED_LATE: "迟公布",
    Status.OVERDUE: "逾期未公布",
    Status.UNVERIFIED: "未能核实",
    Status.WITHDRAWN: "已撤下",
    Status.EXEMPT: "免除",
}
DUTY_WORDS = {
    Duty.REQUIRED: "法定公开主体",
    Duty.LOCAL: "按地方规定公开",
    Duty.CUSTOMARY: "按惯例公布，不作迟报认定",
    Duty.NONE: "没有公开义务，只作记录",
}
FLAG_WORDS = {
    "backdated": "日期存疑",
    "postdated": "日期晚于发现",
    "revised": "已修改",
    "incomplete": "内容待核",
    "copied": "雷同待核",
    "date_missing": "页面无日期",
    "borderline": "期限次日公布",
    "year_conflict": "年度不一致",
    "interim_only": "仅有阶段性总结",
}
LEVEL_WORDS = {
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇街道",
    Level.DEPARTMENT: "部门",
}
DATE_WORDS = {
    "displayed": "页面显示的发布日期",
    "meta": "页面元数据",
    "url": "网址中的日期",
    "list": "栏目列表中的日期",
    "signed": "成文日期（不是公布日期）",
    "last_modified": "服务器所报最后修改时间",
    "first_seen": "本系统首次发现",
}
CHANGE_WORDS = {
    "appeared": "首次发现",
    "edited": "内容有改动",
    "redated": "日期有改动",
    "moved": "换了网址",
    "duplicated": "另有副本",
    "vanished": "不再见到",
    "returned": "重新出现",
    "reread": "重新识读（网页未变）",
    "decided": "人工认定",
}
ROLE_WORDS = {"current": "现址", "former": "原址", "mirror": "副本"}
CHAIN_WORDS = {
    "archive_file": "存档文件",
    "revision": "报告版本",
    "change": "报告变化",
    "statement": "认定",
    "run": "任务",
    "loss": "缺失",
}
TOLD_WORDS = {"queued": "待发送", "sent": "已发送", "failed": "未送达", "silenced": "已取消"}
EVENT_WORDS = {
    "published": "已公布",
    "published_late": "迟公布",
    "due_soon": "即将到期",
    "overdue": "逾期未公布",
    "revised": "已修改",
    "withdrawn": "已撤下",
    "backdated": "日期存疑",
    "incomplete": "内容待核",
    "copied": "雷同待核",
    "column_broken": "栏目异常",
    "unverified": "未能核实",
    "run_failed": "任务失败",
    "run_missing": "任务未运行",
    "storm": "网络异常",
    "channel_disabled": "渠道停用",
}
AUDIENCE_WORDS = {"office": "监督机关", "operator": "运维人员"}
_PURPOSES = {
    "revision": "报告页面（第{}版）",
    "attachment": "报告附件（第{}版）",
    "current": "最近一次取得的报告页面或附件",
    "second": "首次发现时的第二次取页（用于辨别页面自身的变动）",
    "doubt": "待人工核对的材料",
    "list": "栏目列表页（{}）",
    "check": "没有查成时网站给出的页面（{}）",
    "judged": "认定所依据的页面",
    "turn": "以前各次认定所依据的页面",
    "gone": "原网址显示该页已不存在",
    "absent": "首次发现之前的一次检查，其中没有该报告",
    "screenshot": "截图",
    "print": "网页打印件",
}


_OLD = timedelta(hours=36)  # a night was missed


def out_of_date(judged_at: datetime | None, now: datetime) -> str | None:
    """What stands above standings that were all judged so long ago that a night was missed since."""
    if judged_at is None or now - judged_at <= _OLD:
        return None
    return f"最近一次全部认定完成于{instant_words(judged_at)}，距今已超过36小时，此后情况可能已经变化。"


def standing_words(status: str, duty: str) -> str:
    """A unit that is not bound to publish is not waited for: nothing falls due for it."""
    if status == Status.NOT_DUE and not Duty(duty).binding:
        return "不作认定"
    return STATUS_WORDS[Status(status)]


def purpose_words(purpose: Purpose) -> str:
    if purpose.kind == "change":
        return f"变化凭证（{CHANGE_WORDS.get(purpose.detail, purpose.detail)}）"
    return _PURPOSES.get(purpose.kind, purpose.kind).format(purpose.detail)


def visible(text: object) -> str:
    """Outside text as it stands, in one line; what cannot be seen (controls, marks of direction) shows as U+FFFD."""
    said = str(text)
    if said.isprintable():  # nearly all is, and a page may show thousands
        return said
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in said)


def inert(text: object) -> str:
    """Outside text of any length as it stands, blanks and line ends too; what cannot be seen shows as U+FFFD."""
    said = str(text)
    if said.isprintable():
        return said
    return "".join(c if c.isprintable() or c in "\n\t" or category(c) == "Zs" else "\ufffd" for c in said)


def clock(at: datetime | None) -> str:
    """2026-04-05 02:00:31, in Beijing: for evidence (what was fetched, checked or sealed, and sheets) alone.

    Whoever reads a page gets `minute`.
    """
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if at else ""


def minute(at: datetime | str | None) -> str:
    """An instant (or its ISO text) as the clock in Beijing shows it: 2026-04-02 02:00."""
    if not at:
        return ""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def stated(value: str) -> str:
    """A date as it was found (ISO), in the clock's way of writing; the zone of Beijing goes without saying."""
    return visible(value.removesuffix("+08:00").replace("T", " "))


def since(at: datetime) -> str:
    """A day where it begins then, else the instant."""
    local = at.astimezone(SHANGHAI)
    return day_words(local.date()) if not any((local.hour, local.minute, local.second)) else clock(at)


def day(on: date | None) -> str:
    return day_words(on) if on else ""
