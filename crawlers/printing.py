"""`python -m crawlers.printing FILE.html`: a page of ours is printed on A4, FILE.pdf beside it, without the network."""

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.child import child, own_stdout, tell

if (
    TYPE_CHECKING
):  # Playwright and Scrapy are loaded where a page is printed: servers that may have to stand by for long
    from playwright.async_api import Route

_SECONDS = 60.0  # that drawing may take
_DATES = re.compile(rb"\(D:\d{14}\+00'00'\)")
_FOOT = (
    '<div style="font-size:7px;width:100%;padding:0 16mm;display:flex;justify-content:space-between">'
    '<span class="title"></span><span>第<span class="pageNumber"></span>页，共<span class="totalPages"></span>页</span>'
    "</div>"
)


class NotPrintedError(Exception):
    """There is no PDF; the message (Chinese) says why."""


def print_page(html: Path, log_file: Path, made_at: datetime) -> bytes:
    """A local page as PDF, printed in a process of its own; the same page and `made_at` give the same bytes.

    Raises NotPrintedError: no browser, or it failed.
    """
    from crawlers.browser import find_browser, why_missing  # noqa: PLC0415

    if find_browser() is None:
        raise NotPrintedError(f"没有生成 PDF：{why_missing()}")
    with child("crawlers.printing", html, log_file, _SECONDS) as process:
        told = process.stdout.read() if process.stdout else b""
    if told != b"ok\n":
        raise NotPrintedError(f"浏览器没有打印成功，没有生成 PDF（限时 {_SECONDS:g} 秒），详见 {log_file}")
    return stamped(html.with_suffix(".pdf").read_bytes(), made_at)


def stamped(pdf: bytes, made_at: datetime) -> bytes:
    """The browser writes the time of the real clock into the file: ours, of the same length, stands there instead."""
    return _DATES.sub(f"(D:{made_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00')".encode(), pdf)


async def _print(html: Path) -> None:
    from playwright.async_api import async_playwright  # noqa: PLC0415

    from crawlers.browser import find_browser, launch_options  # noqa: PLC0415

    executable = find_browser()
    assert executable
    async with asyncio.timeout(_SECONDS), async_playwright() as play:
        browser = await play.chromium.launch(**launch_options(executable))
        try:
            context = await browser.new_context(java_script_enabled=False, service_workers="block", offline=True)
            page = await context.new_page()
            await page.route("**", _refuse)
            await page.set_content(html.read_text(encoding="utf-8"), wait_until="load")
            await page.pdf(
                path=html.with_suffix(".pdf"),
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=_FOOT,
            )
        finally:
            await browser.close()


async def _refuse(route: "Route") -> None:
    await route.abort()


def main(arguments: list[str]) -> int:
    from playwright.async_api import Error as BrowserError  # noqa: PLC0415

    out = own_stdout()
    (html,) = map(Path, arguments)
    try:
        asyncio.run(_print(html))
    except (BrowserError, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    tell(out, b"ok\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
