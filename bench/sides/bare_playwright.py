"""`python -m bench.sides.bare_playwright URL…`: the same pages drawn by Playwright alone, in the browser that we use.

As many pages at once as ours, pictures, fonts and media left out, and the same wait for the page's scripts; one browser
for all of them, a fresh tab for each. Nothing is done with what was drawn.
"""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Browser, Route, async_playwright
from playwright.async_api import Error as BrowserError

from bench.sides.memory import Watch
from crawlers import browser
from settings import CHECKOUT

_UNNEEDED = frozenset({"image", "font", "media"})


@dataclass(frozen=True)
class Drawing:
    """`mb` is the share of memory of the browser's processes and their driver together."""

    seconds: float
    pages: int
    mb: float


def draw(urls: Sequence[str]) -> Drawing:
    began = time.monotonic()
    with Watch(shares=True) as watching:
        done = subprocess.run([sys.executable, "-m", __name__, *urls], cwd=CHECKOUT, stdout=subprocess.PIPE, check=True)
    return Drawing(time.monotonic() - began, int(done.stdout), watching.shares_mb)


async def _all(urls: Sequence[str]) -> int:
    executable = browser.find_browser()
    if executable is None:
        raise SystemExit(browser.HOW_TO_INSTALL)
    options = {**browser.launch_options(executable), "args": ["--disable-gpu", "--no-first-run"]}
    room = asyncio.Semaphore(browser._PAGES_AT_ONCE)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**options)
        return sum(await asyncio.gather(*(_one(chromium, url, room) for url in urls)))


async def _one(chromium: Browser, url: str, room: asyncio.Semaphore) -> bool:
    async with room:
        page = await chromium.new_page()
        try:
            await page.route("**", _pass)
            await page.goto(url, timeout=60_000)
            with contextlib.suppress(BrowserError):
                await page.wait_for_load_state("networkidle", timeout=10_000)
            return (await page.content()).count("drawn-post") > 1  # the script itself says it once
        finally:
            await page.close()


async def _pass(route: Route) -> None:
    await (route.abort() if route.request.resource_type in _UNNEEDED else route.continue_())


if __name__ == "__main__":
    print(asyncio.run(_all(sys.argv[1:])))
