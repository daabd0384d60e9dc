"""A walk's own decisions, on answers made up here: our own failures, circles, and time that is up."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import brotli  # type: ignore[import-untyped]
import pytest
from OpenSSL.SSL import Error as SSLError
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from core.crawl import ColumnRead, KnownArticle
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Listing, PostRef
from crawlers.archive import ArchiveWriter
from crawlers.articles import Articles
from crawlers.asking import Asking
from crawlers.fetch import Answer, Fetcher, NoAnswerError, Validators
from crawlers.outcomes import outcome_of
from crawlers.platforms import Platform
from crawlers.visit import World
from crawlers.walk import Walk
from tests.crawlers.shards import article_page, column, list_page

NOW = datetime(2025, 3, 20, 2, 0, tzinfo=UTC)
ROOT = "http://a.example"


def answers(asked: list[Ask]) -> Callable[[Ask, Validators | None], Awaitable[Answer]]:
    async def ask(ask: Ask, validators: Validators | None) -> Answer:
        asked.append(ask)
        text = list_page([(f"/fzbg/202503/t20250301_{n}.html", f"第{n}篇") for n in range(3)])
        return Answer(Page(ask, ask.url, 200, text.encode(), NOW, (("Content-Type", "text/html"),)), ())

    return ask


def walked(
    folder: Path, listings: Callable[[int], Listing], monkeypatch: pytest.MonkeyPatch, *, seconds: float = 9
) -> tuple[ColumnRead, list[Ask]]:
    """A walk over pages that a made-up platform reads as `listings(n)` for the n-th page read."""
    asked: list[Ask] = []
    platform = SimpleNamespace(
        NAME="made-up",
        VERSION="1",
        first=lambda column: Ask(column.url),
        read_listing=lambda page: listings(len(asked)),
    )
    monkeypatch.setattr("crawlers.platforms.platform", lambda name: cast(Platform, platform))
    archive = ArchiveWriter(folder, "walk.warc.gz")
    world = World(
        answers(asked),
        lambda answer: archive.keep(answer.page),
        lambda: NOW,
        max_pages=9,
        seconds=seconds,
    )
    return asyncio.run(Walk(column(f"{ROOT}/1", platform="made-up"), world).run()), asked


def listing(n: int, following: str | None) -> Listing:
    return Listing((PostRef(f"{ROOT}/post/{n}", f"第{n}篇"),), Ask(ROOT + following) if following else None)


def test_our_own_failure_costs_the_column_and_keeps_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(n: int) -> Listing:
        if n == 3:
            raise KeyError(n)
        return listing(n, f"/{n + 1}")

    told, asked = walked(tmp_path, read, monkeypatch)
    assert (told.outcome, told.complete, len(told.pages), len(asked)) == (Outcome.CRASHED, False, 2, 3)
    assert told.reason == "程序出错（KeyError），详见日志"


def test_a_circle_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, asked = walked(tmp_path, lambda n: listing(n, "/2" if n % 2 else "/1"), monkeypatch)
    assert (told.outcome, told.complete) == (Outcome.REPEATED, False)
    assert [ask.url for ask in asked] == [f"{ROOT}/1", f"{ROOT}/2"]


def test_time_is_up_between_two_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, asked = walked(tmp_path, lambda n: listing(n, f"/{n + 1}"), monkeypatch, seconds=-1)
    assert (told.outcome, told.complete, len(asked)) == (Outcome.TIMEOUT, False, 1)


class MadeUpFetcher:
    """Stands for the network: an answer, or an error to raise."""

    def __init__(self, came: Answer | Exception) -> None:
        self.came = came
        self.count = 0

    async def fetch(self, ask: Ask, *, allow_private: bool, validators: Validators | None = None) -> Answer:
        self.count += 1
        if isinstance(self.came, Exception):
            raise self.came
        return self.came


def fetched(came: Answer | Exception, articles: list[KnownArticle], seconds: float = 9) -> tuple[list[Outcome], int]:
    def keep(answer: Answer) -> Capture:
        raise OSError(errno.ENOSPC, "No space left on device")

    fetcher = MadeUpFetcher(came)

    async def collect() -> list[Outcome]:
        told = Articles(Asking(cast(Fetcher, fetcher), keep, lambda: NOW), look_twice=False)
        return [read.outcome async for read in told.of(column(f"{ROOT}/1"), articles, seconds)]

    return asyncio.run(collect()), fetcher.count


def test_articles_fail_one_by_one() -> None:
    articles = [KnownArticle(PostRef(f"{ROOT}/{n}", "报告")) for n in range(2)]
    page = Page(Ask(f"{ROOT}/0"), f"{ROOT}/0", 200, article_page("报告").encode(), NOW)
    assert fetched(NoAnswerError(Outcome.TLS, "握手失败"), articles) == ([Outcome.TLS] * 2, 2)
    assert fetched(Answer(page, ()), articles) == ([Outcome.NOT_KEPT] * 2, 2), "bytes that cannot be kept are not read"
    assert fetched(KeyError("x"), articles) == ([Outcome.CRASHED] * 2, 2)


def test_articles_beyond_the_time_are_told_but_not_asked() -> None:
    articles = [KnownArticle(PostRef(f"{ROOT}/{n}", "报告")) for n in range(3)]
    assert fetched(NoAnswerError(Outcome.TLS, "握手失败"), articles, seconds=-1) == ([Outcome.TIMEOUT] * 3, 0)


def wrapped(inner: Exception) -> Exception:
    try:
        raise ConnectionError("outer") from ResponseNeverReceived([Failure(inner)])  # type: ignore[no-untyped-call]
    except ConnectionError as error:
        return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CannotResolveHostError("x"), Outcome.DNS),
        (DownloadTimeoutError("x"), Outcome.TIMEOUT),
        (ConnectionLost(), Outcome.CONNECTION),
        (wrapped(SSLError("x")), Outcome.TLS),
        (wrapped(ConnectionLost()), Outcome.CONNECTION),
        (brotli.error("x"), Outcome.CONNECTION),
        (IgnoreRequest("something else"), Outcome.CRASHED),
        (ZeroDivisionError(), Outcome.CRASHED),
    ],
)
def test_errors_have_outcomes(error: Exception, outcome: Outcome) -> None:
    assert outcome_of(error)[0] is outcome
