"""The spider: columns of a host one after the other, hosts side by side, every result told as soon as it is known."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler

from core.crawl import MOST_FILES, ColumnJob, ShardJob
from core.pages import Ask, Capture
from crawlers.archive import ArchiveWriter, archive_name
from crawlers.articles import Articles, wanted
from crawlers.asking import Asking
from crawlers.browser import Renderer
from crawlers.fetch import Answer, Fetcher, Validators
from crawlers.job import ResultLine
from crawlers.turns import Turns
from crawlers.visit import World
from crawlers.walk import Walk

_HOSTS_AT_ONCE = 16


class ColumnSpider(scrapy.Spider):
    """Reads the columns of one shard. Everything is asked for inline, so that a column reads like its own story.

    `turns_dir` is shared by all shards of a run; `tell` takes each result line.
    """

    name = "columns"

    def __init__(self, job: ShardJob, turns_dir: Path, tell: Callable[[ResultLine], None]) -> None:
        super().__init__()
        self.job = job
        self.tell = tell
        self.turns = Turns(turns_dir, job.delay)
        self.archive = ArchiveWriter(Path(job.archive_dir), archive_name(job.run_id, job.shard, self.clock()))
        self.renderer: Renderer
        self.fetcher: Fetcher
        self.articles: Articles

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.renderer = Renderer(crawler, spider.turns)
        spider.fetcher = Fetcher(crawler, spider.clock)
        spider.articles = Articles(Asking(spider.fetcher, spider.keep, spider.clock))
        return spider

    def clock(self) -> datetime:
        return self.job.now or datetime.now(UTC)

    def keep(self, answer: Answer) -> Capture:
        return self.archive.keep(answer.page, answer.sent)

    async def start(self) -> AsyncIterator[Any]:
        room = asyncio.Semaphore(_HOSTS_AT_ONCE)
        await asyncio.gather(*(self._host(columns, room) for columns in _by_host(self.job.columns)))
        nothing_left: tuple[scrapy.Request, ...] = ()  # for Scrapy to schedule: all has been asked for inline
        for request in nothing_left:
            yield request

    async def _host(self, columns: Iterable[ColumnJob], room: asyncio.Semaphore) -> None:
        async with room:
            for column in columns:
                await self._column(column)

    async def _column(self, column: ColumnJob) -> None:
        """The listing is told first: its posts are known before the first article of them comes."""
        walk = Walk(column, self._world(column))
        read = await walk.run()
        self.logger.info("%s: %s, %d pages, %s", read.column_id, read.outcome.value, len(read.pages), read.reason)
        self.tell(read)
        articles = wanted(column, walk.pages) if self.job.fetch_articles else ()
        seconds = self._seconds(len(articles) * (1 + MOST_FILES))
        async for result in self.articles.of(column, articles, seconds):
            self.tell(result)

    def _world(self, column: ColumnJob) -> World:
        async def ask(ask: Ask, validators: Validators | None) -> Answer:
            return await self.fetcher.fetch(ask, allow_private=column.column.allow_private, validators=validators)

        pages = self.job.max_list_pages
        return World(ask, self.keep, self.clock, pages, self._seconds(pages))

    def _seconds(self, requests: int) -> float:
        """Time for that many requests to a site that answers, and for ten that hang."""
        return 10 * self.job.timeout + requests * 2 * (self.job.delay + 1)

    def closed(self, reason: str) -> None:
        self.archive.close()


def _by_host(columns: Iterable[ColumnJob]) -> list[list[ColumnJob]]:
    def host(column: ColumnJob) -> str:
        return urlsplit(column.column.url).hostname or ""

    return [list(group) for _, group in itertools.groupby(sorted(columns, key=host), key=host)]
