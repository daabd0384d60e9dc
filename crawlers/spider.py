"""The spider: columns of a host one after the other, hosts side by side, every result told as soon as it is known."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from core.crawl import MOST_FILES, ColumnJob, ColumnRead, ListPageRead, PageOfHistory, ShardJob
from core.pages import Ask, Outcome
from crawlers.articles import Articles, wanted
from crawlers.asking import Asking
from crawlers.fetch import Answer, Validators
from crawlers.groups import Group, arriving
from crawlers.job import ResultLine
from crawlers.polite import PoliteSpider
from crawlers.scrapy_settings import HOSTS_AT_ONCE
from crawlers.site_search import SiteSearch
from crawlers.visit import World
from crawlers.walk import Walk

_HOST_AWAY = frozenset(
    {
        Outcome.SERVER_ERROR,
        Outcome.BLOCKED,
        Outcome.DNS,
        Outcome.TLS,
        Outcome.CONNECTION,
        Outcome.TIMEOUT,
        Outcome.OUTSIDE_WINDOW,
        Outcome.BUDGET,
    }
)


class ColumnSpider(PoliteSpider):
    """Reads the columns of one shard as they come; `tell` takes each result line."""

    name = "columns"

    def __init__(
        self, job: ShardJob, columns: Iterable[ColumnJob], turns_dir: Path, tell: Callable[[ResultLine], None]
    ) -> None:
        super().__init__(job, turns_dir)
        self.columns = columns
        self.tell = tell
        self.articles: Articles

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.articles = Articles(Asking(spider.fetcher, spider.keep, spider.clock), look_twice=spider.job.look_twice)
        return spider

    async def visit_all(self) -> None:
        """As many hosts at once as there is room for; the next are taken in when one is done with."""
        async with aclosing(arriving(self.columns)) as groups, asyncio.TaskGroup() as tasks:
            room = asyncio.Semaphore(HOSTS_AT_ONCE)
            await room.acquire()
            async for group in groups:
                tasks.create_task(self._host(group)).add_done_callback(lambda _: room.release())
                await room.acquire()

    async def _host(self, columns: Group) -> None:
        for column in columns:
            await self._column(column)

    async def _column(self, column: ColumnJob) -> None:
        """The listing is told first: its posts are known before the first article of them comes. A walk into the past
        has told its pages one by one; it is over when its articles have come as well.
        """
        into_past = column.first_day is not None
        walk = Walk(column, self._world(column), self._tell_page if into_past else None)
        read = await walk.run()
        self.logger.info("%s: %s, %d pages, %s", read.column_id, read.outcome.value, len(read.pages), read.reason)
        if not into_past:
            self.tell(read)
        if self.job.fetch_articles:
            await self._articles(column, walk, read)
        if into_past:
            self.tell(replace(read, pages=()))

    async def _articles(self, column: ColumnJob, walk: Walk, read: ColumnRead) -> None:
        found = [page async for page in self._searched(column, walk, read.outcome)]
        articles = wanted(column, (*walk.pages, *found))
        if read.outcome in _HOST_AWAY and not walk.pages:  # each article asked for would only add to its troubles
            articles = tuple(article for article in articles if _host(article.ref.url) != _host(column.column.url))
        async for result in self.articles.of(column, articles, self._seconds(len(articles) * (2 + MOST_FILES))):
            self.tell(result)

    async def _searched(self, column: ColumnJob, walk: Walk, outcome: Outcome) -> AsyncIterator[ListPageRead]:
        """What the site's own search finds, where a walk into the past wants it; only as much as it gives soundly."""
        if column.search is None or not outcome.sound:
            return
        async for page in SiteSearch(self._world(column)).pages(column, walk.entrance):
            self._tell_page(column.column.id, page, search=True)
            yield page

    def _tell_page(self, column_id: str, page: ListPageRead, *, search: bool = False) -> None:
        self.tell(PageOfHistory(column_id, page, self.clock(), search))

    def _world(self, column: ColumnJob) -> World:
        async def ask(ask: Ask, validators: Validators | None) -> Answer:
            return await self.fetcher.fetch(ask, allow_private=column.column.allow_private, validators=validators)

        pages = self.job.max_list_pages
        return World(ask, self.keep, self.clock, pages, self._seconds(pages))

    def _seconds(self, requests: int) -> float:
        """Time for that many requests to a site that answers, and for ten that hang."""
        return 10 * self.job.timeout + requests * 2 * (self.job.delay + 1)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
