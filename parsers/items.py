"""Which statutory content 法定内容 a heading names.

Told by words, never by position: reports put the contents in any order and leave some inside others.
"""

import re
from functools import lru_cache

from core.reports import Item, Section
from parsers.numerals import year_in_digits

_SHORT = "问题|不足|困难|短板|薄弱(?:环节|点)?|差距|弱项|欠缺|瓶颈|难点"
_LEADERSHIP = re.compile(
    r"第一责任|(?:党政)?(?:主要负责(?:人|同志)|主要领导|一把手|“一把手”).{0,12}(?:履行|履职|职责|述法|责任)|党政主要负责人"
)
# the shortcomings themselves, not what is done about them: 化解突出问题, 存在问题整改情况
_PROBLEMS = re.compile(
    rf"(?:存在|面临|遇到|尚有)[^，,。]{{0,14}}(?:{_SHORT})"
    rf"|(?<!突出)(?<!重点)(?:{_SHORT})(?:[及和与、或]|以及|的|主要|其|存在|产生){{0,4}}(?:之处|原因|成因|分析|挑战|表现|{_SHORT}){{0,6}}$|^(?:主要)?原因(?:分析)?$"
    rf"|(?<!突出)(?<!重点)(?:{_SHORT})(?=及|和|与|、|以及|暨|，下|,下)"
)
_REMEDIED = re.compile(
    r"(?:问题|不足|短板|意见)(?:的|反馈)?(?:整改|整治|解决|办理|销号)(?:工作|任务)?(?:的)?(?:情况|落实|成效|进展|完成|工作|$)|问题导向"
)
_TACKLED = re.compile(
    r"(?:聚焦|解决|化解|破解|针对|直面|紧盯|瞄准|补齐|补足|整改|攻克|排查|突破|正视|破除|围绕|整治)[^，,]{0,12}$"
)
_PLANS = re.compile(
    r"下一?(?:步|年|阶段|年度)|明年|来年|今后|未来|打算|(?<!创新)(?<!理清)(?<!拓宽)工作(?:思路|计划|安排|设想|目标|重点|规划|展望)|努力方向|主要安排"
    r"|(?:思路|计划|安排|设想|展望|规划)(?:及|和|与|、|$)|目标任务|主要目标|对策|(?:改进|整改|提升|完善)(?:措施|方向|打算|举措|思路|意见)|重点工作(?:安排|任务|计划)"
)
_FULFILLED = re.compile(
    r"(?:完成|落实|推进|执行|开展|进展|实施)情况|(?:计划|规划|任务|目标|安排|部署)[^，,]{0,6}(?:完成|落实|执行|成效)|成效|回顾"
)
_MEASURES = re.compile(
    r"举措|成效|做法|情况|进展|亮点|成绩|成果|工作|措施|落实|推进|回顾|总结|特色|经验|保障|机制|履职"
)
_DEED = re.compile(
    r"(?:[一-龥]{0,4}?)(?:加强|强化|坚持|完善|健全|推进|推动|深化|规范|优化|提升|提高|严格|全面|聚焦|压实|落实|持续|着力|突出|深入|扎实|夯实|筑牢|"
    r"打造|创新|构建|建立|抓|依法|切实|积极|不断|加大|加快|注重|发挥|促进|保障|防范|化解|转变|改进|凝聚|统筹|高位|紧盯|围绕|服务|增强|营造|履行|"
    r"拓展|做好|做实|严守|把牢|树牢|学习|贯彻|党建|科学|制约|监督|普法|执法)"
)
_RESULTS = re.compile(r"举措|成效|做法|情况|进展|亮点|成绩|成果|总结|回顾|工作完成|特色")
_JOINED = re.compile(r"[及和与、，,]|以及|暨|并")
_OTHERS = re.compile(r"其[他它]|(?:意见|工作|对策|有关|相关)(?:和|与|及)?建议$|附[件则表]")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?年?")


def item_of(title: str, report_year: int | None) -> Item:
    """The content that a top heading names; of several (存在的问题和下一步打算) the first named."""
    named = _named(title, report_year)
    return named[0] if named else Item.OTHER


def items_of(section: Section, report_year: int | None) -> frozenset[Item]:
    """All contents that a top section's heading names: a joint section counts for each."""
    named = _named(section.title, report_year) if section.title else ()
    return frozenset((*named, *((section.item,) if section.item else ())))


def own_item(title: str, report_year: int | None) -> tuple[Item, ...]:
    """The special contents (all but measures) that a heading names, in their order."""
    return tuple(item for item in _named(title, report_year) if item not in (Item.MEASURES, Item.OTHER))


@lru_cache(maxsize=256)  # a heading is looked at for outline, year and each of the contents
def _named(title: str, report_year: int | None) -> tuple[Item, ...]:
    """In the order of their words; general words (情况, 工作) tell measures only where nothing else is named."""
    if _OTHERS.match(title) or (_OTHERS.search(title) and not _RESULTS.search(title)):
        return (Item.OTHER,)
    found = sorted(_special(title, report_year))
    if not found:
        return (Item.MEASURES,) if _MEASURES.search(title) or _DEED.match(title) else ()
    before = title[: found[0][0]]
    results = _RESULTS.search(before)
    joined = results and _JOINED.search(before, results.end() - 1) and not _LEADERSHIP.match(title)
    return ((Item.MEASURES,) if joined else ()) + tuple(item for _, item in found)


def _special(title: str, report_year: int | None) -> list[tuple[int, Item]]:
    """Where `title` names leadership, problems or plans."""
    found: list[tuple[int, Item]] = []
    if m := _LEADERSHIP.search(title):
        found.append((m.start(), Item.LEADERSHIP))
    if (m := _PROBLEMS.search(title)) and not _REMEDIED.search(title) and not _TACKLED.search(title[: m.start()]):
        found.append((m.start(), Item.PROBLEMS))
    if (at := _plans_at(title, report_year)) is not None:
        found.append((at, Item.PLANS))
    return found


def _plans_at(title: str, report_year: int | None) -> int | None:
    """Plans are told by their words unless these are about plans fulfilled, or by a year to come."""
    years = [(int(m.group(1)), m.start()) for m in _YEAR.finditer(year_in_digits(title))]
    coming = next((at for year, at in years if report_year and year > report_year), None)
    if coming is not None and all(year >= (report_year or 0) for year, _ in years):
        return coming
    m = _PLANS.search(title)
    return m.start() if m and not (_FULFILLED.search(title) and not _still_planned(title, m)) else None


def _still_planned(title: str, plan: re.Match[str]) -> bool:
    """进展情况和下一步打算: what is fulfilled stands before the plan and apart from it."""
    fulfilled = _FULFILLED.search(title)
    return bool(fulfilled and fulfilled.end() <= plan.start()) or plan.group().startswith(("下", "明年", "来年"))
