"""What all charts have in common: their words, their figures as a table, and a sheet to be drawn on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from core.times import day_words
from storage.board import Filter

if TYPE_CHECKING:
    from web.plots.sheet import Sheet

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class About:
    """Whom a chart is about: `whose` in Chinese, as of `today`."""

    wanted: Filter
    whose: str
    today: date  # up to which the standings are known

    @property
    def day_words(self) -> str:
        return day_words(self.today)

    @property
    def source(self) -> str:
        return f"来源：本系统对登记栏目的检查和认定，截至{self.day_words}。"


class Chart(Protocol):
    """A frozen dataclass: two that are equal are drawn alike. All words are Chinese."""

    @property
    def title(self) -> str: ...

    @property
    def subtitle(self) -> str:
        """Whom it is about, and what is counted."""

    @property
    def notes(self) -> Sequence[str]:
        """What a reader has to know, the source last."""

    @property
    def summary(self) -> str:
        """What it shows, in a sentence, for those who do not see it."""

    @property
    def heads(self) -> Row: ...

    @property
    def rows(self) -> Sequence[Row]:
        """Its figures, the same that are drawn."""

    def height(self, *, narrow: bool) -> int:
        """Of the drawing without its words, in pixels."""

    def draw(self, sheet: "Sheet") -> None: ...
