"""`python -m crawlers.snapshot JOBFILE`: one page is drawn and kept as picture and print; one line is told of it."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from playwright.async_api import Error as BrowserError
from playwright.async_api import Route, async_playwright
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from core.pages import Ask, Outcome
from core.pictures import address_of
from crawlers import soundness
from crawlers.archive import ArchiveError, ArchiveWriter, archive_name, read_payload
from crawlers.browser import find_browser, launch_options, why_missing
from crawlers.child import own_stdout, tell
from crawlers.fetch import Answer, NoAnswerError
from crawlers.photographer import VIEW, Photographer, Shot, clock_words, take
from crawlers.polite import PoliteSpider
from crawlers.scrapy_settings import scrapy_settings
from crawlers.snapshot_launch import Kept, Snapshot, SnapshotJob, dump_snapshot, load_job
from crawlers.turns import TURNS
from parsers import decode_text

_SECONDS = 90.0  # that drawing a kept page may take
_UNKNOWN = "http://address.invalid/"  # stands for the address of a page that has none

Tell = Callable[[Snapshot], None]


class SnapshotSpider(PoliteSpider):
    """One page, as its site gives it now."""

    name = "snapshot"
    photographer: Photographer

    def __init__(self, job: SnapshotJob, turns_dir: Path, tell: Tell) -> None:
        super().__init__(job.shard, turns_dir)
        self.errand = job
        self.tell = tell

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.photographer = Photographer(crawler, spider.turns)
        spider.photographer.clock = spider.clock
        spider.renderer = spider.photographer
        return spider

    async def visit_all(self) -> None:
        job = self.errand
        try:
            answer = await self.fetcher.fetch(Ask(job.url, render=True), allow_private=job.allow_private)
        except NoAnswerError as problem:
            self.tell(Snapshot(problem.outcome, problem.reason, job.url, self.clock()))
            return
        if self.photographer.shot is None:
            self.tell(Snapshot(Outcome.BROWSER_FAILED, "浏览器没有画出页面", job.url, self.clock()))
            return
        self.tell(_of_answer(self.archive, job, answer, self.photographer.shot))


def _of_answer(archive: ArchiveWriter, job: SnapshotJob, answer: Answer, shot: Shot) -> Snapshot:
    page = answer.page
    outcome, reason = soundness.judge_page(page, asked_url=job.url, expect="article")
    origin = f"由 {shot.browser} 打开 {page.url} 截取"
    snapshot = Snapshot(outcome, reason, page.url, page.fetched_at, page.status, origin=origin)
    return _kept(archive, job.url, shot, snapshot)


def _kept(archive: ArchiveWriter, url: str, shot: Shot, snapshot: Snapshot) -> Snapshot:
    """Keeps picture and print of what was asked for at `url`; `snapshot` with where they lie."""
    at, origin = snapshot.taken_at, snapshot.origin
    return replace(
        snapshot,
        title=shot.title or None,
        browser=shot.browser,
        cut=shot.cut,
        screenshot=archive.keep_resource(address_of("screenshot", url), shot.png, "image/png", at, origin),
        print=archive.keep_resource(address_of("print", url), shot.pdf, "application/pdf", at, origin),
    )


def draw_kept(job: SnapshotJob, kept: Kept) -> Snapshot:
    """A page out of our archive, drawn without its scripts and without the network."""
    at = job.shard.now or datetime.now(UTC)
    if (executable := find_browser()) is None:
        return Snapshot(Outcome.BROWSER_MISSING, why_missing(), job.url, at)
    folder = Path(job.shard.archive_dir)
    try:
        payload = read_payload(folder, kept.warc_file, kept.offset)
        html = decode_text(payload.body)[0]
        shot = asyncio.run(_draw(launch_options(executable), job.url, html, f"按存档绘制于 {clock_words(at)}"))
    except ArchiveError as problem:
        return Snapshot(Outcome.UNREADABLE, str(problem), job.url, at)
    except TimeoutError:
        return Snapshot(Outcome.BROWSER_FAILED, "浏览器在规定时间内没有画完页面", job.url, at)
    except BrowserError as error:
        sys.stderr.write(f"{error}\n")
        return Snapshot(Outcome.BROWSER_FAILED, f"浏览器出错（{type(error).__name__}），没有画出页面", job.url, at)
    archive = ArchiveWriter(folder, archive_name(job.shard.run_id, job.shard.shard, at))
    origin = f"由 {shot.browser} 按存档 {kept.record_id} 绘制（不运行脚本，不联网）"
    snapshot = Snapshot(Outcome.OK, "按存档绘制", job.url, at, payload.status, origin=origin)
    drawn = _kept(archive, job.url, shot, snapshot)
    archive.close()
    return drawn


async def _draw(options: dict[str, Any], url: str, html: str, remark: str) -> Shot:
    """The first request is the page's own; there is no other that leads anywhere."""
    asked: list[Route] = []

    async def answer(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            await route.abort()

    address = url if url.startswith(("http://", "https://")) else _UNKNOWN
    async with asyncio.timeout(_SECONDS), async_playwright() as play:
        browser = await play.chromium.launch(**options)
        try:
            context = await browser.new_context(java_script_enabled=False, service_workers="block", **VIEW)
            page = await context.new_page()
            await page.route("**", answer)
            await page.goto(address, wait_until="load", timeout=_SECONDS * 500)
            return await take(page, url, remark)
        finally:
            await browser.close()


def main(arguments: list[str]) -> int:
    out = own_stdout()
    (job_file,) = map(Path, arguments)
    job = load_job(job_file.read_bytes())
    told: list[Snapshot] = []
    if job.kept is not None:
        told.append(draw_kept(job, job.kept))
    else:
        process = AsyncCrawlerProcess(scrapy_settings(job.shard))
        crawler = process.create_crawler(SnapshotSpider)
        process.crawl(crawler, job=job, turns_dir=job_file.parent / TURNS, tell=told.append)
        process.start()
    for snapshot in told:
        tell(out, dump_snapshot(snapshot))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
