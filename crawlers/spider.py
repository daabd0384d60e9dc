"""The spider: columns of a host one after the other, hosts side by side, every result told soon after it is known."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from core.absence import GONE
from core.crawl import (
    MOST_FILES,
    ArticleRead,
    ColumnJob,
    ColumnRead,
    Depth,
    KnownArticle,
    ListPageRead,
    PageOfHistory,
    ShardJob,
)
from core.pages import Ask, Capture, Outcome
from crawlers.articles import Articles, missing, wanted
from crawlers.asking import Asking
from crawlers.fetch import Answer, Validators
from crawlers.groups import Group, arriving
from crawlers.job import ResultLine
from crawlers.polite import PoliteSpider
from crawlers.revisits import Place
from crawlers.scrapy_settings import HOSTS_AT_ONCE
from crawlers.site_search import SiteSearch
from crawlers.telling import Telling
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
        self.telling = Telling(self.archive.sync, tell)
        self.tell = self.telling.tell
        self.articles: Articles
        self._gone: set[str] = set()  # addresses of held articles that were gone when asked for

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.articles = Articles(Asking(spider.fetcher, spider.keep, spider.clock), look_twice=spider.job.look_twice)
        return spider

    def keep(self, answer: Answer) -> Capture:
        """On the disk before it is told of, not before it is read."""
        return self.archive.write(answer.page, answer.sent)

    def keep_again(self, answer: Answer, place: Place | None) -> Capture:
        """The same bytes as before: by reference to them, where they are to be found."""
        return self.archive.write_again(answer.page, answer.sent, place) if place else self.keep(answer)

    def closed(self, reason: str) -> None:
        self.telling.settle()
        super().closed(reason)

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
        """To its newest posts is far enough while all that it holds stands: of what is gone, the whole list shall say
        in the same night whether it still shows it.
        """
        if self._missed(column):
            column = replace(column, depth=Depth.WHOLE, prove=True)
        read, asked = await self._read(column)
        if self._missed(column) and read.outcome.sound and not read.complete:
            await self._read(replace(column, depth=Depth.WHOLE, prove=True), asked)

    def _missed(self, column: ColumnJob) -> bool:
        return column.depth is Depth.NEWEST and not self._gone.isdisjoint(column.held)

    async def _read(self, column: ColumnJob, asked: Collection[str] = ()) -> tuple[ColumnRead, frozenset[str]]:
        """The list, and the articles but those `asked` for already; which were. The listing is told first: its posts
        are known before the first article of them comes. A walk into the past has told its pages one by one; it is
        over when its articles have come as well.
        """
        into_past = column.first_day is not None
        walk = Walk(column, self._world(column), self._tell_page if into_past else None)
        read = await walk.run()
        self.logger.info("%s: %s, %d pages, %s", read.column_id, read.outcome.value, len(read.pages), read.reason)
        if not into_past:
            self.tell(read)
        articles: tuple[KnownArticle, ...] = ()
        if self.job.fetch_articles:
            articles = tuple(a for a in await self._wanted(column, walk, read) if a.ref.url not in asked)
            await self._fetch(column, articles)
        if into_past:
            self.tell(replace(read, pages=()))
        return read, frozenset(article.ref.url for article in articles)

    async def _wanted(self, column: ColumnJob, walk: Walk, read: ColumnRead) -> tuple[KnownArticle, ...]:
        found = [page async for page in self._searched(column, walk, read.outcome)]
        articles = wanted(column, (*walk.pages, *found))
        if read.complete:
            articles += missing(column, walk.pages)
        if read.outcome in _HOST_AWAY and not walk.pages:  # each article asked for would only add to its troubles
            articles = tuple(article for article in articles if _host(article.ref.url) != _host(column.column.url))
        return articles

    async def _fetch(self, column: ColumnJob, articles: Sequence[KnownArticle]) -> None:
        stood = {article.ref.url for article in articles if article.digest and not article.withdrawn}
        async for result in self.articles.of(column, articles, self._seconds(len(articles) * (2 + MOST_FILES))):
            self.tell(result)
            if isinstance(result, ArticleRead) and result.outcome in GONE and result.ref.url in stood:
                self._gone.add(result.ref.url)

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
        again = self.keep_again if column.prove else None
        return World(ask, self.keep, self.clock, pages, self._seconds(pages), again)

    def _seconds(self, requests: int) -> float:
        """Time for that many requests to a site that answers, and for ten that hang."""
        return 10 * self.job.timeout + requests * 2 * (self.job.delay + 1)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
