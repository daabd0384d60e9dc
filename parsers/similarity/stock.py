"""Stock phrases 套话: what hundreds of reports share proves no copy."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from parsers.similarity.folding import Folded

SEED = 12  # folded characters: the unit of matching, and of what is learned as stock
_LEAST_TEXTS = 5
_PHRASES = (
    "坚持以习近平新时代中国特色社会主义思想为指导",
    "习近平新时代中国特色社会主义思想",
    "深入学习贯彻习近平法治思想",
    "习近平法治思想",
    "习近平总书记",
    "党的二十大和二十届历次全会精神",
    "党的二十大精神",
    "党的十九大精神",
    "党的十九届历次全会精神",
    "增强四个意识坚定四个自信做到两个维护",
    "深刻领悟两个确立的决定性意义",
    "党政主要负责人履行推进法治建设第一责任人职责",
    "推进法治建设第一责任人职责",
    "法治政府建设实施纲要",
    "法治政府建设与责任落实督察工作规定",
    "法治政府建设年度报告",
    "法治政府建设情况报告如下",
    "法治政府建设工作情况报告如下",
    "现将有关情况报告如下",
    "现将工作情况报告如下",
    "科学立法严格执法公正司法全民守法",
    "行政执法公示制度执法全过程记录制度重大执法决定法制审核制度",
    "行政执法三项制度",
    "谁执法谁普法",
    "公众参与专家论证风险评估合法性审查集体讨论决定",
    "法治国家法治政府法治社会一体建设",
    "国家宪法日",
    "中华人民共和国行政处罚法",
    "中华人民共和国民法典",
    "在区委区政府的坚强领导下",
    "在市委市政府的坚强领导下",
    "在县委县政府的坚强领导下",
)
_PHRASE = re.compile("|".join(sorted(_PHRASES, key=lambda phrase: (-len(phrase), phrase))))


@dataclass(frozen=True, slots=True)
class Stock:
    """Runs of `SEED` folded characters that stand in the reports of many units, besides the phrases known to all."""

    runs: frozenset[str] = field(default_factory=frozenset)

    def marks(self, text: str) -> bytearray:
        """One byte for each character of a folded text: 1 where it belongs to a stock phrase."""
        marks = bytearray(len(text))
        for found in _PHRASE.finditer(text):
            marks[found.start() : found.end()] = b"\1" * (found.end() - found.start())
        if self.runs:
            for i in range(len(text) - SEED + 1):
                if text[i : i + SEED] in self.runs:
                    marks[i : i + SEED] = b"\1" * SEED
        return marks


OWN_STOCK = Stock()
"""The phrases known to all reports of this kind, nothing learned."""


def learn_stock(texts: Iterable[Folded], *, frequent: float = 1 / 3) -> Stock:
    """Stock learned from reports of different units: what stands in a third of them, and in five at least."""
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        counts.update({text.text[i : i + SEED] for i in range(len(text.text) - SEED + 1)})
    least = max(_LEAST_TEXTS, frequent * number)
    return Stock(frozenset(run for run, count in counts.items() if count >= least))
