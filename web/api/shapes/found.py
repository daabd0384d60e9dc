"""What searching and comparing find."""

from pydantic import Field

from core.duties import Status
from core.units import Duty, Level
from web.api.shapes.base import Items, Offset, Shape
from web.api.shapes.reports import ReportRow


class Snippet(Shape):
    """片段 / a piece of the body around the words: it begins at `start`, and `marks` are spans of its text."""

    text: str
    marks: list[tuple[Offset, Offset]]
    start: Offset
    first: int
    cut: tuple[bool, bool] = Field(description="前后是否还有 / whether the sentence goes on before and behind it")


class Hit(ReportRow):
    """检索结果 / a report that has all the words, whose it is, how it stands, and where the words are."""

    unit_name: str
    office: str
    level: Level
    status: Status | None
    duty: Duty | None
    score: int = Field(description="4 都在标题或名称中，1 只在正文出现过 / 4: all in title or names … 1: they occur")
    snippets: list[Snippet]


class Hits(Items[Hit]):
    """检索结果的一页 / a page of hits."""

    total: int
    approximate: bool = Field(description="total 是否为约数 / whether `total` is an estimate")


class Figure(Shape):
    """一个单位一年的一项指标 / a figure of a unit's report of its own year; `quote` is the sentence it stands in."""

    key: str
    year: int
    unit: str
    unit_name: str
    office: str
    level: Level
    value: float
    measure: str = Field(description="计量单位 / what it is counted in")
    approximate: bool
    quote: str
    report_id: int
    report_year: int


Figures = Items[Figure]
