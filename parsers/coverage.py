"""Whether a report covers the statutory contents 法定内容, and which passage shows it.

A content has its own section where a top heading names it; it is embedded where a heading further down or a sentence of
another section tells it; a word in passing (a plan to strengthen 第一责任, problems found at a firm) shows nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.reports import Coverage, Item, Section, Span
from parsers.items import items_of, own_item

STATUTORY = (Item.MEASURES, Item.PROBLEMS, Item.LEADERSHIP, Item.PLANS)

_SHORT = "问题|不足|短板|差距|薄弱环节|困难|弱项|欠缺"
_ADMITTED = re.compile(
    rf"(?:还|仍|仍然|仍旧|也|尚|依然|但|主要|同时|依旧)[^，。]{{0,4}}(?:存在|面临|有)(?:着|有)?[^。，]{{0,24}}(?:{_SHORT})"
    rf"|(?:存在|面临)的?(?:主要|突出|一些|一定)?的?(?:{_SHORT})(?:和(?:{_SHORT}))?(?:主要|表现|体现|有|是|如下|：|:|在于)"
    rf"|(?:与|距|离|同)[^。]{{2,40}}(?:还|仍|尚|存在)[^。，]{{0,8}}差距"
    rf"|(?:还|仍|尚)[^，。]{{0,12}}(?:不够|不足|不强|不高|不深|不全|不到位|欠缺|有待|滞后|薄弱)"
)
# what is said of others, or of what was put right, admits nothing
_OF_OTHERS = re.compile(
    r"(?:发现|排查|查处|整改|解决|处理|化解|督促|指出|反馈|纠正|针对)[^。]{0,30}$|企业|商户|当事人|居民|村民|案件"
)
_AHEAD = re.compile(
    r"(?:^|[，,：:、])(?:在?(?:下一?步|下一?阶段|下一?年度?|明年|来年|今后|接下来|新的一年)(?:里|中|的?工作中)?)[，,：:、]?"
    r"(?!打下|奠定|提供|工作(?:打下|奠定|提供))"
)
_WILL = re.compile(
    r"将|继续|进一步|重点|计划|打算|拟|要|着力|力争|加强|加大|推进|推动|提升|完善|强化|抓好|围绕|坚持|以"
)
_FUTURE = re.compile(
    r"下一?(?:步|阶段|年)|明年|来年|今后|接下来|将(?:继续|进一步|持续|全面|严格|压实)|(?:继续|进一步)(?:压紧)?(?:压实|落实|强化|推动|督促)|力争|有待|不够|不足"
)
_DUTY = re.compile(r"第一责任")
_LEADER_DID = re.compile(
    r"(?:主要负责(?:人|同志)|主要领导|党政(?:一把手|“一把手”)|一把手)[^。；]{0,40}(?:亲自|带头|履行[^。；]{0,12}职责|专题(?:研究|听取)|述法)"
)
_QUOTED = re.compile(r"《[^》]*》?")
_DONE = re.compile(
    r"(?:全年|今年|本年|一年来|年以来|年，|截至|截止|共|累计|先后|已|认真|扎实|深入|严格|积极|持续|大力|全面|切实|充分|坚持)[^。；]{0,60}?"
    r"(?:开展|举办|组织|完成|办理|建立|制定|印发|出台|推进|落实|加强|审[查核]|调解|化解|取得|召开|修订|公开|清理|受理|培训|学习|宣传|聘请|执行)"
)
_STOP = re.compile("[。！？!?；;\n]")
# what a sentence must hold to be worth a closer look
_CUES = {
    Item.MEASURES: re.compile(
        "开展|举办|组织|完成|办理|建立|制定|印发|出台|推进|落实|加强|审[查核]|调解|化解|取得|召开|修订|公开|清理|受理|培训|学习|宣传|聘请|执行"
    ),
    Item.PROBLEMS: re.compile("存在|面临|差距|不[够足强高深全]|不到位|欠缺|有待|滞后|薄弱|还有|尚有|仍有"),
    Item.LEADERSHIP: re.compile("第一责任|主要负责|主要领导|一把手"),
    Item.PLANS: re.compile("下一?步|下一?阶段|下一?年|明年|来年|今后|接下来|新的一年|20[0-9][0-9]年"),
}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the body with its place, and the contents that its top section's heading names."""

    text: str
    start: int
    within: frozenset[Item]

    @property
    def span(self) -> Span:
        blank = len(self.text) - len(self.text.lstrip())
        return Span(self.start + blank, self.start + len(self.text.rstrip()), self.text.strip())


def judge_coverage(
    outline: Sequence[Section], body: str, report_year: int | None
) -> tuple[dict[str, Coverage], dict[str, Span]]:
    """For each of the four contents: its own section, embedded in another, or missing; with the passage that shows it.

    The passage is the section's heading, a heading further down, or the first sentence that tells it; none for missing.
    """
    named = {item: section for section in reversed(outline) for item in items_of(section, report_year)}
    coverage: dict[str, Coverage] = {}
    spans: dict[str, Span] = {}
    text = _Text(outline, body, report_year)
    for item in STATUTORY:
        section = named.get(item)
        span = _heading(section, body) if section else _embedded(item, text)
        coverage[item.value] = Coverage.SECTION if section else Coverage.EMBEDDED if span else Coverage.MISSING
        if span:
            spans[item.value] = span
    return coverage, spans


def _heading(section: Section, body: str) -> Span:
    return Span(section.start, section.end, body[section.start : section.end])


def _embedded(item: Item, text: "_Text") -> Span | None:
    below = next((s for s in _below(text.outline, item, text.report_year) if _names(s, item)), None)
    if below:
        return _heading(below, text.body)
    tells = {Item.MEASURES: _is_deed, Item.PROBLEMS: _admits, Item.LEADERSHIP: _tells_duty}.get(item)
    found = (s for s in text.sentences(_CUES[item]) if (tells(s) if tells else _looks_ahead(s, text.report_year)))
    return next((s.span for s in found), None)


def _names(section: Section, item: Item) -> bool:
    return bool(section.title) and item in own_item(section.title or "", None)


def _below(outline: Sequence[Section], item: Item, report_year: int | None) -> Iterator[Section]:
    """All sections under the top ones; what problems and plans say of the leaders' duty is not how it was done."""
    for top in outline:
        if item is not Item.LEADERSHIP or not items_of(top, report_year) & {Item.PROBLEMS, Item.PLANS}:
            yield from _descendants(top)


def _descendants(section: Section) -> Iterator[Section]:
    for child in section.children:
        yield child
        yield from _descendants(child)


class _Text:
    """A report's body, cut into sentences when first asked for them."""

    def __init__(self, outline: Sequence[Section], body: str, report_year: int | None) -> None:
        self.outline = outline
        self.body = body
        self.report_year = report_year

    @cached_property
    def _ends(self) -> list[int]:
        return [m.end() for m in _STOP.finditer(self.body)] + [len(self.body)]

    @cached_property
    def _tops(self) -> tuple[list[int], list[frozenset[Item]]]:
        items = [frozenset[Item](), *(items_of(section, self.report_year) for section in self.outline)]
        return [section.start for section in self.outline], items

    def sentences(self, cue: re.Pattern[str]) -> Iterator[_Sentence]:
        """The sentences that hold `cue`, each once, in order."""
        starts, items = self._tops
        done = 0
        for m in cue.finditer(self.body):
            if m.start() >= done:
                n = bisect_right(self._ends, m.start())
                start, done = self._ends[n - 1] if n else 0, self._ends[n]
                yield _Sentence(self.body[start:done], start, items[bisect_right(starts, start)])


def _admits(sentence: _Sentence) -> bool:
    m = _ADMITTED.search(sentence.text)
    return bool(m) and not _OF_OTHERS.search(sentence.text[: m.start()] if m else "")


def _tells_duty(sentence: _Sentence) -> bool:
    """A leader's duty as it was done; not planned, not found wanting, not only in a document's title."""
    if sentence.within & {Item.PROBLEMS, Item.PLANS} or _FUTURE.search(sentence.text):
        return False
    plain = _QUOTED.sub("", sentence.text)
    if _DUTY.search(plain) or _LEADER_DID.search(plain):
        return True
    return bool(_DUTY.search(sentence.text)) and bool(re.search("落实|履行|执行|压实|扛起|制定", plain))


def _looks_ahead(sentence: _Sentence, report_year: int | None) -> bool:
    m = _AHEAD.search(sentence.text)
    if m and _WILL.search(sentence.text, m.end()):
        return True
    coming = f"{report_year + 1}年" if report_year else None
    at = sentence.text.find(coming) if coming else -1
    return at >= 0 and bool(re.match(r"[^。]{0,30}(?:将|要|计划|继续|重点|打算|拟)", sentence.text[at:]))


def _is_deed(sentence: _Sentence) -> bool:
    if sentence.within & {Item.PLANS, Item.PROBLEMS}:
        return False
    return bool(_DONE.search(sentence.text)) and not _FUTURE.search(sentence.text)
