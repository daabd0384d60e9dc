"""Walking a column's list from its first page to its end: on what is known of it, with nothing taken for granted."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from core.crawl import ColumnJob, ColumnRead, KnownListPage, ListPageRead
from core.pages import Ask, Capture, Outcome, Page
from crawlers import platforms, soundness
from crawlers.platforms import Platform
from crawlers.visit import BrokenOffError, Seen, World, read, visit

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Walk:
    """One column, one walk. `pages` fills up as the list is read, and stays what it is when the walk breaks."""

    job: ColumnJob
    world: World
    pages: list[ListPageRead] = field(default_factory=list)
    platform: Platform | None = None
    rendering: bool = False
    began_at: datetime = field(init=False)

    async def run(self) -> ColumnRead:
        """The column's result, whatever happens."""
        self.began_at = self.world.clock()
        try:
            ended = await self._walk()
            outcome, reason, complete = self._judge(ended)
        except BrokenOffError as broke:
            return self._result(broke.outcome, broke.reason, False, broke.capture)
        except Exception as error:
            logger.exception("column %s: our own code failed", self.job.column.id)
            return self._result(Outcome.CRASHED, f"程序出错（{type(error).__name__}），详见日志", False)
        return self._result(outcome, reason, complete)

    def _judge(self, ended: bool) -> tuple[Outcome, str, bool]:
        listings = [page.listing for page in self.pages]
        outcome, reason, complete = soundness.judge_listing(listings, self.job.column.min_posts, ended=ended)
        if outcome is Outcome.OK and all(page.not_modified for page in self.pages):
            return Outcome.NOT_MODIFIED, "列表与上次相同", complete
        return outcome, reason, complete

    def _result(self, outcome: Outcome, reason: str, complete: bool, capture: Capture | None = None) -> ColumnRead:
        return ColumnRead(
            column_id=self.job.column.id,
            outcome=outcome,
            reason=reason,
            complete=complete,
            checked_at=self.began_at,  # a page read at the beginning says nothing of the end
            platform=self.platform.NAME if self.platform else None,
            pages=tuple(self.pages),
            capture=capture,
            needs_browser=self.rendering,
        )

    async def _walk(self) -> bool:
        """Reads page after page; True when the list's end was reached, False at the limit of pages."""
        started = monotonic()
        await self._enter()
        while (ask := self.pages[-1].listing.next) is not None:
            if len(self.pages) >= self.world.max_pages:
                return False
            if monotonic() - started > self.world.seconds:
                raise BrokenOffError(Outcome.TIMEOUT, f"本栏目读了{len(self.pages)}页，已超过总时限，没有读完")
            if any(ask.key == page.ask.key for page in self.pages):
                raise BrokenOffError(Outcome.REPEATED, f"第{len(self.pages)}页的下一页又回到已读过的页")
            page = self._read(await self._visit(ask))
            if soundness.repeats(self.pages[-1].listing, page.listing):
                raise BrokenOffError(Outcome.REPEATED, f"第{len(self.pages) + 1}页与上一页内容相同", page.capture)
            self.pages.append(page)
        return True

    async def _enter(self) -> None:
        """Reads the first page: as the server sends it, or drawn by a browser where that shows nothing."""
        column, known = self.job.column, self.job.pages
        remembered = self.job.needs_browser or any(page.ask.render for page in known)
        self.rendering = column.render == "always" or (column.render == "auto" and remembered)
        seen: Seen | None = None
        try:
            seen = await self._open()
            first = self._read(seen)
        except BrokenOffError as broke:
            if broke.outcome not in (Outcome.UNREADABLE, Outcome.EMPTY) or not self._wants_browser(broke.page):
                raise
        else:
            if first.listing.posts or first.listing.next or not self._wants_browser(seen.page):
                self.pages.append(first)
                return
        self.rendering = True
        self.pages.append(self._read(await self._open()))

    def _wants_browser(self, page: Page | None) -> bool:
        if page is None or self.rendering or self.job.column.render != "auto":
            return False
        return soundness.needs_browser(page) is not None

    async def _open(self) -> Seen:
        """The first page, and with it the platform: the registry's, the remembered one, or the page's own."""
        column = self.job.column
        entrance = Ask(column.url, render=self.rendering)
        self.platform = self._named() or self._remembered()
        seen = await self._visit(self._first(self.platform) if self.platform else entrance)
        if column.platform == "auto" and seen.known is None and seen.page.ask.key == entrance.key:
            self.platform, _ = platforms.fingerprint(seen.page)
            first = self._first(self.platform)
            if first.key != entrance.key:
                return await self._visit(first)
        return seen

    def _first(self, platform: Platform) -> Ask:
        """Drawn by a browser or not as this walk decides; of the pages that follow the platform says so itself."""
        return replace(platform.first(self.job.column), render=self.rendering)

    def _named(self) -> Platform | None:
        name = self.job.column.platform
        try:
            return None if name == "auto" else platforms.platform(name)
        except platforms.UnknownPlatformError as error:
            raise BrokenOffError(Outcome.UNREADABLE, str(error)) from error

    def _remembered(self) -> Platform | None:
        """The platform that read the known pages, as long as it still reads them the same way."""
        readers = {page.reader for page in self.job.pages}
        found = (platforms.platform(name) for name in platforms.names())
        return next((platform for platform in found if platforms.reader_id(platform) in readers), None)

    async def _visit(self, ask: Ask) -> Seen:
        return await visit(self.world, ask, self._known(ask))

    def _known(self, ask: Ask) -> KnownListPage | None:
        """The page as it was last read: the same way of asking, the same reader."""
        if self.platform is None:
            return None
        reader = platforms.reader_id(self.platform)
        matching = (page for page in self.job.pages if page.ask.key == ask.key and page.ask.render == ask.render)
        return next((page for page in matching if page.reader == reader), None)

    def _read(self, seen: Seen) -> ListPageRead:
        if self.platform is None:
            raise RuntimeError("a page is read before its platform is known")
        return read(seen, self.platform)
