"""Manners, counted at the server: one request at a time to a host, a pause between two, patience, our name on all."""

import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.http import Response

from core.crawl import ColumnJob
from core.pages import Outcome
from crawlers.launch import run_shard
from crawlers.manners import Conduct
from crawlers.middlewares import _retry_after
from crawlers.turns import Turns
from tests.crawlers.loopback import Answers, Asked, Reply, Site, serve
from tests.crawlers.shards import (
    Told,
    article_page,
    column,
    job_of,
    list_page,
    private_hosts,
    report_title,
    shard,
)

LIST = "/fzbg/index.html"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def crowd(stack: ExitStack, hosts: int = 5) -> tuple[Site, list[ColumnJob]]:
    """Columns of many hosts whose articles all lie on one more host, some behind a redirect or an error that passes."""
    shared = stack.enter_context(serve())
    jobs = []
    for host in range(hosts):
        site = stack.enter_context(serve())
        rows = []
        for n in range(4):
            path = f"/a/{host}-{n}.html"
            shared.pages[path] = _moody(shared, path, n)
            shared.put(f"/moved{path}", article_page(report_title(n)), wait=0.02)
            rows.append((shared.url(path), report_title(n)))
        site.put(LIST, list_page(rows))
        jobs.append(column(site.url(LIST), f"c{host}"))
    return shared, jobs


def _moody(shared: Site, path: str, n: int) -> Answers:
    def answer(asked: Asked) -> Reply:
        if n == 1:
            return Reply(status=302, headers=(("Location", f"/moved{path}"),), wait=0.02)
        if n == 2 and shared.paths().count(path) == 1:
            return Reply(b"busy", 503, wait=0.02)
        return Reply(article_page(report_title(n)).encode(), wait=0.02)

    return answer


def everywhere(shared: Site, jobs: list[ColumnJob]) -> tuple[str, ...]:
    return (shared.host, *private_hosts(jobs))


def gaps(site: Site) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(site.asked)]


@pytest.mark.parametrize("delay", [0.0, 0.05])
def test_one_request_at_a_time_whatever_the_delay(tmp_path: Path, delay: float) -> None:
    with ExitStack() as stack:
        shared, jobs = crowd(stack)
        told = shard(tmp_path, jobs, delay=delay, private_hosts=everywhere(shared, jobs))
    assert {a.outcome for a in told.articles} == {Outcome.OK} and len(told.articles) == 20
    assert len(shared.asked) == 1 + 20 + 5 + 5, "robots.txt, articles, redirects, second tries"
    assert shared.most_active == 1
    assert min(gaps(shared)) >= delay


def test_scrapy_alone_would_send_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the test above can fail: without turns, one slot with a delay of 0 lets several requests out."""

    @asynccontextmanager
    async def no_turns(self: Turns, host: str, *, pause: bool = True) -> AsyncIterator[Conduct]:
        yield self.manners.of(host)

    monkeypatch.setattr(Turns, "of", no_turns)
    with ExitStack() as stack:
        shared, jobs = crowd(stack)
        shard(tmp_path, jobs, private_hosts=everywhere(shared, jobs))
    assert shared.most_active > 1


def test_two_shards_take_turns_at_a_host_that_both_are_led_to(tmp_path: Path) -> None:
    with ExitStack() as stack:
        shared, jobs = crowd(stack, hosts=4)
        ends: list[Told] = [Told(), Told()]
        threads = [
            threading.Thread(target=_launch, args=(tmp_path, number, jobs[number::2], everywhere(shared, jobs), told))
            for number, told in enumerate(ends)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(told.articles) for told in ends] == [8, 8]
    assert shared.most_active == 1
    assert min(gaps(shared)) >= 0.03


def _launch(folder: Path, number: int, jobs: list[ColumnJob], private: tuple[str, ...], told: Told) -> None:
    job = job_of(folder, delay=0.03, run_id=f"r{number}", private_hosts=private)
    columns = [each.column for each in jobs]
    run_shard(
        job, columns, jobs, job_dir=folder / "jobs", log_file=folder / f"{number}.log", on_result=told.take, timeout=60
    )


def test_our_name_is_on_every_request(tmp_path: Path) -> None:
    with ExitStack() as stack:
        shared, jobs = crowd(stack, hosts=1)
        agent = "Mozilla/5.0 (compatible; FazhiWatch/0; +someone@example.org)"
        shard(tmp_path, jobs, user_agent=agent, private_hosts=everywhere(shared, jobs))
    agents = {asked.headers["user-agent"] for asked in shared.asked}
    assert agents == {agent}
    assert "/robots.txt" in shared.paths()


@pytest.mark.parametrize(
    ("status", "retry_after", "outcome", "tries", "gap"),
    [
        (503, None, Outcome.OK, 2, 0.1),
        (503, "1", Outcome.OK, 2, 1.0),
        (429, "1", Outcome.OK, 2, 1.0),
        (503, "3600", Outcome.SERVER_ERROR, 1, 0),
        (429, None, Outcome.BLOCKED, 1, 0),
    ],
)
def test_patience_within_bounds(
    tmp_path: Path, status: int, retry_after: str | None, outcome: Outcome, tries: int, gap: float
) -> None:
    """The site is busy once, then answers."""
    with serve() as site:
        extra = (("Retry-After", retry_after),) if retry_after else ()

        def answer(asked: Asked) -> Reply:
            if site.paths().count(LIST) == 1:
                return Reply(b"busy", status, headers=(*HTML, *extra))
            return Reply(list_page([("./202503/t20250301_1.html", report_title(0))]).encode())

        site.pages[LIST] = answer
        told = shard(tmp_path, [column(site.url(LIST))])
    times = [asked.at for asked in site.asked if asked.path == LIST]
    assert (told.one.outcome, len(times)) == (outcome, tries)
    assert all(later - earlier >= gap for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("5", 5, 5), ("", None, None), ("soon", None, None), ("Wed, 01 Jan 2020 00:00:00 GMT", 0, 0), ("-3", None, None)],
)
def test_retry_after_is_read(value: str, low: float | None, high: float | None) -> None:
    seconds = _retry_after(Response("http://a.example/", headers={"Retry-After": value}))
    assert seconds is None if low is None or high is None else seconds is not None and low <= seconds <= high


def test_retry_after_as_a_date() -> None:
    value = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    seconds = _retry_after(Response("http://a.example/", headers={"Retry-After": value}))
    assert seconds is not None and 50 < seconds <= 60


def test_a_dead_host_costs_little_and_a_column_of_it_that_lives_is_read(tmp_path: Path) -> None:
    """Nothing answers but one address: after three silent tries each further address gets one short try of its own."""
    with serve() as site:
        site.pages["/robots.txt"] = Reply(wait=3)
        for n in range(4):
            site.pages[f"/dead{n}/"] = Reply(wait=3)
        site.put("/live/", list_page([("./202503/t20250301_1.html", report_title(0))]))
        names = [f"/dead{n}/" for n in range(4)] + ["/live/"]
        told = shard(tmp_path, [column(site.url(name), name) for name in names], timeout=0.9)
    assert [told.columns[name].outcome for name in names] == [Outcome.TIMEOUT] * 4 + [Outcome.OK]
    tries = [site.paths().count(path) for path in ("/robots.txt", *names)]
    assert tries == [1, 2, 1, 1, 1, 1]
    assert site.asked[-1].at - site.asked[0].at < 0.9 * 3 + 0.3 * 3 + 1.5
