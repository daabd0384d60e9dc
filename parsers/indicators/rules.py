"""What a rule for a figure is 规则: the words that stand before or after an amount, as patterns.

A rule's `before` ends at the amount, its `after` begins there. The text of a match is the claim's quote.
All repetitions are bounded and the text matched is at most 160 characters, so a match costs bounded time.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from parsers.indicators.clauses import Subject

TIME = r"(?:(?:20\d\d年度?|今年|全年|本年度?|年内|一年来)(?:以来)?)"
SUM = r"(?:共计?|累计|总共|总计|合计|先后)"
HEAD = rf"(?:(?<![一-龥])(?:{TIME}{SUM}?|{SUM}))?"
KINDS = (
    r"(?:各类|各级|各种|全部|有关|相关|涉及|一般|群众|新|全[市县区镇乡街]|[区县市镇]级|辖区内?|公民|社会|的|了){0,3}"
)
_LINK = r"[ 　：:“”\"（）()共总计累合达到至为是有已了的均都多高仅数量]{0,8}"
_DONE = (
    r"(?:(?:发生|受理|办理|处理|完成|收到|新收|立案|收案|办结|审结|结案|作出|登记|接收|实现|等)"
    r"[ 　：:共计达为了]{0,3})?"
)
_JOINED = r"(?:(?:[、和与及]|以及)[^，。；、]{2,12}?){1,3}(?:均|都)"
END = rf"(?:{_JOINED})?{_LINK}{_DONE}\Z"
CASES = frozenset(("件", "起", "宗", "例", "件次", "件（次）", "件(次)"))
PAPERS = CASES | {"份", "条", "篇", "个", "项", "部"}
EVENTS = frozenset(("场", "次", "场次", "场（次）", "场(次)", "期", "期次", "班次", "个"))


@dataclass(frozen=True)
class Rule:
    """One way in which a figure is printed. `rank` 0 is the plain total; higher ranks count where no lower stands.

    `subjects`: what the sentence must last have been about, for words that do not name their subject.
    `cues`: of these, one stands in the words around the amount. `rival`: words that make the figure a joint one
    (行政复议和行政诉讼案件3件), unless 均 says it holds for each. `veto`: words of the clause that make it another
    figure. `earlier`: words that stand further ahead in the same sentence; `followed`: after the amount in it.

    There are hundreds of patterns, and a report needs few: each is compiled when it is first asked for.
    """

    key: str
    words: dict[str, str | None]  # the patterns as written, by name
    units: frozenset[str] | None
    cues: frozenset[str]
    rank: int
    subjects: frozenset[Subject]

    @cached_property
    def before(self) -> re.Pattern[str]:
        return re.compile(self.words["before"] or "")

    @cached_property
    def after(self) -> re.Pattern[str] | None:
        return self._compiled("after")

    @cached_property
    def rival(self) -> re.Pattern[str] | None:
        return self._compiled("rival")

    @cached_property
    def veto(self) -> re.Pattern[str] | None:
        return self._compiled("veto")

    @cached_property
    def earlier(self) -> re.Pattern[str] | None:
        return self._compiled("earlier")

    @cached_property
    def followed(self) -> re.Pattern[str] | None:
        return self._compiled("followed")

    def _compiled(self, name: str) -> re.Pattern[str] | None:
        words = self.words[name]
        return None if words is None else re.compile(words)


def rule(
    key: str,
    before: str,
    after: str | None = None,
    *,
    units: frozenset[str] | None = None,
    cues: str,
    rank: int = 0,
    subjects: tuple[Subject, ...] = (),
    rival: str | None = None,
    veto: str | None = None,
    earlier: str | None = None,
    followed: str | None = None,
) -> Rule:
    """A rule from its patterns: `before` gets the head (year, 共) and the words that link a noun to its number."""
    end = END if after is None else r"(?:了|共|有){0,2}\Z"
    whole = "(?![的了、])" + HEAD + before + end
    words = {"before": whole, "after": after, "rival": rival, "veto": veto, "earlier": earlier, "followed": followed}
    return Rule(key, words, units, frozenset(cues.split()), rank, frozenset(subjects))
