"""Between the spider and the network: refusing private addresses, and trying again with patience but not for long."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.error import DNSLookupError

from core.pages import Outcome
from crawlers.addresses import is_private, literal_address
from crawlers.outcomes import NotAsked

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

ALLOW_PRIVATE = "allow_private"
LONGEST_WAIT = 10.0  # seconds: a site that asks for more patience than this is left alone for tonight
_SILENT_AFTER = 3  # tries in a row without an answer, after which a host gets one short try an address
_SHORT_TRY = 1 / 3  # of the usual timeout


async def refuse_private(host: str) -> None:
    """Raises NotAsked where `host` is, or resolves to, an address that is not on the public internet.

    The name is resolved by the reactor's caching resolver, which the download asks as well: what was looked at is what
    is connected to.
    """
    address = literal_address(host) or await _resolve(host)
    if is_private(address):
        shown = host if literal_address(host) else f"{host}（{address}）"
        raise NotAsked(Outcome.PRIVATE_ADDRESS, f"{shown}是内网或本机地址，未经允许不访问")


async def _resolve(host: str) -> "IPv4Address | IPv6Address":
    from twisted.internet import reactor  # noqa: PLC0415  (importing it installs one; Scrapy has to do that first)

    try:
        found = literal_address(await maybe_deferred_to_future(cast(ReactorBase, reactor).resolve(host)))
    except (DNSLookupError, UnicodeError) as error:
        raise CannotResolveHostError(host) from error
    if found is None:
        raise CannotResolveHostError(host)
    return found


class PrivateAddressGuard:
    """Refuses private addresses for every request (articles, redirects, robots.txt), unless its column allows them.

    robots.txt is asked for by Scrapy itself, without our mark: it may go where a request that was allowed just went.
    """

    def __init__(self) -> None:
        self._allowed: set[str] = set()

    async def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        if request.meta.get(ALLOW_PRIVATE):
            self._allowed.add(host)
        elif not (is_robots(request) and host in self._allowed):
            await refuse_private(host)


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

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self._gives_up_on(request):
            request.meta["download_timeout"] = self._timeout * _SHORT_TRY

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        self._silent[_host(request)] = 0
        wait = _retry_after(response)
        if is_robots(request) or (wait or 0) > LONGEST_WAIT or (response.status == 429 and wait is None):
            return response
        again = super().process_response(request, response)
        return await self._rested(again, wait) if isinstance(again, Request) else again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        if isinstance(exception, self.exceptions_to_retry):
            self._silent[_host(request)] += 1
        if is_robots(request) or self._gives_up_on(request):
            return None
        again = super().process_exception(request, exception)
        return await self._rested(again, None) if isinstance(again, Request) else None

    def _gives_up_on(self, request: Request) -> bool:
        return self._silent[_host(request)] >= _SILENT_AFTER

    async def _rested(self, again: Request, wait: float | None) -> Request:
        longer = self._pause * 2 ** (again.meta["retry_times"] - 1)
        await asyncio.sleep(max(longer, wait or 0))
        return again


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
