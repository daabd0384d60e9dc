"""Figures beside each other as a reader sees them: units by years, each with its sentence and what stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.amounts import amount_words
from core.outliers import Side, Spread, Verdict, verdict
from core.units import Level
from evidence.words import LEVEL_WORDS
from parsers.indicators import INDICATORS
from storage.indicator_views import Figure, Ranked

YEARS = 5
WARNING = (
    "“偏高”“偏低”只表示这个数与同级单位或者本单位往年相差较大，供人工核对原文，不说明数字有误，也不是对单位的评价。"
    "数据由程序从报告正文识读，口径可能不同，引用前请核对原文。"
)
HOW = (
    "同级比较：同一年度、同一层级至少10个单位，超出上下四分位数3倍四分位距（件数和金额按对数）。"
    "本单位比较：与上年相差10倍以上（比率相差30个百分点以上），并且与其余年份的中位数也相差这么多。数值很小的不作比较。"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a figure stands out: with sign, words and reason."""

    sign: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in a table. `told_in`: the report year of the report that tells it, where that is another one."""

    figure: Figure
    words: str
    mark: Mark | None = None
    told_in: int | None = None

    @property
    def href(self) -> str:
        return f"/reports/{self.figure.report_id}#i-{self.figure.key}"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its figures of some years, None where there is none."""

    unit_id: str
    name: str
    level: str
    office_id: str
    values: tuple[Value | None, ...]


def years_to(year: int) -> list[int]:
    return [year - back for back in range(YEARS)]


def line(unit: Ranked, figures: Mapping[int, Figure], years: Sequence[int], peers: Mapping[int, Spread]) -> Line:
    """`peers`: how the figures of the unit's level lie in those years in which they are compared."""
    values = tuple(value(figures, year, peers.get(year)) if year in figures else None for year in years)
    return Line(unit.unit_id, unit.name, LEVEL_WORDS[Level(unit.level)], unit.office_id, values)


def value(figures: Mapping[int, Figure], year: int, peers: Spread | None) -> Value:
    """Only what the reports of the years themselves tell is compared."""
    figure = figures[year]
    words = f"{'约' if figure.approximate else ''}{amount_words(figure.value, figure.unit)}"
    if figure.report_year != year:
        return Value(figure, words, told_in=figure.report_year)
    own = {one: f.value for one, f in figures.items() if f.report_year == one}
    return Value(figure, words, _mark(verdict(own, year, peers, unit=INDICATORS[figure.key].unit)))


def _mark(found: Verdict | None) -> Mark | None:
    if found is None:
        return None
    return Mark("▲", "偏高", found.reason) if found.side is Side.HIGH else Mark("▼", "偏低", found.reason)
