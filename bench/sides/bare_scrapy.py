"""`python -m bench.sides.bare_scrapy PLAN`: Scrapy by itself, with our manners, and nothing done with what comes.

The same settings as ours: robots.txt obeyed, one request at a time to a host, no delay, 16 at once, conditional
headers where the list is known. Addresses come interleaved by host, which suits Scrapy's queues best.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from bench.sides.memory import Watch
from settings import CHECKOUT

_SETTINGS: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "WARNING",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}


@dataclass(frozen=True)
class Crawl:
    """What the processes came to together; memory is the peak of one."""

    seconds: float
    answers: int
    mb: float
    cpu: float


class BareSpider(scrapy.Spider):
    name = "bare"
    handle_httpstatus_list = (304,)

    def __init__(self, urls: Sequence[str], etag: str | None) -> None:
        super().__init__()
        self.urls, self.etag, self.answers = urls, etag, 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        headers = {"If-None-Match": self.etag} if self.etag else {}
        for url in self.urls:
            yield scrapy.Request(url, headers=headers, callback=self.parse)

    def parse(self, response: Response) -> None:
        self.answers += 1


def crawl(folder: Path, urls: Sequence[str], *, etag: str | None = None, processes: int = 2) -> Crawl:
    """Every url once; a host is asked by one of the processes alone."""
    folder.mkdir(parents=True, exist_ok=True)
    plans = [folder / f"bare-{n}.json" for n in range(processes)]
    for plan, part in zip(plans, _dealt(urls, processes), strict=True):
        plan.write_text(json.dumps({"urls": part, "etag": etag}), encoding="utf-8")
    began, cpu = time.monotonic(), _cpu_of_children()
    with Watch() as watching:
        commands = [[sys.executable, "-m", __name__, str(plan)] for plan in plans]
        started = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) for command in commands]
        answers = sum(int(process.communicate()[0]) for process in started)
    return Crawl(time.monotonic() - began, answers, watching.mb, _cpu_of_children() - cpu)


def _dealt(urls: Sequence[str], processes: int) -> list[list[str]]:
    hosts = {host: number for number, host in enumerate(dict.fromkeys(url.split("/")[2] for url in urls))}
    return [[url for url in urls if hosts[url.split("/")[2]] % processes == n] for n in range(processes)]


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(plan_file: str) -> None:
    plan = json.loads(Path(plan_file).read_text(encoding="utf-8"))
    process = AsyncCrawlerProcess(_SETTINGS)
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, **plan)
    process.start()
    print(crawler.spider.answers if isinstance(crawler.spider, BareSpider) else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
