"""What hosts teach is remembered for a week, in few statements however many hosts there are."""

from datetime import datetime, timedelta
from typing import Any

from core.crawl import HostManner, HostStats
from storage import hosts
from storage.hosts import REMEMBERED
from storage.watch_rows import HostRow
from tests.storage.test_storage_bulk import counted

OLD = HostManner("old.test", None, "legacy")
SPLIT = HostManner("split.test", "http", "verified")


def told(*manners: HostManner, requests: int = 3) -> list[HostStats]:
    return [HostStats(manner.host, requests, 1000, manner=manner) for manner in manners]


def learned(scene: Any, at: datetime, *manners: HostManner) -> dict[str, HostManner]:
    """What is known after hosts have taught `manners`."""
    with scene.session() as session:
        hosts.learn(session, told(*manners), at)
    with scene.database.reading() as session:
        return hosts.manners(session, ["old.test", "split.test", "plain.test"])


def test_what_was_taught_is_given_back(scene: Any, now: datetime) -> None:
    known = learned(scene, now, OLD, SPLIT, HostManner("plain.test"))
    assert known == {"old.test": OLD, "split.test": SPLIT}, "a host that taught nothing has no row"
    assert learned(scene, now, OLD) == known, "telling it again changes nothing"


def test_the_newest_lesson_stands(scene: Any, now: datetime) -> None:
    learned(scene, now, OLD)
    mended = HostManner("old.test", None, "verified")
    assert learned(scene, now + timedelta(days=1), mended)["old.test"] == mended
    with scene.session() as session:
        hosts.learn(session, told(OLD, mended), now)
    assert scene.rows(HostRow)[0]["tls"] == "verified", "of one host told twice the last word stands"


def test_a_lesson_is_forgotten_after_a_week_so_that_it_is_learned_anew(scene: Any, now: datetime) -> None:
    learned(scene, now, OLD)
    almost = now + REMEMBERED - timedelta(minutes=1)
    assert learned(scene, almost, OLD)["old.test"] == OLD
    later = now + REMEMBERED
    assert learned(scene, later, OLD)["old.test"] == HostManner("old.test")
    assert learned(scene, later + timedelta(days=1), OLD)["old.test"] == OLD
    assert learned(scene, later + timedelta(days=2), OLD)["old.test"] == OLD


def test_who_was_not_asked_teaches_nothing(scene: Any, now: datetime) -> None:
    learned(scene, now, OLD)
    with scene.session() as session:
        hosts.learn(session, told(HostManner("old.test"), requests=0), now)
        hosts.learn(session, [HostStats("old.test", 1, 1)], now)
    assert scene.rows(HostRow)[0]["tls"] == "legacy"


def test_statements_do_not_follow_hosts(scene: Any, now: datetime) -> None:
    def statements(number: int) -> int:
        many = [HostManner(f"h{n}.test", None, "unverified") for n in range(number)]
        with counted() as seen, scene.session() as session:
            hosts.learn(session, told(*many), now)
            assert len(hosts.manners(session, [manner.host for manner in many])) == number
        return len(seen)

    assert statements(600) <= statements(3) + 2
