"""`python -m crawlers.shard JOBFILE`: one shard's crawl.

Its columns come line by line from standard input; result lines, and nothing else, go to standard output.
"""

import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerProcess

from core.crawl import ColumnJob, ShardEnd, ShardJob
from crawlers.child import own_stdout, tell
from crawlers.job import ResultLine, dump_line, load_column, load_job
from crawlers.polite import PoliteSpider
from crawlers.scrapy_settings import scrapy_settings
from crawlers.spider import ColumnSpider
from crawlers.turns import TURNS

_LOOSE = 10_000  # objects between two looks for those that hold each other: a page has some hundred of them


class Results:
    """Writes each line at once."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def tell(self, result: ResultLine) -> None:
        tell(self._out, dump_line(result))


def main(arguments: list[str]) -> int:
    results = Results(own_stdout())
    columns = (load_column(line) for line in os.fdopen(os.dup(0), "rb"))
    try:
        (job_file,) = map(Path, arguments)
        job = load_job(job_file.read_bytes())
    except (ValueError, OSError, ValidationError) as error:
        sys.stderr.write(f"任务文件不可用：{error}\n")
        return 2
    results.tell(crawl(job, columns, job_file.parent / TURNS, results))
    return 0


def crawl(job: ShardJob, columns: Iterable[ColumnJob], turns_dir: Path, results: Results) -> ShardEnd:
    """Runs the spider to its end."""
    gc.freeze()  # all that was imported stays: no need to look through it again and again
    gc.set_threshold(_LOOSE)
    process = AsyncCrawlerProcess(scrapy_settings(job))
    crawler = process.create_crawler(ColumnSpider)
    process.crawl(crawler, job=job, columns=columns, turns_dir=turns_dir, tell=results.tell)
    process.start()
    return _end(job, crawler.spider)


def _end(job: ShardJob, spider: object) -> ShardEnd:
    if not isinstance(spider, PoliteSpider):
        return ShardEnd(job.shard, 0, ())
    hosts = spider.turns.stats()
    return ShardEnd(job.shard, sum(host.requests for host in hosts), hosts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
