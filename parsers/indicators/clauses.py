"""Where an amount stands 语境: its clause, the words after the amount before it, what the sentence is about."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, chain, islice

from core.reports import Item, Section
from parsers.indicators.numbers import Amount, find_places, read_amount

_SENTENCE_ENDS = re.compile(".*[。！!？?\n]", re.S)  # up to the last of them
_SENTENCE_END = re.compile("[。！!？?\n]")
_BACK = 160  # characters that are looked at before an amount
_MOST = 4000  # places of amounts that are looked at in a body; a report has about a hundred
_AHEAD = 26  # characters that are looked at after an amount
_FOLLOWING = 50  # characters after an amount, where a rule asks for what its sentence goes on to say
_TITLE = re.compile("《[^《》\n]{1,120}》")
_ALSO_PLANS = re.compile("安排|打算|计划|思路|下一步")
_PLANS_BEGIN = re.compile("(?:^|[。；;）)])[ 　]*(?:下一步|下一阶段|下阶段|下步|明年|来年)", re.M)
_CUT = re.compile("([，,。；;！!？?\n])")


class Subject(StrEnum):
    """What a sentence was last about; figures that do not name their subject are bound to it."""

    DISCLOSURE = "依申请公开"
    PUBLISHING = "主动公开"
    HOTLINE = "热线"
    PETITION = "信访"
    RECONSIDERATION = "行政复议"
    LITIGATION = "行政诉讼"
    MEDIATION = "调解"
    PROPOSAL = "建议提案"
    CONTRACT = "合同"
    DOCUMENT = "文件"
    ENFORCEMENT = "执法"


_SUBJECTS = re.compile(
    "(?P<DISCLOSURE>依申请|(?:政府)?信息公开申请|申请公开)"
    "|(?P<PUBLISHING>主动公开|政府信息公开|政务公开|信息公开|门户网站|政府网站)"
    "|(?P<HOTLINE>12345|8890|１２３４５|政务服务便民热线|政务热线|市民热线|便民热线|服务热线|热线)"
    "|(?P<PETITION>信访|来访|积案)"
    "|(?P<RECONSIDERATION>复议)"
    "|(?P<LITIGATION>行政诉讼|应诉|行政案件)"
    "|(?P<MEDIATION>调解|纠纷|调处)"
    "|(?P<PROPOSAL>人大代表|政协|提案)"
    "|(?P<CONTRACT>合同|协议)"
    "|(?P<DOCUMENT>文件|合法性审)"
    "|(?P<ENFORCEMENT>执法)"
)


@dataclass
class Mention:
    """An amount with the words around it.

    `segment` starts at `segment_start`: the clause, or what follows the amount before it in the same clause.
    `ahead` are the words after it, up to the clause's end or the next amount. `back` are those before it, of which
    `clause` are those of its own clause. `following` are those after it, past its clause.
    """

    amount: Amount
    segment: str
    segment_start: int
    ahead: str
    back: str
    clause: str
    following: str

    @cached_property
    def sentence(self) -> str:
        """From the sentence's start to the amount."""
        return self.back[_last_end(self.back) :]

    @cached_property
    def earlier(self) -> str:
        """The paragraph before that sentence, as far as is looked back."""
        return self.back[self.back.rfind("\n") + 1 : _last_end(self.back)]

    @cached_property
    def rest(self) -> str:
        """What follows the amount in its sentence, as far as is looked."""
        return _SENTENCE_END.split(self.following, maxsplit=1)[0]

    @cached_property
    def subject(self) -> Subject | None:
        """What was last spoken of before the amount: in its sentence, else in the one before."""
        for words in (self.sentence, self.earlier):
            named = [found.lastgroup for found in _SUBJECTS.finditer(words)]
            if named and named[-1]:
                return Subject[named[-1]]
        return None


class _Clauses:
    """The clauses of a body, by where they end."""

    def __init__(self, body: str) -> None:
        ends = list(accumulate(map(len, _CUT.split(body))))  # of clause, mark, clause, mark, …
        self._starts = [0, *ends[1::2], len(body) + 1]

    def start(self, at: int) -> int:
        """Where the clause begins that holds `at`."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def end(self, at: int) -> int:
        """Where the clause that holds `at` ends, before its mark."""
        return self._starts[bisect_right(self._starts, at)] - 1


def read_mentions(body: str, outline: Sequence[Section], cues: re.Pattern[str] | None = None) -> Iterator[Mention]:
    """Every amount outside the titles of laws and papers and outside the sections on what is planned.

    With `cues`, amounts that have none of them in their clause are passed over.
    """
    closed = sorted([*((m.start(), m.end()) for m in _TITLE.finditer(body)), *_plans(body, outline)])
    starts = [start for start, _ in closed]
    ends = _running_ends(closed)
    clauses = _Clauses(body)
    cued = [m.start() for m in cues.finditer(body)] if cues else None
    places = [p for p in islice(find_places(body), _MOST) if not _within(p.start(), starts, ends)]
    borders = [0, *chain.from_iterable(place.span() for place in places), len(body)]
    for number, place in enumerate(places):
        before, following = borders[2 * number], borders[2 * number + 3]
        first, last = borders[2 * number + 1], borders[2 * number + 2]
        start, end = max(before, clauses.start(first)), min(following, clauses.end(last))
        if cued is not None and not _between(cued, start, end):
            continue
        if amount := read_amount(body, place):
            yield _mention(body, amount, clauses, before, following)


def _mention(body: str, amount: Amount, clauses: _Clauses, before: int, following: int) -> Mention:
    at = amount.start
    back = max(0, at - _BACK)
    clause = max(back, clauses.start(at))
    start = max(clause, before)
    after = body[amount.end : amount.end + _FOLLOWING]
    end = min(amount.end + _AHEAD, following, clauses.end(amount.end))
    return Mention(amount, body[start:at], start, body[amount.end : end], body[back:at], body[clause:at], after)


def _between(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the sorted `places` lies in [start, end)."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _last_end(words: str) -> int:
    """Where the last sentence begins."""
    found = _SENTENCE_ENDS.match(words)
    return found.end() if found else 0


def _within(at: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    place = bisect_right(starts, at)
    return place > 0 and at < ends[place - 1]


def _running_ends(spans: Sequence[tuple[int, int]]) -> list[int]:
    """The furthest end so far: spans may lie within another."""
    ends: list[int] = []
    for _, end in spans:
        ends.append(max(end, ends[-1]) if ends else end)
    return ends


def _plans(body: str, outline: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Where the top sections on plans stand, and of those on problems what turns to plans."""
    tops = list(_places(body, outline))
    for place, (start, section) in enumerate(tops):
        end = tops[place + 1][0] if place + 1 < len(tops) else len(body)
        title = section.title or ""
        if section.item is Item.PLANS or (section.item is Item.PROBLEMS and _ALSO_PLANS.search(title)):
            yield start, end
        elif section.item is Item.PROBLEMS and (turn := _PLANS_BEGIN.search(body, start, end)):
            yield turn.start(), end


def _places(body: str, outline: Sequence[Section]) -> Iterator[tuple[int, Section]]:
    """The offset of each top section's heading: the first place, in order, where its words begin a line."""
    after = 0
    for section in outline:
        words = (section.title or section.text)[:40]
        at = _heading_at(body, words, after) if words else -1
        if at >= 0:
            yield at, section
            after = at + len(words)


def _heading_at(body: str, words: str, after: int) -> int:
    for _ in range(20):
        at = body.find(words, after)
        if at < 0 or at - body.rfind("\n", 0, at) <= 9:
            return at
        after = at + 1
    return -1
