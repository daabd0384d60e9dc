"""Pages that only a browser can draw: found, started when first needed, watched, and as polite as the rest of us."""

import asyncio
import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.httpobj import urlparse_cached

from core.pages import Outcome
from crawlers.outcomes import NotAsked
from crawlers.turns import Turns

logger = logging.getLogger(__name__)

HOW_TO_INSTALL = "安装浏览器：apt-get install chromium-headless-shell 或 chromium"
_COMMANDS = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable")
_PLAYWRIGHTS_OWN = ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/*/chrome")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing listens there: the browser itself reaches no network, `crawlers.gate` makes its requests.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_PAGES_AT_ONCE = 4
_PAGES_A_BROWSER = 100  # then a fresh one is started: long-lived ones leak
_SETTLE = 10.0  # seconds that a page's scripts have to finish drawing
_START = 30.0  # seconds that a browser has to start
_CLOSE = 5.0


def find_browser(environ: Mapping[str, str] = os.environ) -> Path | None:
    """`FAZHIWATCH_BROWSER` alone where set; else Debian's small build, a Chromium, a Chrome, Playwright's own."""
    if chosen := environ.get("FAZHIWATCH_BROWSER"):
        return _executable(shutil.which(chosen, path=environ.get("PATH")))
    for command in _COMMANDS:
        if found := _executable(shutil.which(command, path=environ.get("PATH"))):
            return found
    folder = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    own = [path for pattern in _PLAYWRIGHTS_OWN for path in sorted(folder.glob(pattern), reverse=True)]
    return next((path for path in own if os.access(path, os.X_OK)), None)


def why_missing(environ: Mapping[str, str] = os.environ) -> str:
    """Why `find_browser` finds none, and what to do (Chinese)."""
    if chosen := environ.get("FAZHIWATCH_BROWSER"):
        return f"FAZHIWATCH_BROWSER 指定的 {chosen} 不存在或不能运行。请改正这项设置，或去掉它并{HOW_TO_INSTALL}"
    return f"没有找到浏览器。请{HOW_TO_INSTALL}"


def launch_options(executable: Path) -> dict[str, Any]:
    """How the browser is started. Its sandbox is left on but as root, where it cannot work."""
    return {
        "executable_path": str(executable),
        "headless": True,
        "chromium_sandbox": os.geteuid() != 0,
        "args": list(_ARGUMENTS),
        "timeout": _START * 1000,
    }


class Renderer:
    """Draws pages through scrapy-playwright with one shared browser; a failure is told as an outcome, and passes."""

    def __init__(self, crawler: Crawler, turns: Turns) -> None:
        self._crawler = crawler
        self._turns = turns
        self._handler: Any = None
        self._starting = asyncio.Lock()
        self._pages = asyncio.Semaphore(_PAGES_AT_ONCE)
        self._drawing = self._drawn = 0

    async def render(self, request: Request) -> Response:
        """The page as drawn. Raises NotAsked: no browser, or it fails or hangs; no network; a private address."""
        timeout = self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        async with self._pages:
            self._drawing += 1
            try:
                async with asyncio.timeout(_START + 2 * timeout + _SETTLE):
                    return await self._render(request, timeout)
            except TimeoutError:
                raise NotAsked(Outcome.BROWSER_FAILED, "浏览器在规定时间内没有画完页面") from None
            finally:
                self._drawing -= 1

    async def close(self) -> None:
        """Ends the browser; one that does not end in time is left to the end of this process."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            async with asyncio.timeout(_CLOSE):
                await handler.close()
        except Exception:
            logger.warning("the browser did not close well", exc_info=True)

    async def _render(self, request: Request, timeout: float) -> Response:
        from crawlers.gate import Gate  # noqa: PLC0415  (Playwright is loaded when a page needs it)

        handler = await self._started()
        gate = Gate(self._turns, allow_private=bool(request.meta.get("allow_private")), timeout=timeout)
        drawn = request.replace(meta={**request.meta, **self._meta(gate, timeout)})
        try:
            response: Response = await handler.download_request(drawn)
        except Exception as error:
            if gate.moved_to:
                return Response(request.url, status=302, headers={"Location": gate.moved_to})
            raise gate.failure or _told(error) from error
        finally:
            self._drawn += 1
            await self._leave(gate)
        drawn.headers = Headers(gate.sent)
        self._turns.manners.of(urlparse_cached(request).hostname or "").bytes += len(response.body)
        return response

    async def _started(self) -> Any:
        async with self._starting:
            if self._handler is not None and self._drawn >= _PAGES_A_BROWSER and self._drawing == 1:
                await self.close()
            if self._handler is None:
                self._handler, self._drawn = await self._start(), 0
            return self._handler

    async def _start(self) -> Any:
        executable = find_browser()
        if executable is None:
            raise NotAsked(Outcome.BROWSER_MISSING, f"此页面须用浏览器才能读取，但{why_missing()}")
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # noqa: PLC0415

        handler = ScrapyPlaywrightDownloadHandler.from_crawler(self._crawler)
        handler.config.launch_options = launch_options(executable)
        handler.config.target_closed_max_retries = 1
        await handler._maybe_launch_in_thread()  # what it does itself when an engine starts; ours has started long ago
        return handler

    def _meta(self, gate: Any, timeout: float) -> dict[str, Any]:
        from scrapy_playwright.page import PageMethod  # noqa: PLC0415

        return {
            "playwright": True,
            "playwright_context_kwargs": {
                "user_agent": self._crawler.settings["USER_AGENT"],
                "locale": "zh-CN",
                "ignore_https_errors": True,
                "service_workers": "block",
                "accept_downloads": False,
            },
            "playwright_page_init_callback": gate.stand_before,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded", "timeout": 2 * timeout * 1000},
            "playwright_page_methods": [PageMethod(gate.settle, timeout=_SETTLE * 1000)],
        }

    async def _leave(self, gate: Any) -> None:
        """A page that cannot be closed hangs: then the whole browser goes, and the next page starts another."""
        try:
            async with asyncio.timeout(_CLOSE):
                await gate.close()
        except TimeoutError:
            logger.warning("a page hangs, the browser is given up")
            await self.close()


def _executable(found: str | None) -> Path | None:
    return Path(found) if found else None


def _told(error: Exception) -> NotAsked:
    logger.warning("browser failed: %s", error)
    if "Timeout" in type(error).__name__:
        return NotAsked(Outcome.BROWSER_FAILED, "浏览器在规定时间内没有画完页面")
    return NotAsked(Outcome.BROWSER_FAILED, f"浏览器出错（{type(error).__name__}），没有画出页面")
