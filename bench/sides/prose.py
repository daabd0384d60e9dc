"""Made-up reports of a given length: sentences of the demo's phrases, with names and rarer words of their own."""

import random
from collections.abc import Iterator, Sequence

from demo import phrases, phrases_ending
from demo.writing import fill

_HAN = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
_FIELDS = (
    "水务",
    "城市管理",
    "市场监管",
    "教育",
    "交通运输",
    "农业农村",
    "文化旅游",
    "生态环境",
    "住房保障",
    "卫生健康",
)
_HEADINGS = ("主要举措和成效", "存在的问题和不足", "党政主要负责人履行职责情况", "下一年度工作安排")
_KINDS = ("镇", "街道", "社区", "工业园", "村", "中学", "路", "水库", "合作社", "服务中心")


class Writer:
    """Writes reports: the same seed gives the same ones. The rarer a character, the rarer the names it stands in."""

    def __init__(self, seed: int = 7) -> None:
        self._rng = random.Random(seed)
        ranked = self._rng.sample(_HAN, len(_HAN))
        weights = [1 / (rank + 20) for rank in range(len(ranked))]
        drawn = iter(self._rng.choices(ranked, weights, k=120_000))
        self._names = ["".join(next(drawn) for _ in range(2 + n % 2)) for n in range(40_000)]
        self._sentences = [self._filled(text) for text in self._patterns() for _ in range(60)]

    @staticmethod
    def _patterns() -> list[str]:
        points = [text for theme in phrases.THEMES for _, text in theme.points]
        leads = [text for theme in phrases.THEMES for text in theme.leads]
        ending = [text for part in (phrases_ending.PROBLEMS, phrases_ending.LEADERSHIP) for _, text in part]
        return [*phrases.OPENINGS, *phrases.MEETINGS, *leads, *points, *ending]

    def _filled(self, text: str) -> str:
        words = {
            "we": "我区",
            "org": "区政府",
            "boss": "区政府主要负责人",
            "places": "镇街",
            "year": "2023",
            "next": "2024",
        }
        return fill(text, words | {"field": self._rng.choice(_FIELDS)}, self._rng)

    def name(self) -> str:
        return self._rng.choice(self._names) + self._rng.choice(_KINDS)

    def rare(self, length: int) -> list[str]:
        """Names of two or three characters, as they stand in few reports."""
        return self._names[length % 2 :: 2][-5000:]

    def report(self, length: int) -> str:
        """A body of about that many characters: four sections, one paragraph a line."""
        return "\n".join(self._paragraphs(length))

    def _paragraphs(self, length: int) -> Iterator[str]:
        written, section = 0, 0
        while written < length:
            if written >= length * section / len(_HEADINGS):
                yield f"{'一二三四'[section]}、{_HEADINGS[section]}"
                section += 1
            paragraph = "".join(self._some())
            written += len(paragraph)
            yield paragraph

    def _some(self) -> Sequence[str]:
        """Three sentences of the stock, and one of names that hardly any other report has."""
        names, way = "、".join(self.name() for _ in range(3)), self._rng.choice(self._names)
        own = f"在{names}推广{way}经验，法治政府建设取得实效。"
        return [*self._rng.choices(self._sentences, k=3), own]
