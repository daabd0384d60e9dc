"""The gate between a browser page and the network: only what a list needs, one at a time to a host, nowhere private."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as PartRequest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError

from crawlers.middlewares import refuse_private
from crawlers.outcomes import NotAsked
from crawlers.turns import Turns

_UNNEEDED = frozenset({"image", "font", "media"})
_LONGEST_TURN = 10.0  # seconds after which a part that never ends gives its turn away


class Gate:
    """Every request of the page asks here first; it keeps its host's turn until it is answered."""

    def __init__(self, turns: Turns, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._turns = turns
        self._held: dict[PartRequest, AsyncExitStack] = {}
        self._page: Page | None = None
        self._closed = False

    async def stand_before(self, page: Page, request: Request) -> None:
        """scrapy-playwright's page init callback: the route set last is asked first."""
        self._page = page
        page.on("requestfinished", self._release)
        page.on("requestfailed", self._release)
        await page.route("**", self._pass)

    async def settle(self, page: Page, timeout: float) -> None:
        """Waits (milliseconds at most) until the page's scripts ask for nothing more."""
        with contextlib.suppress(BrowserError):  # a page that polls for ever is taken as it stands
            await page.wait_for_load_state("networkidle", timeout=timeout)

    async def close(self) -> None:
        self._closed = True
        for request in list(self._held):
            await self._release(request)
        if self._page is not None and not self._page.is_closed():
            await self._page.close()

    async def _pass(self, route: Route, request: PartRequest) -> None:
        try:
            if request.resource_type in _UNNEEDED or not await self._may_ask(request.url):
                await route.abort()
                return
            await self._take_turn(request)
            await route.fallback()
        except BrowserError:  # the page went away meanwhile
            await self._release(request)

    async def _may_ask(self, url: str) -> bool:
        parts = urlsplit(url)
        if self._closed or parts.scheme not in ("http", "https", "data", "blob"):
            return False
        if self.allow_private or parts.hostname is None:
            return True
        try:
            await refuse_private(parts.hostname)
        except (NotAsked, CannotResolveHostError):
            return False
        return True

    async def _take_turn(self, request: PartRequest) -> None:
        host = urlsplit(request.url).hostname
        if host is None:
            return
        stack = AsyncExitStack()
        await stack.enter_async_context(self._turns.of(host, pause=request.is_navigation_request()))
        self._held[request] = stack
        asyncio.get_running_loop().call_later(_LONGEST_TURN, self._expire, request)

    def _expire(self, request: PartRequest) -> None:
        if request in self._held:
            asyncio.ensure_future(self._release(request))  # noqa: RUF006

    async def _release(self, request: PartRequest) -> None:
        stack = self._held.pop(request, None)
        if stack is not None:
            await stack.aclose()
