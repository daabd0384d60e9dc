"""`python -m crawlers.shard JOBFILE`: one shard's crawl. Result lines, and nothing else, go to standard output."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerProcess

from core.crawl import ColumnRead, HostStats, ShardEnd, ShardJob
from crawlers.job import ResultLine, dump_line, load_job
from crawlers.launch import crashed
from crawlers.scrapy_settings import scrapy_settings
from crawlers.spider import ColumnSpider

TURNS = "turns"  # beside the job file: all shards of a run take turns at their hosts there


class Results:
    """Writes each line at once, and remembers which columns have been told."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.columns: set[str] = set()

    def tell(self, result: ResultLine) -> None:
        if isinstance(result, ColumnRead):
            self.columns.add(result.column_id)
        try:
            self._out.write(dump_line(result))
            self._out.flush()
        except BrokenPipeError:
            os._exit(1)  # whoever started us is gone: nobody would keep what we find


def main(arguments: list[str]) -> int:
    results = Results(_take_stdout())
    try:
        (job_file,) = map(Path, arguments)
        job = load_job(job_file.read_bytes())
    except (ValueError, OSError, ValidationError) as error:
        sys.stderr.write(f"任务文件不可用：{error}\n")
        return 2
    results.tell(crawl(job, job_file.parent / TURNS, results))
    return 0


def crawl(job: ShardJob, turns_dir: Path, results: Results) -> ShardEnd:
    """Runs the spider to its end; a column that it could not tell of is told of here."""
    process = AsyncCrawlerProcess(scrapy_settings(job))
    crawler = process.create_crawler(ColumnSpider)
    process.crawl(crawler, job=job, turns_dir=turns_dir, tell=results.tell)
    process.start()
    for column in job.columns:
        if column.column.id not in results.columns:
            results.tell(crashed(job, column))
    return _end(job, crawler.spider)


def _end(job: ShardJob, spider: object) -> ShardEnd:
    if not isinstance(spider, ColumnSpider):
        return ShardEnd(job.shard, 0, ())
    turns = spider.turns
    hosts = tuple(HostStats(host, count, turns.bytes[host]) for host, count in sorted(turns.requests.items()))
    return ShardEnd(job.shard, turns.requests.total(), hosts)


def _take_stdout() -> BinaryIO:
    """Keeps standard output for result lines: whatever else is written there, here or in a child, joins the log."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
