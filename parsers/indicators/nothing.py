"""Claims of none in words 无发生: 未发生行政复议、行政诉讼案件. Only where the words say so plainly."""

import re
from collections.abc import Iterator

from parsers.indicators.claims import Claim
from parsers.indicators.keys import INDICATORS

_NOUNS = (
    ("reconsideration_cases", "复议"),
    ("litigation_cases", "诉讼|应诉"),
    ("penalty_cases", "处罚"),
    ("disclosure_requests", "申请公开|公开申请"),
    ("major_decisions", "决策"),
)
_BACK = 50  # characters before 均为零 in which the nouns stand
_CASE = r"(?:的)?(?:案件|案|申请|事项|情况|情形|决定)?"
_NOUN = (
    r"(?:(?:行政)?复议|(?:行政)?(?:诉讼|应诉)|行政处罚|(?:依申请公开|政府信息公开申请"
    rf"|信息公开申请)(?:政府信息|信息)?|重大行政决策){_CASE}"
)
_NOUNS_JOINED = rf"{_NOUN}(?:(?:、|和|及|与|以及|或|或者){_NOUN}){{0,2}}"
_END = re.compile(r"[”\"]?(?:[，,。；;！\n）)]|\Z)")
_NONE = re.compile(
    r"(?:未(?:发生过?|出现|收到|受理|产生|接到|办理|涉及|作出|引发)|没有(?:发生|收到)?|无|暂无)"
    rf"(?:[一1１][起件例次])?(?:被)?(?:提起)?(?:任何)?(?:涉及)?(?P<nouns>{_NOUNS_JOINED})(?:发生|产生)?"
)
_NONE_AFTER = re.compile("为零|为0|未发生|零发生|零案件|0发生")
_NOUNS_BEFORE = re.compile(rf"{_NOUNS_JOINED}(?:均|都)?[“\"]?\Z")


def _places(body: str) -> Iterator[tuple[int, int, str]]:
    """Where none is claimed, and of what."""
    for found in _NONE.finditer(body):
        if _END.match(body, found.end()):
            yield *found.span(), found["nouns"]
    for found in _NONE_AFTER.finditer(body):
        start = max(0, found.start() - _BACK)
        nouns = _NOUNS_BEFORE.search(body[start : found.start()])
        if nouns and _END.match(body, found.end()):
            yield start + nouns.start(), found.end(), nouns[0]


def claims_of_none(body: str, report_year: int | None) -> Iterator[Claim]:
    """Zero for each kind of case that the words say there was none of."""
    for start, end, nouns in _places(body):
        for key, words in _NOUNS:
            if re.search(words, nouns):
                yield Claim(key, 0, INDICATORS[key].unit, False, report_year, start, end, rank=1)
