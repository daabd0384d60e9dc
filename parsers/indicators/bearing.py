"""What a figure is told of 归属: its year, and whether it is the unit's own, done, and general."""

import re
from enum import IntEnum

from parsers.indicators.clauses import Mention

_YEARS = re.compile(
    "(?<![从由较比与于])(?P<digits>20[0-9]{2})年(?!以来|来|[0-9])(?P<month>[0-9]{1,2}月)?|(?P<own>今年|本年|全年|年度|年内|本期)"
    "|(?P<last>(?<![从由较比与])(?<!相较)(?<!相比)(?:去年(?!以来|底)|上年度?(?!结转)|上一年度?))"
)
_STOCK = re.compile("截[至止]")
_SINCE = re.compile("自?(20[0-9]{2})年(?:[0-9]{1,2}月)?以来(?!的|制定|印发|出台|发布)")
_SPAN_OF_YEARS = re.compile(
    "20[0-9]{2}年?[-—–－~～至到]{1,2}20[0-9]{2}年?(?!）》)|(?:近|过去|前|这)?(?:[两二三四五六七八九十几]|[2-9])年(?:来|间|多来)"
    '|近(?:两|二|三|四|五|[2-9])年|[一二三四][五](?:规划)?(?:”|")?(?:期间|时期|以来)|[六七八]五(?:”|")?普法(?:期间|以来|实施以来)'
    "|(?:成立|组建|建成|建立|启动|上线|换届|任期|十[八九]大|二十大|挂牌)以来|历年|累年"
)
_PLANNED = re.compile(
    "(?<!按)(?<!照)(?<!年度)(?<!普法)(?<!学法)(?<!生育)计划(?!生育|完成)|拟(?!定|订|草|制)|力争|争取|确保|务必|应当|应达|应不|须|预计|目标|原则上|要求(?:各|全|做到|所有|一律|达到)"
    "|不少于|不低于|不得|至少|每[年季月周村名个位人半]|提高到(?=[^，。]{0,6}以上)|达到[^，。]{0,4}以上"
)
_NEXT = re.compile("(?:\\A|[。；;，,：:\n）)])(?:下一步|下一阶段|下阶段|下步|明年|来年|今后|下一年|接下来)")
_EXAMPLE = re.compile("例如|比如|譬如|(?:\\A|[，。；])如[^，。；]|典型案例|某[镇村局企公]")
_PART = re.compile("其中|包括|包含|含(?!义|量)|比重|占")
_SPECIAL = re.compile(
    "商标|知识产权|专利|食品|药品|食药|疫苗|安全生产|应急管理|消防|环境|环保|交通|道路|运输|客运|城管|市容|违建|违法建设|土地|国土|自然资源|规划"
    "|劳动|工资|文化|旅游|卫生|医疗|教育|校外|农业|农村|水务|水利|渔业|渔政|林业|税务|价格|广告|特种设备|不正当竞争|烟草|疫情|禁毒|电信|金融"
    "|燃气|住建|建设领域|工程建设|房地产|物业|畜牧|动物|种子|农药|化肥|粮食|盐业|计量|认证|网络交易|气象|地震|档案|统计|审计|民政|殡葬|治安|警情|民生领域|市场监管"
)
_BUREAU = re.compile("[一-龥]{1,8}(?<!全)(?<!我)(?<!本)(?<!该)(?<!各)局|检察院|公安分局|派出所")
_TOWN = re.compile(
    "(?:\\A|[、：“如在])[一-龥]{1,2}[^\\W\\d全各我本该村辖个前为由对向与和市县区乡使是共的年来内日以经被把将让按从到于]"
    "(?:镇|街道|乡)(?![（(村街镇各级])"
)
_OPENING = 240  # characters: a report's first sentences name who reports


class Standing(IntEnum):
    """How far a figure counts as the unit's own total."""

    OWN = 0
    PART = 1  # 其中
    OTHERS = 2  # one of its bureaus, or a court


def year_of(mention: Mention, report_year: int | None) -> int | None:
    """The year last named for the amount: at the head of its sentence or in its clause; else the report's."""
    sentence = mention.sentence
    clause = len(sentence) - len(mention.clause)
    year = report_year
    for found in _YEARS.finditer(sentence):
        named = _named(found, sentence, report_year)
        if named == report_year or found.start() >= clause or not sentence[: found.start()].strip(" 　一二三四五六是"):
            year = named
    return year


def _named(found: re.Match[str], sentence: str, report_year: int | None) -> int | None:
    """A month of another year dates a paper or an event, and what stands at its end is the report's own."""
    if found["digits"]:
        year = int(found["digits"])
        stock = _STOCK.search(sentence[max(0, found.start() - 4) : found.start()])
        return report_year if stock or (found["month"] and year != report_year) else year
    return report_year if found["own"] or report_year is None else report_year - 1


def is_told_as_done(mention: Mention, report_year: int | None) -> bool:
    """False for plans, demands, examples, comparisons and sums over several years."""
    if _PLANNED.search(mention.clause) or _EXAMPLE.search(mention.sentence):
        return False
    if _NEXT.search(mention.sentence) or _NEXT.search(mention.earlier):
        return False
    if _SPAN_OF_YEARS.search(mention.sentence):
        return False
    since = _SINCE.search(mention.sentence)
    return not (since and report_year and int(since[1]) < report_year)


def is_special(mention: Mention, words: str, opening: str) -> bool:
    """Whether `words` narrow the figure to one field (商标侵权案件) or town that is not the reporting unit's own."""
    before = _before(mention, opening)
    own = before or opening
    return any(found[0] not in before for found in _SPECIAL.finditer(words)) or any(
        found[0].lstrip("、：“如在") not in own for found in _TOWN.finditer(mention.clause)
    )


def standing_of(mention: Mention, opening: str) -> Standing:
    own = _before(mention, opening) or opening
    if any(found[0] not in own for found in _BUREAU.finditer(mention.clause)):
        return Standing.OTHERS
    return Standing.PART if _PART.search(mention.sentence) else Standing.OWN


def _before(mention: Mention, opening: str) -> str:
    """What of the opening stands before the amount's sentence."""
    return opening[: max(0, mention.amount.start - len(mention.sentence))]


def opening_of(body: str) -> str:
    return body[:_OPENING]
