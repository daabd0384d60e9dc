"""`python -m crawlers.scout JOBFILE`: one site is looked through; what is told goes to standard output line by line."""

import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerProcess

from core.discovery import Discovery, ScoutJob
from core.pages import Ask, Outcome
from crawlers.child import own_stdout, tell
from crawlers.fetch import Answer
from crawlers.polite import PoliteSpider
from crawlers.scout_launch import dump_line, load_job
from crawlers.scouting import Scouting, Told
from crawlers.scrapy_settings import scrapy_settings
from crawlers.turns import TURNS


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
    out = own_stdout()
    try:
        (job_file,) = map(Path, arguments)
        job = load_job(job_file.read_bytes())
    except (ValueError, OSError, ValidationError) as error:
        sys.stderr.write(f"任务文件不可用：{error}\n")
        return 2
    scout(job, job_file.parent / TURNS, lambda told: tell(out, dump_line(told)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
