"""The gate between a browser page and the network: only what a list needs, one at a time to a host, nowhere private.

The browser itself reaches no network (see `launch_options`): each of its requests is made here, hop by hop, so that
no redirect, worker or socket of a page goes where the rest of us would not.
"""

import asyncio
import contextlib
from urllib.parse import urljoin, urlsplit

from playwright.async_api import APIResponse, Page, Route
from playwright.async_api import Error as BrowserError
from playwright.async_api import Request as PartRequest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError

from core.pages import Outcome
from crawlers.names import refuse_private
from crawlers.outcomes import NotAsked, outcome_of
from crawlers.turns import Turns

_UNNEEDED = frozenset({"image", "font", "media"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 5
_MOST_PARTS = 100  # a page that asks for more polls, or draws what is no list

# What the fetching side of Playwright (Node) says of a failure.
_FAILURES = (
    ("ENOTFOUND", Outcome.DNS, "域名无法解析"),
    ("EAI_", Outcome.DNS, "域名无法解析"),
    ("Timeout", Outcome.TIMEOUT, "网站在规定时间内没有应答完"),
    ("ETIMEDOUT", Outcome.TIMEOUT, "网站在规定时间内没有应答完"),
    ("SSL", Outcome.TLS, "加密连接（TLS）握手失败"),
    ("certificate", Outcome.TLS, "加密连接（TLS）握手失败"),
    ("EPROTO", Outcome.TLS, "加密连接（TLS）握手失败"),
    ("ECONN", Outcome.CONNECTION, "连接中断，没有得到应答"),
    ("hang up", Outcome.CONNECTION, "连接中断，没有得到应答"),
)


class Gate:
    """Makes the requests of one page. `failure` and `moved_to` tell why its document did not come."""

    def __init__(self, turns: Turns, *, allow_private: bool, timeout: float) -> None:
        self.failure: NotAsked | None = None
        self.moved_to: str | None = None
        self.sent: dict[str, str] = {}
        self._allow_private = allow_private
        self._turns = turns
        self._timeout = timeout
        self._page: Page | None = None
        self._parts = 0
        self._at_work: set[asyncio.Task[None]] = set()

    async def stand_before(self, page: Page, request: Request) -> None:
        """scrapy-playwright's page init callback: the route set last is asked first."""
        self._page = page
        await page.route("**", self._pass)

    async def settle(self, page: Page, timeout: float) -> None:
        """Waits (milliseconds at most) until the page's scripts ask for nothing more."""
        with contextlib.suppress(BrowserError):  # a page that polls for ever is taken as it stands
            await page.wait_for_load_state("networkidle", timeout=timeout)

    async def close(self) -> None:
        for task in self._at_work:
            task.cancel()
        if self._page is not None and not self._page.is_closed():
            await self._page.close()

    async def _pass(self, route: Route, request: PartRequest) -> None:
        task = asyncio.ensure_future(self._answer(route, request))
        self._at_work.add(task)
        with contextlib.suppress(BrowserError, asyncio.CancelledError):  # the page went away meanwhile
            await task
        self._at_work.discard(task)

    async def _answer(self, route: Route, request: PartRequest) -> None:
        self._parts += 1
        if request.resource_type in _UNNEEDED or self._parts > _MOST_PARTS:
            await route.abort()
        elif self._parts == 1:
            await self._answer_document(route, request)
        else:
            try:
                await route.fulfill(response=await self._follow(route, request.url))
            except NotAsked:
                await route.abort()

    async def _answer_document(self, route: Route, request: PartRequest) -> None:
        """The page itself. A redirect of it is told, and followed by Scrapy, like any other."""
        self.sent = request.headers
        try:
            response = await self._fetch(route, request.url, pause=True)
        except NotAsked as failure:
            self.failure = failure
            await route.abort()
            return
        self.moved_to = _redirect(response, request.url)
        await (route.abort() if self.moved_to else route.fulfill(response=response))

    async def _follow(self, route: Route, url: str) -> APIResponse:
        for _ in range(_MOST_HOPS):
            response = await self._fetch(route, url, pause=False)
            following = _redirect(response, url)
            if following is None:
                return response
            url = following
        raise NotAsked(Outcome.HTTP_ERROR, "网站反复跳转，没有给出页面")

    async def _fetch(self, route: Route, url: str, *, pause: bool) -> APIResponse:
        host = urlsplit(url).hostname or ""
        try:
            await refuse_private(host, allowed=self._allow_private)
        except CannotResolveHostError as error:
            raise NotAsked(*outcome_of(error)) from error
        async with self._turns.of(host, pause=pause):
            try:
                return await route.fetch(url=url, max_redirects=0, timeout=self._timeout * 1000)
            except BrowserError as error:
                raise _told(error) from error


def _redirect(response: APIResponse, url: str) -> str | None:
    location = response.headers.get("location")
    return urljoin(url, location) if response.status in _REDIRECTS and location else None


def _told(error: BrowserError) -> NotAsked:
    for sign, outcome, reason in _FAILURES:
        if sign in error.message:
            return NotAsked(outcome, reason)
    return NotAsked(Outcome.CONNECTION, "连接中断，没有得到应答")
