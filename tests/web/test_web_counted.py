"""What was counted: how long it stands, who counts anew, and who waits for that."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Semaphore, Thread

import pytest

from web.counted import Count, Counted

NOW = datetime(2026, 4, 1, tzinfo=UTC)


class Clock:
    """Counting takes a tenth of a second of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.counts = 100.0, 0
        monkeypatch.setattr("web.counted.monotonic", lambda: self.at)

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
    counted, may = Counted(), Event()
    assert counted.get("a", 1, clock.count(1), never).value == 1
    clock.at += 2.5  # more than twenty times as long as it took

    def beside() -> Count[int]:
        assert may.wait(10)
        return clock.count(2)()

    asked = [counted.get("a", 2, never, beside).value for _ in range(3)]
    assert asked == [1, 1, 1]
    may.set()
    counted.close()
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


def test_few_are_counted_beside_at_once_and_each_once(clock: Clock) -> None:
    counted, may, begun = Counted(), Event(), Semaphore(0)
    names = [f"{n}" for n in range(6)]
    for name in names:
        counted.get(name, 1, clock.count(1), never)
    clock.at += 3  # ten times as long as all six took

    def beside() -> Count[int]:
        begun.release()
        assert may.wait(10)
        return Count(7, NOW, 2, clock.at, 0.1)

    assert [counted.get(name, 2, never, beside).value for name in names * 3] == [1, 2, 3, 4, 5, 6] * 3
    assert begun.acquire(timeout=10)
    assert begun.acquire(timeout=10)
    assert not begun.acquire(timeout=0.2)  # connections are left for those who ask
    may.set()
    assert all(begun.acquire(timeout=10) for _ in names[2:])
    counted.close()
    assert not begun.acquire(blocking=False)
    assert [counted.get(name, 2, never, never).value for name in names] == [7] * 6


def test_what_is_counted_beside_ends_before_the_database_is_closed(clock: Clock) -> None:
    counted, begun, ended = Counted(), Event(), Event()
    counted.get("a", 1, clock.count(1), never)
    clock.at += 2.5

    def beside() -> Count[int]:
        begun.set()
        time.sleep(0.2)
        ended.set()
        return clock.count(2)()

    counted.get("a", 2, never, beside)
    assert begun.wait(10)
    counted.close()
    assert ended.is_set()
    clock.at += 2.5
    assert counted.get("a", 3, never, never).value == 2  # as long as it is young; nobody counts any more


def test_nothing_stays_of_a_count_that_failed(clock: Clock) -> None:
    counted = Counted()

    def broken() -> Count[int]:
        raise OSError("the database is away")

    for number in range(3):
        with pytest.raises(OSError, match="away"):
            counted.get(str(number), 1, broken, never)
    assert not counted._turns
