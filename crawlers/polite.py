"""The spider that all of ours are: it takes turns at its hosts, keeps what comes, and asks inline, as a story reads."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import scrapy
from scrapy.crawler import Crawler

from core.crawl import ShardJob
from core.pages import Capture
from crawlers.archive import ArchiveWriter, archive_name
from crawlers.browser import Renderer
from crawlers.fetch import Answer, Fetcher
from crawlers.turns import Turns


class PoliteSpider(scrapy.Spider):
    """Asks inline through Scrapy's engine. `turns_dir` is shared by all shards of a run."""

    name = "polite"

    def __init__(self, job: ShardJob, turns_dir: Path) -> None:
        super().__init__()
        self.job = job
        self.turns = Turns(turns_dir, job)
        self.archive = ArchiveWriter(Path(job.archive_dir), archive_name(job.run_id, job.shard, self.clock()))
        self.renderer: Renderer
        self.fetcher: Fetcher

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.renderer = Renderer(crawler, spider.turns)
        spider.fetcher = Fetcher(crawler, spider.clock)
        return spider

    def clock(self) -> datetime:
        return self.job.now or datetime.now(UTC)

    def keep(self, answer: Answer) -> Capture:
        return self.archive.keep(answer.page, answer.sent)

    async def start(self) -> AsyncIterator[Any]:
        await self.visit_all()
        await asyncio.sleep(0)
        nothing_left: tuple[scrapy.Request, ...] = ()  # for Scrapy to schedule: all has been asked for inline
        for request in nothing_left:
            yield request

    async def visit_all(self) -> None:
        """The whole of the work."""
        raise NotImplementedError

    def closed(self, reason: str) -> None:
        self.archive.close()
