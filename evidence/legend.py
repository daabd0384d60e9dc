"""What a ledger means 台账说明: how it was made, what each word in it says, how the rate is worked out. Pure."""

from collections.abc import Iterator

from core.duties import Status
from core.times import SHANGHAI
from evidence import rates
from evidence.table import About, plain
from evidence.words import STATUS_WORDS

AUTOMATIC = (
    "本表由系统自动监测网站公开栏目后生成，只说明检查时所见，不是处理决定。报告如已在其他栏目、报刊等处公布，"
    "或者依法不予公开，请核实登记后更正；对外通报之前，请逐一核对。"
)
MEANINGS = {
    Status.PUBLISHED: "在单位的公开栏目中查到该年度报告，没有认定迟公布。",
    Status.PUBLISHED_LATE: "已经查到报告，公布日期晚于公开期限（期限次日公布的，另作标记，不算迟公布）。",
    Status.OVERDUE: "期限已过，该单位登记的全部栏目在期满后都完整检查过，均没有该年度报告。",
    Status.UNVERIFIED: "期限已过，但有栏目没有完整检查，或者现有的帖子回溯不到当时，或者有材料待人工核对。"
    "没有结论，不得据此认定未公布或者迟公布。",
    Status.WITHDRAWN: "报告曾经公布，之后至少两次完整检查中，原网址和全部栏目都不再有该报告。是否移至别处请核实。",
    Status.DUE_SOON: "已进入提醒期，公开期限未过或者正值期限次日，尚未查到报告。",
    Status.NOT_DUE: "公开期限未到。没有公开义务的单位写作“不作认定”：只作记录，不认定迟公布或者逾期。",
    Status.EXEMPT: "该年度已由人工登记免除公开义务，理由见说明栏。",
}


def legend(title: str, about: About, total: rates.Counts) -> Iterator[tuple[str, str]]:
    """Pairs of a matter and what is to be known of it."""
    yield "名称", plain(title, 200)
    if about.made_at is not None:
        yield "制表时间", f"{about.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}（北京时间）"
    yield "单位数", f"{total.units}个，其中应公布{total.owing}个"
    yield "性质", AUTOMATIC
    if about.head is not None and about.head.seq:
        yield "证据链", f"链首第{about.head.seq}号 {about.head.digest}（可用 fazhiwatch archive verify 核对）"
    for status, meaning in MEANINGS.items():
        yield f"状态：{STATUS_WORDS[status]}", meaning
    for number, note in enumerate(rates.NOTES, start=1):
        yield f"统计口径{number}", note
