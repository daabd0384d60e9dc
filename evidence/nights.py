"""Why a standing is what it is, night by night: how often each list could be read, and what it shows. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.outcomes import outcome_words
from core.dossiers import Check, WatchedColumn
from core.pages import Outcome
from core.times import local_day, short_day_words

LATELY = 31  # nights
_SOUND = {outcome.value for outcome in Outcome if outcome.sound}


@dataclass(frozen=True, slots=True)
class Window:
    """The nights that are looked at, both days included; a night is known by the day on which it ends."""

    first_on: date
    last_on: date

    @property
    def nights(self) -> int:
        return (self.last_on - self.first_on).days + 1

    @property
    def words(self) -> str:
        if self.nights == 1:
            return short_day_words(self.last_on)
        return f"{short_day_words(self.first_on)}至{short_day_words(self.last_on)}的{self.nights}夜"


@dataclass(frozen=True, slots=True)
class Nights:
    """A column in those nights. `whole`: of the `sound` ones, those in which its list was read to the end; `failed`: in
    which it was asked in vain. `trouble`: how the last that failed did so. `newest`: the newest report year of the unit
    in it.
    """

    column: WatchedColumn
    window: Window
    sound: int
    whole: int
    failed: int
    trouble: str | None
    newest: int | None

    @property
    def unasked(self) -> int:
        return self.window.nights - self.sound - self.failed

    @property
    def words(self) -> str:
        """One sentence, with every night accounted for."""
        said = [f"{self.window.words}中，{self.sound}夜读到了可靠的列表"]
        if self.sound:
            said[0] += f"（{self.whole}夜查到底）" if self.whole < self.sound else "（都查到底）"
        if self.failed:
            said.append(f"{self.failed}夜没有查成（{self.trouble}）")
        if self.unasked:
            said.append(f"{self.unasked}夜没有检查")
        return "，".join(said)

    @property
    def found(self) -> str:
        if self.newest is None:
            return "没有该单位的年度报告"
        return f"该单位最新的是{self.newest}年度报告"


def window(checks: Iterable[Check], counts_on: date | None, today: date) -> Window:
    """The last nights, or those since `counts_on`, from which day on checks count, where that is less long ago.

    Today's night is among them once it was checked.
    """
    last_on = today if any(local_day(check.checked_at) == today for check in checks) else today - timedelta(days=1)
    first_on = last_on - timedelta(days=LATELY - 1)
    if counts_on is not None and first_on < counts_on <= last_on:
        first_on = counts_on
    return Window(first_on, last_on)


def nights(
    columns: Iterable[WatchedColumn], checks: Collection[Check], window: Window, newest: Mapping[str, int]
) -> list[Nights]:
    """What the checks in the window say of each column that the unit still has."""
    asked = [check for check in checks if window.first_on <= local_day(check.checked_at) <= window.last_on]
    return [
        _nights(column, [check for check in asked if check.column_id == column.column_id], window, newest)
        for column in columns
        if column.retired_at is None
    ]


def _nights(column: WatchedColumn, checks: Sequence[Check], window: Window, newest: Mapping[str, int]) -> Nights:
    """A night with a sound check is a sound one, whatever else was tried in it."""
    sound = {local_day(check.checked_at) for check in checks if check.outcome in _SOUND}
    whole = {local_day(check.checked_at) for check in checks if check.outcome in _SOUND and check.complete}
    failed = [check for check in checks if local_day(check.checked_at) not in sound]
    trouble = max(failed, key=lambda check: check.checked_at, default=None)
    return Nights(
        column,
        window,
        len(sound),
        len(whole),
        len({local_day(check.checked_at) for check in failed}),
        outcome_words(trouble.outcome, trouble.reason) if trouble else None,
        newest.get(column.column_id),
    )
