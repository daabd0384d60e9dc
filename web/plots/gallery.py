"""The charts by name, each gathered when it is asked for; what was counted is kept while it is true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from core.accounts import Reader
from core.outliers import Spread
from core.times import local_day
from core.units import Level
from evidence.words import LEVEL_WORDS, visible
from storage import board, board_choices, indicator_views, nights
from storage.board import Filter
from storage.database import Session
from storage.indicator_views import Ranked
from web.asked import Asked
from web.counting import Counting
from web.plots import calendar, checks, cumulative, rates, spread
from web.plots.chart import About, Chart
from web.plots.spread import Years
from web.plots.units import Units, units_of
from web.ranked import Wish, listed
from web.site import Site

PLOTS: dict[str, Callable[[Session, About, int], Chart]] = {
    "calendar": calendar.gather,
    "cumulative": cumulative.gather,
    "rates-levels": rates.of_levels,
    "rates-offices": rates.of_offices,
    "rates-regions": rates.of_regions,
    "checks": lambda session, about, _: checks.gather(session, about),
}
# Changes with everything that charts tell of, but for what the board's edition changes with.
_Mark = tuple[datetime | None, tuple[int, datetime] | None]


class Gallery:
    """What one reader asks for at one moment."""

    def __init__(self, session: Session, here: Site, asking: Reader, asked: Asked) -> None:
        wanted = replace(asked.filter, standing=None, year=0)
        judged_at = board.judged_at(session, wanted)
        self._session = session
        self._counting = Counting(session, here)
        self._mark: _Mark = judged_at, nights.newest(session)
        self.about = About(wanted, _whose(session, asking, asked), local_day(judged_at) if judged_at else here.today())

    def chart(self, name: str, year: int) -> Chart:
        return self._counting(_chart, name, self.about, year, self._mark).value

    def spread(self, key: str, year: int, unit: Ranked | None) -> Years:
        """A unit stands among those of its level, of all that the reader sees."""
        about = self.about
        if unit is not None:
            wanted = Filter(offices=about.wanted.offices, level=unit.level)
            about = replace(about, wanted=wanted, whose=f"可查看的全部{LEVEL_WORDS[Level(unit.level)]}单位")
        return self._counting(_spread, about, key, year, unit, self._mark).value

    def peers(self, key: str, year: int) -> dict[str, Spread]:
        """How the figures of each level lie, of all units that the reader sees, whatever they are filtered by."""
        among = Filter(offices=self.about.wanted.offices, level=self.about.wanted.level)
        return self._counting(_peers, among, key, year, self._mark).value

    def units(self, wish: Wish) -> Units:
        spreads = self.peers(wish.key, wish.year)
        lines, _ = listed(self._session, self.about.wanted, wish, spreads)
        return units_of(self.about, wish, lines, spreads)

    def counts(self, year: int) -> dict[str, int]:
        """Units that have a figure of the year, by key."""
        return self._counting(_counts, self.about.wanted, year, self._mark).value


def _chart(session: Session, name: str, about: About, year: int, _: _Mark) -> Chart:
    return PLOTS[name](session, about, year)


def _spread(session: Session, about: About, key: str, year: int, unit: Ranked | None, _: _Mark) -> Years:
    return spread.gather(session, about, key, year, unit)


def _peers(session: Session, among: Filter, key: str, year: int, _: _Mark) -> dict[str, Spread]:
    return indicator_views.spreads_by_level(session, among, key, year)


def _counts(session: Session, wanted: Filter, year: int, _: _Mark) -> dict[str, int]:
    return indicator_views.counts(session, wanted, year)


def _whose(session: Session, asking: Reader, asked: Asked) -> str:
    wanted = asked.filter
    narrowed = [
        asked.office_name,
        _division(session, asking, wanted.division) if wanted.division else None,
        LEVEL_WORDS[Level(wanted.level)] if wanted.level else None,
        f"名称含“{'、'.join(wanted.words)}”的单位" if wanted.words else None,
    ]
    whole = "全部单位" if asking.offices is None else "可查看的全部单位"
    return visible("，".join(part for part in narrowed if part) or whole)


def _division(session: Session, asking: Reader, division: str) -> str:
    named = board_choices.divisions(session, asking.offices, division, len(division))
    return next((one.name for one in named if one.name), f"区划代码{division}")
