"""What a host asks for, and what was agreed with it: hours, a budget, patience, a pace that follows its own."""

from datetime import UTC, datetime, time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crawl import HostManner, HostStats, ShardJob
from core.pages import Outcome
from core.units import Host
from crawlers.manners import LONGEST_PAUSE, Conduct, Manners
from crawlers.outcomes import NotAsked
from tests.crawlers.loopback import Reply, Site, serve
from tests.crawlers.shards import Told, column, list_page, report_title, shard

LIST = list_page([("./202503/t20250301_1.html", report_title(0))])
TEXT = (("Content-Type", "text/plain"),)


def listed(site: Site, *names: str) -> None:
    for name in names:
        site.put(name, LIST)


def stats(told: Told, site: Site) -> HostStats:
    (found,) = (host for host in told.ends[0].hosts if host.host == site.host)
    return found


# 02:00 UTC, the usual clock of these shards, is 10:00 in Shanghai
@pytest.mark.parametrize(
    ("window", "asked"),
    [
        ((time(9), time(17)), True),
        ((time(10), time(11)), True),
        ((time(22), time(10)), False),
        ((time(22), time(10, 1)), True),
        ((time(22), time(6)), False),
    ],
)
def test_a_host_is_asked_in_its_hours_only(tmp_path: Path, window: tuple[time, time], asked: bool) -> None:
    with serve() as site:
        listed(site, "/a/")
        told = shard(tmp_path, [column(site.url("/a/"))], hosts=(Host(site.host, window=window),), fetch_articles=False)
    assert told.one.outcome is (Outcome.OK if asked else Outcome.OUTSIDE_WINDOW)
    assert bool(site.asked) is asked, "not even robots.txt"
    assert asked or f"{window[0]:%H:%M}—{window[1]:%H:%M}" in told.one.reason
    assert stats(told, site).refused == (not asked)


def test_a_host_has_its_budget(tmp_path: Path) -> None:
    with serve() as site, serve() as other:
        names = [f"/{n}/" for n in range(4)]
        listed(site, *names)
        listed(other, *names)
        jobs = [column(host.url(name), f"{host.host}{name}") for host in (site, other) for name in names]
        told = shard(tmp_path, jobs, hosts=(Host(site.host, budget=3),), host_budget=100, fetch_articles=False)
    assert (len(site.asked), len(other.asked)) == (3, 5)
    assert [told.columns[f"{site.host}{name}"].outcome for name in names] == [Outcome.OK] * 2 + [Outcome.BUDGET] * 2
    assert {told.columns[f"{other.host}{name}"].outcome for name in names} == {Outcome.OK}
    assert (stats(told, site).requests, stats(told, site).refused) == (3, 2)


@pytest.mark.parametrize(("status", "outcome"), [(429, Outcome.BLOCKED), (503, Outcome.SERVER_ERROR)])
def test_a_host_that_wants_to_be_left_alone_is(tmp_path: Path, status: int, outcome: Outcome) -> None:
    with serve() as site:
        site.pages["/a/"] = Reply(b"busy", status, headers=(*TEXT, ("Retry-After", "3600")))
        listed(site, "/b/")
        told = shard(tmp_path, [column(site.url(f"/{name}/"), name) for name in "ab"], fetch_articles=False)
    assert [told.columns[name].outcome for name in "ab"] == [outcome, outcome]
    assert site.paths() == ["/robots.txt", "/a/"]
    assert "3600 秒" in told.columns["b"].reason


def test_a_short_wish_holds_for_every_address_of_the_host(tmp_path: Path) -> None:
    with serve() as site:
        site.pages["/robots.txt"] = Reply(b"busy", 429, headers=(*TEXT, ("Retry-After", "1")))
        listed(site, "/a/")
        told = shard(tmp_path, [column(site.url("/a/"))], fetch_articles=False)
    assert told.one.outcome is Outcome.OK
    assert site.asked[1].at - site.asked[0].at >= 1.0


def test_nothing_is_asked_of_a_host_whose_rules_cannot_be_had(tmp_path: Path) -> None:
    """RFC 9309, 2.3.1.4: where the server itself fails, nobody knows what it allows."""
    with serve() as site, serve() as other:
        site.pages["/robots.txt"] = Reply(b"down", 503, headers=TEXT)
        other.pages["/robots.txt"] = lambda _: Reply(b"busy", 500) if len(other.asked) < 3 else Reply(b"", 404)
        listed(site, "/a/", "/b/")
        listed(other, "/c/")
        columns = [column(here.url(f"/{name}/"), name) for here, name in ((site, "a"), (site, "b"), (other, "c"))]
        told = shard(tmp_path, columns, fetch_articles=False)
    assert [told.columns[name].outcome for name in "abc"] == [Outcome.SERVER_ERROR] * 2 + [Outcome.OK]
    assert "（503），robots.txt 也取不到" in told.columns["b"].reason
    assert set(site.paths()) == {"/robots.txt"}
    assert (stats(told, site).robots, stats(told, site).refused) == ("fails", 2)
    assert other.paths() == ["/robots.txt"] * 3 + ["/c/"]


def test_robots_may_ask_for_more_room(tmp_path: Path) -> None:
    with serve() as site:
        rules = b"User-agent: *\nCrawl-delay: 0.4\nDisallow: /c/\n"
        site.pages["/robots.txt"] = Reply(rules, headers=TEXT)
        listed(site, "/a/", "/b/", "/c/")
        told = shard(tmp_path, [column(site.url(f"/{name}/"), name) for name in "abc"], fetch_articles=False)
    times = [asked.at for asked in site.asked]
    assert [b - a >= 0.4 for a, b in pairwise(times)] == [True, True]
    found = stats(told, site)
    assert (found.robots, found.refused, found.requests) == ("forbids", 1, 3)
    assert found.delay >= 0.4


def test_what_is_told_of_a_host(tmp_path: Path) -> None:
    with serve() as site:
        site.pages["/a/"] = lambda asked: (
            Reply(b"busy", 503) if site.paths().count("/a/") == 1 else Reply(LIST.encode(), wait=0.1)
        )
        told = shard(tmp_path, [column(site.url("/a/"))], fetch_articles=False)
    found = stats(told, site)
    assert (found.requests, found.retries, found.robots, found.delay) == (3, 1, "none", 0.0)
    assert found.bytes >= len(LIST.encode()) and found.seconds >= 0.1
    assert found.manner == HostManner(site.host)


@given(st.floats(0.1, 90), st.lists(st.tuples(st.floats(0, 200), st.booleans()), max_size=30))
def test_the_pace_stays_between_ours_and_the_longest(base: float, answers: list[tuple[float, bool]]) -> None:
    conduct = Conduct("a.example", base, delay=base)
    for seconds, well in answers:
        before = conduct.delay
        conduct.answered(seconds, well=well)
        assert base <= conduct.delay <= max(base, LONGEST_PAUSE)
        assert well or conduct.delay >= before
    for _ in range(40):
        conduct.answered(0.0, well=True)
    assert conduct.delay == pytest.approx(base, rel=0.01), "a host that recovers is asked as usual again"


def test_the_pace_follows_a_slow_host_and_trouble() -> None:
    conduct = Conduct("a.example", 2.0, delay=2.0)
    conduct.answered(5.0, well=True)
    assert conduct.delay == 5.0
    conduct.answered(0.1, well=False)
    assert conduct.delay == 10.0
    conduct.answered(0.1, well=True)
    assert conduct.delay == 6.0


def test_no_delay_stays_none() -> None:
    conduct = Conduct("a.example", 0.0)
    conduct.answered(50.0, well=False)
    assert conduct.delay == 0.0


def test_what_is_agreed_goes_before_what_is_usual() -> None:
    rules = (Host("slow.example", delay=9.0), Host("small.example", budget=0))
    known = (HostManner("slow.example", "http", "legacy"),)
    job = ShardJob("r", 0, ".", now=datetime(2026, 1, 1, tzinfo=UTC), delay=2.0, hosts=rules, manners=known)
    manners = Manners(job)
    slow, usual = manners.of("slow.example"), manners.of("usual.example")
    assert (slow.delay, slow.scheme, slow.tls) == (9.0, "http", "legacy")
    assert (usual.delay, usual.scheme, usual.budget) == (2.0, None, None)
    with pytest.raises(NotAsked):
        manners.admit("small.example")
    assert [host.host for host in manners.stats()] == ["small.example"]
