"""A town whose reports are withdrawn, return, flicker or only seem to, under weather that breaks lists and articles.

Pure: what stands where on which night, what fails, and what the rule has to say of it, without any of our own code
that says it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from core.pages import Outcome

UNITS_A_HOST = 10
BROKEN_LISTS = (
    Outcome.BLOCKED, Outcome.MAINTENANCE, Outcome.SOFT_404, Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.EMPTY,
    Outcome.SHORTENED, Outcome.RESTRUCTURED, Outcome.REPEATED, Outcome.INCOMPLETE,
)  # fmt: skip
# The last is a challenge page that passes for a soft 404.
BROKEN_ARTICLES = (Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.BLOCKED, Outcome.MAINTENANCE, Outcome.SOFT_404)


class Fate(StrEnum):
    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    RETURNS = "returns"
    FLICKERS = "flickers"  # gone, back, gone again
    ONE_NIGHT = "one night"  # gone from list and address, back the next night
    DEAD_LINK = "dead link"  # the list shows what no longer opens
    UNLISTED = "unlisted"  # the page stands, no list shows it


@dataclass(frozen=True)
class Report:
    """A unit's report: the nights on which its page is gone, and those on which no list shows it."""

    number: int
    fate: Fate
    page_gone: frozenset[int] = frozenset()
    unlisted: frozenset[int] = frozenset()

    @property
    def host(self) -> int:
        return self.number // UNITS_A_HOST

    @property
    def columns(self) -> tuple[str, ...]:
        """Its own list; every third unit's report also stands in a list that its host's units share."""
        own = f"own-{self.number}"
        return (own, f"shared-{self.host}") if self.number % 3 == 0 else (own,)


def town(units: int, nights: int, seed: int) -> list[Report]:
    chance = random.Random(seed)
    fates = [*([Fate.STANDS] * 13), *Fate, Fate.WITHDRAWN]
    return [_report(number, fates[number % len(fates)], nights, chance) for number in range(units)]


def _report(number: int, fate: Fate, nights: int, chance: random.Random) -> Report:
    begins = chance.randrange(2, nights // 2)
    ends = chance.randrange(begins + 1, nights)
    gone = {
        Fate.STANDS: frozenset[int](),
        Fate.RETURNS: frozenset(range(begins, ends)),
        Fate.FLICKERS: frozenset(n for n in range(begins, nights) if (n - begins) // 4 % 2 == 0),
        Fate.ONE_NIGHT: frozenset({begins}),
    }.get(fate, frozenset(range(begins, nights)))
    match fate:
        case Fate.DEAD_LINK:
            return Report(number, fate, page_gone=gone)
        case Fate.UNLISTED:
            return Report(number, fate, unlisted=gone)
    return Report(number, fate, gone, gone)


@dataclass(frozen=True)
class Weather:
    """What fails on which night, each kind at `rate`: a list, an article, a whole host; everything, a quarter of it."""

    rate: float
    seed: int
    _drawn: dict[str, float] = field(default_factory=dict)

    def of_list(self, column: str, host: int, night: int) -> Outcome | None:
        return self._everywhere(host, night) or self._one_of(BROKEN_LISTS, f"list {column}", night)

    def of_article(self, report: Report, night: int) -> Outcome | None:
        """A page that no list shows is not taken for dead as well: against two false witnesses nothing helps."""
        kinds = BROKEN_ARTICLES[:-1] if report.fate is Fate.UNLISTED else BROKEN_ARTICLES
        return self._everywhere(report.host, night) or self._one_of(kinds, f"article {report.number}", night)

    def _everywhere(self, host: int, night: int) -> Outcome | None:
        if self._draw(f"all {night}") < self.rate / 4:
            return Outcome.MAINTENANCE
        return Outcome.CONNECTION if self._draw(f"host {host} {night}") < self.rate else None

    def _one_of(self, kinds: tuple[Outcome, ...], what: str, night: int) -> Outcome | None:
        if self._draw(f"{what} {night}") >= self.rate:
            return None
        return kinds[int(self._draw(f"kind {what} {night}") * len(kinds))]

    def _draw(self, what: str) -> float:
        if what not in self._drawn:
            self._drawn[what] = random.Random(f"{self.seed} {what}").random()
        return self._drawn[what]


def expected(report: Report, weather: Weather, nights: int) -> Iterator[tuple[str, int]]:
    """The nights on which the rule says `vanished` and `returned`, from what stands and fails alone."""
    first: int | None = None
    withdrawn = False
    for night in range(1, nights):  # on the first night everything was found
        stands = night not in report.page_gone
        failed = weather.of_article(report, night)
        lists = [weather.of_list(column, report.host, night) is None for column in report.columns]
        answers = stands and failed is None
        dead = failed is Outcome.SOFT_404 or (not stands and failed is None)
        listed = night not in report.unlisted and any(lists)
        if withdrawn and answers:
            yield "returned", night
            withdrawn, first = False, None
        elif not withdrawn and (answers or listed):
            first = None
        elif not withdrawn and dead and all(lists) and night in report.unlisted:
            if first is not None:
                yield "vanished", night
                withdrawn = True
            else:
                first = night
