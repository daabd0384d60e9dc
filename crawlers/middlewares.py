"""Between the spider and the network: who may be asked, and trying again with patience but not for long."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from core.pages import Outcome
from crawlers.manners import LONGEST_WAIT, Manners
from crawlers.names import ALLOW_PRIVATE, refuse_private
from crawlers.polite import PoliteSpider

_SILENT_AFTER = 3  # tries in a row without an answer, after which a host gets one short try an address
_SHORT_TRY = 1 / 3  # of the usual timeout
_BUSY = {429: Outcome.BLOCKED, 503: Outcome.SERVER_ERROR}  # answers whose Retry-After asks us to stay away


class Doorkeeper:
    """Refuses private addresses for every request (articles, redirects, robots.txt), and hosts that may not be asked
    now: before robots.txt, whose lack would be taken for leave.

    Where a column may be private, the hosts of all such columns are open to it, and to robots.txt, which Scrapy asks
    for without our mark.
    """

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(manners_of(crawler))

    async def process_request(self, request: Request) -> None:
        host = _host(request)
        await refuse_private(host, allowed=bool(request.meta.get(ALLOW_PRIVATE)) or is_robots(request))
        self._manners.admit(host)


class PatientRetry(RetryMiddleware):
    """Tries again after a pause; asks a host that stays silent, or asks for more time than we have, no further.

    A dead host with many columns must not cost minutes for each: after three tries in a row without any answer, each
    further address of it gets one short try, until it answers again.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._pause = min(1.0, max(0.1, crawler.settings.getfloat("FAZHIWATCH_DELAY")))
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._silent: Counter[str] = Counter()
        self._manners = manners_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self._gives_up_on(request):
            request.meta["download_timeout"] = self._timeout * _SHORT_TRY

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        self._silent[_host(request)] = 0
        wait = _retry_after(response) if response.status in _BUSY else None
        if wait:
            self._manners.of(_host(request)).leave_alone(wait, _BUSY[response.status])
        if (wait or 0) > LONGEST_WAIT or (response.status == 429 and wait is None):
            return response
        if is_robots(request) and response.status < 500:
            return response
        again = super().process_response(request, response)
        return await self._rested(again) if isinstance(again, Request) else again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        if isinstance(exception, self.exceptions_to_retry):
            self._silent[_host(request)] += 1
        if is_robots(request) or self._gives_up_on(request):
            return None
        again = super().process_exception(request, exception)
        return await self._rested(again) if isinstance(again, Request) else None

    def _gives_up_on(self, request: Request) -> bool:
        return self._silent[_host(request)] >= _SILENT_AFTER

    async def _rested(self, again: Request) -> Request:
        """After a pause of our own; what the site itself asked for is waited for at its turn."""
        self._manners.of(_host(again)).retries += 1
        await asyncio.sleep(self._pause * 2 ** (again.meta["retry_times"] - 1))
        return again


def manners_of(crawler: Crawler) -> Manners:
    if not isinstance(crawler.spider, PoliteSpider):
        raise TypeError("our middlewares serve a PoliteSpider alone")
    return crawler.spider.turns.manners


def is_robots(request: Request) -> bool:
    """Scrapy's own request for robots.txt; ours never carry this mark."""
    return bool(request.meta.get("dont_obey_robotstxt"))


def _host(request: Request) -> str:
    return urlparse_cached(request).hostname or ""


def _retry_after(response: Response) -> float | None:
    """Seconds that the site asks us to wait, given as a number or as a date."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
