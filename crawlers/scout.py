"""`python -m crawlers.scout JOBFILE`: one site is looked through; what is told goes to standard output line by line."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerProcess

from core.discovery import Discovery, ScoutJob
from core.pages import Ask, Outcome
from crawlers.fetch import Answer
from crawlers.polite import PoliteSpider
from crawlers.scout_launch import TURNS, dump_line, load_job
from crawlers.scouting import Scouting, Told
from crawlers.scrapy_settings import scrapy_settings


class ScoutSpider(PoliteSpider):
    """One site, one request at a time."""

    name = "scout"

    def __init__(self, job: ScoutJob, turns_dir: Path, tell: Callable[[Told], None]) -> None:
        super().__init__(job.shard, turns_dir)
        self.errand = job
        self.tell = tell

    async def visit_all(self) -> None:
        scouting = Scouting(self.errand, self._fetch, self.keep, self.clock, self.tell)
        try:
            self.tell(await scouting.run())
        except Exception as error:
            self.logger.exception("our own code failed")
            reason = f"程序出错（{type(error).__name__}），详见日志"
            self.tell(Discovery(self.errand.url, Outcome.CRASHED, reason, requests=scouting.asked))

    async def _fetch(self, ask: Ask) -> Answer:
        return await self.fetcher.fetch(ask, allow_private=self.errand.allow_private)


def scout(job: ScoutJob, turns_dir: Path, tell: Callable[[Told], None]) -> None:
    """Looks through the site; `tell` hears the Discovery last."""
    process = AsyncCrawlerProcess(scrapy_settings(job.shard))
    process.crawl(process.create_crawler(ScoutSpider), job=job, turns_dir=turns_dir, tell=tell)
    process.start()


def main(arguments: list[str]) -> int:
    out = _take_stdout()

    def tell(told: Told) -> None:
        try:
            out.write(dump_line(told))
            out.flush()
        except BrokenPipeError:
            os._exit(1)  # whoever started us is gone

    try:
        (job_file,) = map(Path, arguments)
        job = load_job(job_file.read_bytes())
    except (ValueError, OSError, ValidationError) as error:
        sys.stderr.write(f"任务文件不可用：{error}\n")
        return 2
    scout(job, job_file.parent / TURNS, tell)
    return 0


def _take_stdout() -> BinaryIO:
    """Keeps standard output for lines of ours: whatever else is written there joins the log."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
