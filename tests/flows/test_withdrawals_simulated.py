"""Nights on which much fails: what is said of withdrawals is what the rule says, no night sooner or later."""

from pathlib import Path

from tests.flows.absent_nights import Nights
from tests.flows.absent_town import Fate, Weather, expected, town

NIGHTS = 14


def test_withdrawals_are_said_on_their_night_and_no_others(tmp_path: Path) -> None:
    """A smaller `bench/withdrawals.py`."""
    reports, weather = town(40, NIGHTS, seed=3), Weather(0.2, seed=3)
    nights = Nights(tmp_path, reports, weather)
    nights.play(NIGHTS)
    planned = {(kind, r.number, night) for r in reports for kind, night in expected(r, weather, NIGHTS)}
    fates = {reports[number].fate for kind, number, _ in planned if kind == "vanished"}
    assert fates == {Fate.WITHDRAWN, Fate.RETURNS, Fate.FLICKERS}
    assert any(kind == "returned" for kind, _, _ in planned)
    assert nights.said() == planned
    gone = {number for kind, number, _ in planned if kind == "vanished"}
    returned = {number for number in gone if _last(planned, number) == "returned"}
    assert nights.withdrawn() == gone - returned
    assert nights.alerted() == sorted(f"u{number}" for number in gone)
    nights.close()


def _last(planned: set[tuple[str, int, int]], number: int) -> str:
    return max((night, kind) for kind, mine, night in planned if mine == number)[1]
