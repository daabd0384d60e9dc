"""What the operator is told over many nights, with a real database: each trouble once, a storm in place of all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from core.pages import Outcome
from storage.models import AlertRow
from tests.flows.watched import Watched, queued

DEAD = Outcome.CONNECTION
Make = Callable[..., Watched]


@pytest.fixture
def make(tmp_path: Path, migrated: Callable[[Path], None]) -> Iterator[Make]:
    migrated(tmp_path / "var")
    with ExitStack() as stack:
        yield lambda places, bare=0: stack.enter_context(Watched(tmp_path, places, bare=bare).watching())


def nights(first: str, number: int) -> list[str]:
    day = date.fromisoformat(first)
    return [f"{day + timedelta(days=n)}T02:00" for n in range(number)]


def test_a_storm_is_one_message_and_what_is_true_is_told_once_after_it(make: Make) -> None:
    town = make({"11": 8, "31": 4})
    assert queued(town.night("2026-03-30T02:00")) == sorted(f"due_soon:u{c}:2025:3" for c in town.columns)
    storm = town.night("2026-03-31T02:00", every=DEAD)
    assert queued(storm) == ["storm:all:20260330T180000Z"]
    assert {a["state"] for a in storm} == {"queued", "silenced"}  # the columns' own alerts wait
    for day in ("2026-04-01", "2026-04-02"):  # over the term: nobody is accused, nobody is told
        assert queued(town.night(f"{day}T02:00", every=DEAD)) == []
    after = town.night("2026-04-03T01:30", but={"c11-0": DEAD})
    assert queued(after) == sorted(
        [
            "column_broken:c11-0:20260330T180000Z",  # still so: the one that was silenced
            "unverified:uc11-0:2025",
            *(f"overdue:u{c}:2025" for c in town.columns if c != "c11-0"),
        ]
    )
    assert queued(town.night("2026-04-04T02:00", but={"c11-0": DEAD})) == []


def test_a_storm_that_does_not_end_is_told_of_after_three_days(make: Make) -> None:
    town = make({"11": 12})
    town.night("2026-05-01T02:00")
    told = [queued(town.night(night, every=DEAD)) for night in nights("2026-05-02", 5)]
    assert [len(keys) for keys in told] == [1, 0, 0, 24, 0]
    assert {key.partition(":")[0] for key in told[3]} == {"column_broken", "unverified"}


def test_a_province_that_is_cut_off_is_silent_alone(make: Make) -> None:
    town = make({"11": 10, "31": 12})
    town.night("2026-03-30T02:00")
    cut = {c: DEAD for c in town.columns if c.startswith("c11")}
    assert queued(town.night("2026-04-02T02:00", but=cut)) == sorted(
        ["storm:11:20260401T180000Z", *(f"overdue:u{c}:2025" for c in town.columns if c.startswith("c31"))]
    )
    # a look at the other province alone says nothing of this one
    assert queued(town.night("2026-04-03T02:00", office="o31")) == []
    assert queued(town.night("2026-04-03T05:00", but=cut)) == []
    assert queued(town.night("2026-04-04T02:00")) == sorted(
        f"overdue:u{c}:2025" for c in town.columns if c.startswith("c11")
    )


def test_few_columns_never_storm(make: Make) -> None:
    town = make({"11": 9})
    town.night("2026-05-01T02:00")
    keys = queued(town.night("2026-05-02T02:00", every=DEAD))
    assert not [key for key in keys if key.startswith("storm")]
    assert len([key for key in keys if key.startswith("column_broken")]) == 9


def test_a_first_night_over_bad_addresses_is_no_storm(make: Make) -> None:
    town = make({"11": 14})
    bad = dict.fromkeys(town.columns[:11], Outcome.NOT_FOUND)
    keys = queued(town.night("2026-01-05T02:00", but=bad))
    assert len(keys) == 11
    assert {key.partition(":")[0] for key in keys} == {"column_broken"}


def test_lost_shards_are_told_once_and_are_a_storm_when_they_are_many(make: Make) -> None:
    town = make({"11": 12})
    (alert,) = town.night("2026-01-05T02:00", lost=("c11-0", "c11-1"))
    assert (alert["event"], alert["audience"], alert["office"]) == ("run_failed", "operator", None)
    assert "c11-0、c11-1" in alert["body"]
    assert queued(town.night("2026-01-06T02:00", lost=tuple(town.columns))) == ["storm:all:20260105T180000Z"]


def test_a_column_that_comes_and_goes_is_told_as_that_and_no_more_until_it_stays_broken(make: Make) -> None:
    town = make({"11": 1})
    pattern = ".x.x.x.xxxxx."
    played = zip(nights("2026-01-01", len(pattern)), pattern, strict=True)
    told = [queued(town.night(night, every=Outcome.OK if c == "." else DEAD)) for night, c in played]
    assert {n: keys for n, keys in enumerate(told) if keys} == {
        1: ["column_broken:c11-0:20260101T180000Z"],
        3: ["column_broken:c11-0:20260103T180000Z"],
        5: ["column_broken:c11-0:flapping:20260105T180000Z"],
        11: ["column_broken:c11-0:20260107T180000Z"],
    }


def test_what_stays_broken_or_open_is_reminded_once_a_week_until_solved(make: Make) -> None:
    town = make({"11": 4}, bare=12)
    broken = {"c11-0": DEAD, "c11-1": DEAD}
    days = ("03-28", "04-02", "04-03", "04-04", "04-09", "04-10", "04-11", "04-16", "04-17", "04-18")
    told = {day: _of_columns_and_units(town.night(f"2026-{day}T02:00", but=broken)) for day in days}
    since = "20260327T180000Z"
    assert {day: keys for day, keys in told.items() if keys} == {
        "03-28": [f"column_broken:c11-0:{since}", f"column_broken:c11-1:{since}"],
        "04-02": ["unverified:2025:bare:o11", "unverified:uc11-0:2025", "unverified:uc11-1:2025"],
        "04-04": [f"column_broken:c11-0:{since}:1"],
        "04-09": ["unverified:still:ub11-0:2025:1"],
        "04-11": [f"column_broken:c11-0:{since}:2"],
        "04-16": ["unverified:still:ub11-0:2025:2"],
        "04-18": [f"column_broken:c11-0:{since}:3"],
    }
    assert not [k for k in queued(town.night("2026-04-25T02:00")) if k.startswith("column")]


def test_a_week_lies_between_two_reminders_where_nights_were_missed(make: Make) -> None:
    town = make({"11": 4})
    days = ("03-20", "04-02", "04-03", "04-08", "04-09", "04-15", "04-20", "04-21", "04-26", "04-27", "04-27")
    told = _told(town, days, {"c11-0": DEAD})
    since = "20260319T180000Z"
    assert told == {
        "03-20": [f"column_broken:c11-0:{since}"],
        "04-02": [f"column_broken:c11-0:{since}:1", "unverified:uc11-0:2025"],
        "04-09": [f"column_broken:c11-0:{since}:2", "unverified:still:uc11-0:2025:1"],
        "04-20": [f"column_broken:c11-0:{since}:4", "unverified:still:uc11-0:2025:2"],
        "04-27": [f"column_broken:c11-0:{since}:5", "unverified:still:uc11-0:2025:3"],
    }


def test_what_is_left_of_a_reminder_waits_its_week_as_well(make: Make) -> None:
    """The oldest is solved on the day after: the next oldest was told with it."""
    town = make({"11": 4})
    _told(town, ("04-02",), {"c11-0": DEAD})
    both, one = {"c11-0": DEAD, "c11-1": DEAD}, {"c11-1": DEAD}
    assert _told(town, ("04-03", "04-10", "04-11"), both) == {
        "04-03": ["column_broken:c11-1:20260402T180000Z", "unverified:uc11-1:2025"],
        "04-10": ["column_broken:c11-0:20260401T180000Z:1", "unverified:still:uc11-0:2025:1"],
    }
    assert _told(town, ("04-12", "04-16", "04-17"), one) == {
        "04-17": ["column_broken:c11-1:20260402T180000Z:2", "unverified:still:uc11-1:2025:2"]
    }


def test_the_week_begins_with_what_was_sent(make: Make) -> None:
    """A message may wait for its working day, or in a silence, for longer than a night."""
    town = make({"11": 2})
    told: dict[str, list[str]] = {}
    for night in nights("2026-05-01", 27):
        told |= _told(town, [night[5:10]], {"c11-0": DEAD})
        if night[5:10] in ("05-04", "05-13"):
            _send(town, night)
    since = "20260430T180000Z"
    assert {day: keys[0] for day, keys in told.items() if keys[0].startswith("column")} == {
        "05-01": f"column_broken:c11-0:{since}",
        "05-11": f"column_broken:c11-0:{since}:1",
        "05-20": f"column_broken:c11-0:{since}:2",
        "05-27": f"column_broken:c11-0:{since}:3",
    }


def _send(town: Watched, night: str) -> None:
    """All that is queued goes out."""
    run = town.run(night, "")
    with run.database.session() as session:
        waiting = update(AlertRow).where(AlertRow.state == "queued")
        session.execute(waiting.values(state="sent", sent_at=run.now))


def test_runs_over_different_offices_remind_for_themselves(make: Make) -> None:
    town = make({"11": 2, "31": 2})
    broken = {"c11-0": DEAD, "c31-0": DEAD}
    told = {
        (night[5:10], office): _of_columns(town.night(night, office=office, but=broken))
        for night in nights("2026-01-05", 9)
        for office in ("o11", "o31")
    }
    assert {at: keys for at, keys in told.items() if keys} == {
        ("01-05", "o11"): ["column_broken:c11-0:20260104T180000Z"],
        ("01-05", "o31"): ["column_broken:c31-0:20260104T180000Z"],
        ("01-12", "o11"): ["column_broken:c11-0:20260104T180000Z:1"],
        ("01-12", "o31"): ["column_broken:c31-0:20260104T180000Z:1"],
    }


def _told(town: Watched, days: Iterable[str], broken: Mapping[str, Outcome]) -> dict[str, list[str]]:
    """What is told of columns and units in nights of 2026 on which these are broken."""
    found: dict[str, list[str]] = {}
    for day in days:
        found.setdefault(day, []).extend(_of_columns_and_units(town.night(f"2026-{day}T02:00", but=broken)))
    return {day: keys for day, keys in found.items() if keys}


def _of_columns(alerts: list[dict[str, Any]]) -> list[str]:
    return [key for key in queued(alerts) if key.startswith("column")]


def _of_columns_and_units(alerts: list[dict[str, Any]]) -> list[str]:
    return [key for key in queued(alerts) if key.startswith(("column", "unverified"))]


def test_hundreds_of_units_without_a_column_make_one_message(make: Make) -> None:
    town = make({"11": 1}, bare=60)
    (alert,) = [a for a in town.night("2026-04-02T02:00") if a["event"] == "unverified"]
    assert alert["title"] == "【未能核实】第11司法局：60个单位没有登记栏目"
    assert (alert["audience"], alert["office"], alert["unit"]) == ("operator", "o11", None)
