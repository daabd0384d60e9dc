"""The figures that are read 指标: their keys, Chinese names and what they are counted in."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What a figure is counted in 计量类别."""

    ITEMS = "items"  # 件, 起, 条, 份, 次, 场, 项 …
    PEOPLE = "people"  # 人, 名, 位, 家 (of law firms)
    MONEY = "money"  # 元; 万元 and 亿元 are multiplied out
    RATE = "rate"  # %


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """A key's Chinese name, its family, and the unit for a claim of none that prints no unit (未发生行政复议案件)."""

    name: str
    family: Family
    unit: str


_ITEMS = {
    "litigation_cases": ("行政诉讼案件", "件"),
    "reconsideration_cases": ("行政复议案件", "件"),
    "penalty_cases": ("行政处罚案件", "件"),
    "documents_reviewed": ("合法性审查文件", "件"),
    "review_opinions": ("审查意见", "条"),
    "contracts_reviewed": ("审查合同", "份"),
    "documents_repealed": ("废止失效文件", "件"),
    "mediation_cases": ("调解化解矛盾纠纷", "件"),
    "disclosed_documents": ("主动公开信息", "条"),
    "disclosure_requests": ("依申请公开办理", "件"),
    "hotline_orders": ("政务热线工单", "件"),
    "major_decisions": ("重大行政决策事项", "项"),
    "npc_suggestions": ("人大代表建议", "件"),
    "cppcc_proposals": ("政协提案", "件"),
    "law_publicity_events": ("法治宣传活动", "场"),
    "training_sessions": ("法治培训讲座", "次"),
    "supervision_opinions": ("行政执法监督意见书", "份"),
}
_PEOPLE = {
    "enforcement_staff": "行政执法人员",
    "enforcement_certified": "持证执法人员",
    "legal_counsel": "法律顾问",
}
_RATES = {
    "court_appearance_rate": "负责人出庭应诉率",
    "mediation_success_rate": "调解成功率",
    "disclosure_answer_rate": "依申请公开答复率",
    "hotline_on_time_rate": "热线按时办结率",
    "enforcement_certified_rate": "执法人员持证率",
}

INDICATORS: dict[str, IndicatorKind] = {
    **{key: IndicatorKind(name, Family.ITEMS, unit) for key, (name, unit) in _ITEMS.items()},
    **{key: IndicatorKind(name, Family.PEOPLE, "人") for key, name in _PEOPLE.items()},
    "fines_yuan": IndicatorKind("罚没款金额", Family.MONEY, "元"),
    **{key: IndicatorKind(name, Family.RATE, "%") for key, name in _RATES.items()},
}
