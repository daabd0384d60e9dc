"""What was counted: how long it stands, who counts anew, and who waits for that."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

import pytest

from web.counted import Count, Counted

NOW = datetime(2026, 4, 1, tzinfo=UTC)


class Clock:
    """Counting takes a tenth of a second of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.counts = 100.0, 0
        monkeypatch.setattr("web.counted.time.monotonic", lambda: self.at)

    def count(self, edition: int) -> Callable[[], Count[int]]:
        return lambda: Count.of(self._count, NOW, edition)

    def _count(self) -> int:
        self.counts += 1
        self.at += 0.1
        return self.counts


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def never() -> Count[int]:
    raise AssertionError("nobody was to count here")


def test_what_was_counted_stands_with_its_edition(clock: Clock) -> None:
    counted = Counted()

    def get(edition: int, key: str = "a") -> int:
        return counted.get(key, edition, clock.count(edition), never).value

    assert [get(1), get(1), get(1, "b")] == [1, 1, 2]
    assert get(2) == 1  # somebody turns standings all the time
    clock.at += 100
    assert [get(2), get(2)] == [3, 3]
    clock.at += 1000
    assert get(2) == 3  # nothing changed since
    for number in range(400):
        get(2, str(number))
    assert get(2) == 404  # the one that was counted longest ago is forgotten


def test_while_it_is_young_nobody_waits_for_counting_anew(clock: Clock) -> None:
    counted, may, done = Counted(), Event(), Event()
    assert counted.get("a", 1, clock.count(1), never).value == 1
    clock.at += 2.5  # more than twenty times as long as it took

    def beside() -> Count[int]:
        assert may.wait(10)
        try:
            return clock.count(2)()
        finally:
            done.set()

    asked = [counted.get("a", 2, never, beside).value for _ in range(3)]
    assert asked == [1, 1, 1]
    may.set()
    assert done.wait(10)
    while counted._locks["a"].locked():
        pass
    assert counted.get("a", 2, never, never).value == 2


def test_what_is_old_is_waited_for_by_all_and_counted_once(clock: Clock) -> None:
    counted = Counted()
    counted.get("a", 1, clock.count(1), never)
    clock.at += 100
    found: list[int] = []
    askers = [Thread(target=lambda: found.append(counted.get("a", 2, clock.count(2), never).value)) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(10)
    assert (found, clock.counts) == ([2] * 8, 2)


def test_a_count_that_fails_beside_is_tried_again_by_whoever_comes(clock: Clock) -> None:
    counted, failed = Counted(), Event()
    counted.get("a", 1, clock.count(1), never)
    clock.at += 2.5

    def broken() -> Count[int]:
        failed.set()
        raise OSError("the database is away")

    assert counted.get("a", 2, never, broken).value == 1
    assert failed.wait(10)
    clock.at += 100
    assert counted.get("a", 2, clock.count(2), never).value == 2
