"""A page drawn as a reader would see it: its pictures loaded, the whole of it on one picture and on A4 pages."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as PartRequest

from core.times import SHANGHAI
from crawlers.browser import Renderer
from crawlers.gate import Gate
from crawlers.outcomes import NotAsked

WIDTH, SCREEN = 1280, 900  # pixels
MOST_HEIGHT = 16_000  # pixels; Chromium paints no picture that is much higher
_MOST_PICTURES = 200
_SETTLE = 10.0  # seconds that pictures have to come
_HEIGHT = "() => document.documentElement.scrollHeight"
_MARGINS = {"top": "12mm", "bottom": "16mm", "left": "10mm", "right": "10mm"}

VIEW: dict[str, Any] = {"viewport": {"width": WIDTH, "height": SCREEN}, "device_scale_factor": 1}


@dataclass(frozen=True, slots=True)
class Shot:
    """`cut`: the picture ends before the page does."""

    png: bytes
    pdf: bytes
    title: str
    browser: str
    cut: bool


class Photographer(Renderer):
    """The renderer of lists, but that pictures and fonts pass the gate too; `shot` is of the page drawn last."""

    shot: Shot | None = None
    clock: Callable[[], datetime]

    def _meta(self, gate: Gate, timeout: float) -> dict[str, Any]:
        from scrapy_playwright.page import PageMethod  # noqa: PLC0415  (Playwright is loaded when a page needs it)

        meta = super()._meta(gate, timeout)
        meta["playwright_context_kwargs"] |= VIEW
        meta["playwright_page_init_callback"] = _WithPictures(gate).stand_before
        meta["playwright_page_methods"] = [*meta["playwright_page_methods"], PageMethod(self._take)]
        return meta

    async def _take(self, page: Page) -> None:
        self.shot = await take(page, page.url, f"打开于 {clock_words(self.clock())}")


class _WithPictures:
    """Stands before the gate: what a list does not need and a reader sees, fetched as carefully as all else."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._pictures = 0

    async def stand_before(self, page: Page, request: Any) -> None:
        await self._gate.stand_before(page, request)
        await page.route("**", self._pass)  # the route set last is asked first

    async def _pass(self, route: Route, request: PartRequest) -> None:
        if request.resource_type not in ("image", "font"):
            await route.fallback()
            return
        self._pictures += 1
        with contextlib.suppress(BrowserError):  # the page went away meanwhile
            try:
                if self._pictures > _MOST_PICTURES:
                    raise BrowserError("too many")
                await route.fulfill(response=await self._gate._follow(route, request.url))
            except (NotAsked, BrowserError):
                await route.abort()


async def take(page: Page, address: str, remark: str) -> Shot:
    """Photographs the page that stands there; `address` and `remark` are printed at the foot of each A4 page."""
    height = await _unroll(page)
    whole: dict[str, Any] = {"full_page": True, "animations": "disabled"}
    if cut := height > MOST_HEIGHT:
        whole["clip"] = {"x": 0, "y": 0, "width": WIDTH, "height": MOST_HEIGHT}
    png = await page.screenshot(**whole)
    await page.emulate_media(media="screen")  # a print style may hide what the screen shows
    pdf = await page.pdf(
        format="A4",
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=_foot(address, remark),
        margin=_MARGINS,  # type: ignore[arg-type]
    )
    browser = page.context.browser
    return Shot(png, pdf, await page.title(), f"Chromium {browser.version}" if browser else "Chromium", cut)


async def _unroll(page: Page) -> int:
    """Scrolls through the page once, so that pictures come which wait for it; the page's height in pixels."""
    height: int = await page.evaluate(_HEIGHT)
    for top in range(0, min(height, MOST_HEIGHT), SCREEN):
        await page.evaluate("top => window.scrollTo(0, top)", top)
        await asyncio.sleep(0.05)
    await page.evaluate("() => window.scrollTo(0, 0)")
    with contextlib.suppress(BrowserError):  # a page that never settles is taken as it stands
        await page.wait_for_load_state("networkidle", timeout=_SETTLE * 1000)
    return int(await page.evaluate(_HEIGHT))


def clock_words(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}（北京时间）"


def _foot(address: str, remark: str) -> str:
    pages = '<span class="pageNumber"></span>/<span class="totalPages"></span>'
    style = "font-size:7px;width:100%;padding:0 10mm;display:flex;justify-content:space-between"
    return f'<div style="{style}"><span>{escape(address[:150])}</span><span>{escape(remark)}　{pages}</span></div>'
