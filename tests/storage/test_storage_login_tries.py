"""How often a login may be tried, on both databases: counted for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.account_rows import LoginTryRow
from storage.database import open_database
from web.access.throttle import OF_A_NAME, OF_AN_ADDRESS, WINDOW, Throttle

SECOND = timedelta(seconds=1)
ALL = WINDOW.total_seconds()


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def throttle(scene: Any, clock: Clock) -> Throttle:
    return Throttle(scene.database, clock)


def test_a_name_is_tried_so_often_and_no_more(scene: Any, throttle: Throttle, clock: Clock) -> None:
    assert [throttle.wait("周明", f"192.0.2.{n}") for n in range(OF_A_NAME)] == [0] * OF_A_NAME
    began = clock.now
    assert throttle.wait("周明", "198.51.100.1") == ALL
    assert throttle.wait("别人", "198.51.100.1") == 0
    clock.now = began + WINDOW - SECOND
    assert throttle.wait("周明", "198.51.100.1") == 1
    clock.now = began + WINDOW
    assert throttle.wait("周明", "198.51.100.1") == 0
    assert len(scene.rows(LoginTryRow)) == 2  # what is over is forgotten
    assert not [row for row in scene.rows(LoginTryRow) if "周明" in row["key"] or "198" in row["key"]]


def test_from_an_address_so_many_names_are_tried_and_no_more(throttle: Throttle) -> None:
    assert {throttle.wait(f"名{n}", "192.0.2.1") for n in range(OF_AN_ADDRESS)} == {0}
    assert throttle.wait("又一个", "192.0.2.1") == ALL
    assert throttle.wait("又一个", "192.0.2.2") == 0


def test_a_right_password_forgives_the_name_and_its_own_try(throttle: Throttle) -> None:
    for _ in range(OF_A_NAME + 1):  # a whole office behind one address logs in
        assert throttle.wait("周明", "192.0.2.1") == 0
        throttle.forgive("周明", "192.0.2.1")
    for n in range(OF_AN_ADDRESS):
        assert throttle.wait(f"名{n}", "192.0.2.1") == 0
    assert throttle.wait("周明", "192.0.2.1") > 0  # a right one now and then does not buy wrong ones


def test_a_clock_that_was_set_back_locks_nobody_out_for_long(throttle: Throttle, clock: Clock) -> None:
    clock.now += timedelta(days=1)
    for _ in range(OF_A_NAME):
        throttle.wait("周明", None)
    clock.now -= timedelta(days=1)
    throttle.wait("别人", "192.0.2.1")
    assert throttle.wait("周明", None) == 0


def test_processes_count_together_even_at_the_same_moment(scene: Any, clock: Clock) -> None:
    ours, theirs = (Throttle(open_database(scene.url), clock) for _ in range(2))
    with ThreadPoolExecutor(6) as hands:
        told = list(hands.map(lambda n: (ours, theirs)[n % 2].wait("周明", None), range(2 * OF_A_NAME)))
    assert told.count(0) == OF_A_NAME
    for one in (ours, theirs):
        one.database.close()
