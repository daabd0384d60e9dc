"""What a figure is told of 归属: its year, and whether it is the unit's own, done, and general."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from parsers.indicators.clauses import Mention
from parsers.indicators.fields import fields_in, own_fields

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
# these begin with characters of their own, so that the search for them is fast: what stands before is looked at behind
_PLANNED = re.compile(
    "计划(?<!按计划)(?<!照计划)(?<!年度计划)(?<![普学]法计划)(?<!生育计划)(?!生育|完成)|拟(?!定|订|草|制)|力争|争取|确保|务必|应当|应达|应不|须|预计|目标|原则上|要求(?:各|全|做到|所有|一律|达到)"
    "|不少于|不低于|不得|至少|每[年季月周村名个位人半]|提高到(?=[^，。]{0,6}以上)|达到[^，。]{0,4}以上"
)
_PLANNED_AHEAD = re.compile("计划(?:到|在|于|用)|力争(?:到|在|于|用|20)")
_BY_YEAR = re.compile("到(20[0-9]{2})年")
_NOT_ONE = re.compile("(?:未(?!成年|来|检|婚)|没有|(?<!有)无)[^，。；、]{0,6}\\Z")
_NEXT = re.compile(
    "[下明来今接](?<![^。；;，,：:\n）)].)(?:(?<=下)一?(?:步|阶段)|(?<=下)一年|(?<=[明来])年|(?<=今)后|(?<=接)下来)"
)
# 与2023年的512件相比, 较上年减少行政诉讼案件5件: another year's figure, or only the difference
_COMPARED = re.compile(
    "(?:[比较与同从由]|相较)(?:(?:20[0-9]{2}|[上去前往]|上一)年度?(?:同期|全年)?)的?[共计为达]{0,2}\\Z"
    "|(?:[较比]|同比|环比)[^，。；]{0,8}(?:减少|增加|增长|下降|上升|新增|净增|多|少)了?[^，。；、]{0,12}\\Z"
)
_EXAMPLE = re.compile("例如|比如|譬如|如(?<![^，。；]如)[^，。；]|典型案例|某[镇村局企公]")
_PART = re.compile("其中|包括|包含|含(?!义|量)|比重|占")
_BUREAU = re.compile("[一-龥]{1,8}(?<!全)(?<!我)(?<!本)(?<!该)(?<!各)局|检察院|公安分局|派出所")
_TOWN = re.compile(
    "(?:\\A|[、：“如在])[一-龥]{1,2}[^\\W\\d下查核全各我本该村辖个前为由对向与和市县区乡使是共的年来内日以经被把将让按从到于]"
    "(?:镇|街道|乡)(?![（(村街镇各级])"
)
_BUREAU_MARKS, _TOWN_MARKS = frozenset("局院所"), frozenset("镇街乡")  # without these no such name
_OPENING = 240  # characters: a report's first sentences name who reports


@dataclass(frozen=True, slots=True)
class Opening:
    """A report's first words, and the fields of work of the office that reports."""

    words: str
    own_fields: frozenset[str]


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
    if mention.amount.value == 1 and _NOT_ONE.search(mention.segment):
        return False
    if _planned_by_year(mention, report_year) or _PLANNED.search(mention.clause) or _EXAMPLE.search(mention.sentence):
        return False
    if _COMPARED.search(mention.clause) or _NEXT.search(mention.sentence) or _NEXT.search(mention.earlier):
        return False
    if _SPAN_OF_YEARS.search(mention.sentence):
        return False
    since = _SINCE.search(mention.sentence)
    return not (since and report_year and int(since[1]) < report_year)


def _planned_by_year(mention: Mention, report_year: int | None) -> bool:
    """计划到2024年底，…: the plan stands in an earlier clause of the sentence."""
    if _PLANNED_AHEAD.search(mention.sentence):
        return True
    return report_year is not None and any(int(y) > report_year for y in _BY_YEAR.findall(mention.sentence))


def is_special(mention: Mention, words: str, opening: Opening) -> bool:
    """Whether `words` narrow the figure to one field (商标侵权案件) or town that is not the reporting unit's own."""
    before = _before(mention, opening)
    if any(field not in before and field not in opening.own_fields for field in fields_in(words)):
        return True
    own, clause = before or opening.words, mention.clause
    if "全国" in clause or ("全省" in clause and "省" not in before):
        return True
    return not _TOWN_MARKS.isdisjoint(clause) and any(
        found[0].lstrip("、：“如在") not in own for found in _TOWN.finditer(clause)
    )


def standing_of(mention: Mention, opening: Opening) -> Standing:
    own, clause = _before(mention, opening) or opening.words, mention.clause
    if not _BUREAU_MARKS.isdisjoint(clause) and any(found[0] not in own for found in _BUREAU.finditer(clause)):
        return Standing.OTHERS
    return Standing.PART if _PART.search(mention.sentence) else Standing.OWN


def _before(mention: Mention, opening: Opening) -> str:
    """What of the opening stands before the amount's sentence."""
    return opening.words[: max(0, mention.amount.start - len(mention.sentence))]


def opening_of(body: str, signed_by: Sequence[str] = ()) -> Opening:
    words = body[:_OPENING]
    return Opening(words, own_fields(words).union(*map(own_fields, signed_by)))
