"""Walking a column's list from its first page to its end: on what is known of it, with nothing taken for granted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from core.crawl import ColumnJob, ColumnRead, Depth, KnownListPage, ListPageRead
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Listing, PostRef
from crawlers import platforms, soundness
from crawlers.newest import meets_known, newest_first, nothing_else_changed, past
from crawlers.platforms import Platform
from crawlers.same_list import leads_away, one_page, skips
from crawlers.telling import not_kept
from crawlers.verdict import End, known_posts, verdict
from crawlers.visit import BrokenOffError, Seen, World, read, visit

logger = logging.getLogger(__name__)


TellPage = Callable[[str, ListPageRead], None]


@dataclass(slots=True)
class Walk:
    """One column, one walk. `pages` fills up as the list is read, and stays what it is when the walk breaks.

    `tell_page` is told each page of a walk into the past as it comes.
    """

    job: ColumnJob
    world: World
    tell_page: TellPage | None = None
    pages: list[ListPageRead] = field(default_factory=list)
    platform: Platform | None = None
    known_by: str | None = None
    rendering: bool = False
    entrance: Page | None = None  # the first page, where its bytes came
    _latest: Page | None = None  # the page before the one that is asked for, where its bytes came
    depth: Depth = field(init=False)
    began_at: datetime = field(init=False)
    _known_posts: dict[str, PostRef] = field(init=False)

    async def run(self) -> ColumnRead:
        """The column's result, whatever happens."""
        self.began_at = self.world.clock()
        self.depth = self.job.depth
        self._known_posts = known_posts(self.job)
        try:
            end = await self._walk()
            outcome, reason, complete = verdict(self.job, self.pages, end)
        except BrokenOffError as broke:
            return self._result(broke.outcome, broke.reason, False, broke.capture)
        except OSError as error:  # those of the network come as BrokenOffError
            return self._result(Outcome.NOT_KEPT, not_kept(error), False)
        except Exception as error:
            logger.exception("column %s: our own code failed", self.job.column.id)
            return self._result(Outcome.CRASHED, f"程序出错（{type(error).__name__}），详见日志", False)
        return self._result(outcome, reason, complete)

    def _listings(self) -> list[Listing]:
        return [page.listing for page in self.pages]

    def _known_documents(self) -> frozenset[str]:
        return frozenset(self._known_posts)

    def _marked_posts(self, platform: Platform) -> dict[str, PostRef]:
        """The known posts that the reader of today has looked at, with what their lists promise."""
        reader = platforms.reader_id(platform)
        pages = (page for page in self.job.pages if page.reader == reader)
        return {post.document: post for page in pages for post in page.listing.posts}

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
            depth=self.depth,
            listed=self._listed(),
            known_by=self.known_by,
        )

    def _listed(self) -> int:
        """Posts in the list, as far as it was read; where the rest of it is known, with the rest."""
        seen = {post.document for listing in self._listings() for post in listing.posts}
        if self.depth is Depth.NEWEST and self.job.listed is not None:
            return self.job.listed + len(seen - self._known_documents())
        return len(seen)

    async def _walk(self) -> End:
        """Reads page after page to the end, or to where it need not go on."""
        started = monotonic()
        await self._enter()
        resume = self.job.resume
        if resume is not None and resume.key != self.pages[-1].ask.key:
            self._latest, page = await self._next_page(resume)
            self._add(page)
        while (ask := self.pages[-1].listing.next) is not None:
            if (end := self._far_enough()) is not None:
                return end
            if len(self.pages) >= self.world.max_pages:
                return End.LIMIT
            if monotonic() - started > self.world.seconds:
                raise BrokenOffError(Outcome.TIMEOUT, f"本栏目读了{len(self.pages)}页，已超过总时限，没有读完")
            if any(ask.key == page.ask.key for page in self.pages):
                raise BrokenOffError(Outcome.REPEATED, f"第{len(self.pages)}页的下一页又回到已读过的页")
            came, page = await (self._behind_shell(ask) if self._in_shell() else self._next_page(ask))
            if self._is_all(came, page):
                self.pages[0] = replace(self.pages[0], listing=replace(self.pages[0].listing, next=None))
                break
            if any(soundness.repeats(earlier.listing, page.listing) for earlier in self.pages):
                raise BrokenOffError(Outcome.REPEATED, f"第{len(self.pages) + 1}页与前面的页内容相同", page.capture)
            self._check_goes_on(came, page)
            self._add(page)
            self._latest = came
        self.depth = Depth.WHOLE if self.depth is Depth.NEWEST else self.depth
        return End.LIST

    def _is_all(self, came: Page, page: ListPageRead) -> bool:
        """The page that follows the first is the first once more, and the pager leads nowhere else."""
        first = self.entrance if len(self.pages) == 1 else None
        return first is not None and one_page(first, self.pages[0].listing, came, page.listing)

    def _far_enough(self) -> End | None:
        last = self.pages[-1].listing
        if self.job.first_day is not None and past(last, self.job.first_day):
            return End.FIRST_DAY
        if self.depth is not Depth.NEWEST or not meets_known(last, self._known_documents()):
            return None
        in_order = newest_first(next((page.listing.posts for page in self.job.pages if page.listing.posts), ()))
        if in_order and nothing_else_changed(self._listings(), self._known_documents(), self.job.listed) is not False:
            return End.KNOWN
        self.depth = Depth.WHOLE  # something changed where we would not have looked
        return None

    def _check_goes_on(self, came: Page, page: ListPageRead) -> None:
        """That the page goes on with this very list; what is unchanged was looked at when it was new."""
        begun = next((page for page in self.pages if page.listing.posts), None)
        if begun is None or self._latest is None or not (came.body and self._latest.body) or page.not_modified:
            return
        if why := skips(self._latest, came):
            raise BrokenOffError(Outcome.INCOMPLETE, f"下一页跳过了中间的页：{why}", page.capture)
        first = self.entrance if begun is self.pages[0] else None
        if first and (why := leads_away(first, begun.listing, came, page.listing)):
            raise BrokenOffError(Outcome.INCOMPLETE, f"第{len(self.pages) + 1}页像是别的栏目：{why}", page.capture)

    def _add(self, page: ListPageRead) -> None:
        self.pages.append(page)
        if self.tell_page is not None:
            self.tell_page(self.job.column.id, page)

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
                self._add_first(seen.page, first)
                return
        self.rendering = True
        seen = await self._open()
        self._add_first(seen.page, self._read(seen))

    def _add_first(self, page: Page, first: ListPageRead) -> None:
        self.entrance = self._latest = page if page.body else None
        if not first.not_modified and (why := soundness.silently_empty(page, first.listing)):
            raise BrokenOffError(Outcome.EMPTY, why, first.capture, page)
        self._add(first)

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
        if column.platform == "auto" and self._asks_who(seen) and seen.page.ask.key == entrance.key:
            self.platform, self.known_by = platforms.fingerprint(seen.page)
            first = self._first(self.platform)
            if first.key != entrance.key:
                return await self._visit(first)
        return seen

    def _asks_who(self, seen: Seen) -> bool:
        """A new page may come from another platform than the last one; one that still looks the same does not."""
        if seen.known is not None:
            return False
        remembered = self.platform is not None and self.platform.NAME != platforms.LAST_RESORT
        return not (remembered and self.platform is not None and self.platform.recognises(seen.page))

    def _first(self, platform: Platform) -> Ask:
        """Drawn by a browser or not as this walk decides; of the pages that follow the platform says so itself."""
        return replace(platform.first(self.job.column), render=self.rendering)

    def _in_shell(self) -> bool:
        """So far there was a page without posts that leads on: what it frames may be of any make."""
        generic = self.platform is not None and self.platform.NAME == platforms.LAST_RESORT
        return generic and self.job.column.platform == "auto" and not any(page.listing.posts for page in self.pages)

    async def _next_page(self, ask: Ask) -> tuple[Page, ListPageRead]:
        seen = await self._visit(ask)
        return seen.page, self._read(seen)

    async def _behind_shell(self, ask: Ask) -> tuple[Page, ListPageRead]:
        known = (page.reader for page in self.job.pages if page.ask.key == ask.key)
        self.platform = self._reading_as(next(known, None)) or self.platform
        seen = await self._visit(ask)
        if seen.known is None:
            self.platform, self.known_by = platforms.fingerprint(seen.page)
        return seen.page, self._read(seen)

    def _named(self) -> Platform | None:
        name = self.job.column.platform
        try:
            return None if name == "auto" else platforms.platform(name)
        except platforms.UnknownPlatformError as error:
            raise BrokenOffError(Outcome.UNREADABLE, str(error)) from error

    def _remembered(self) -> Platform | None:
        """The platform that read the known pages, as long as it still reads them the same way."""
        return self._reading_as(self.job.pages[0].reader) if self.job.pages else None

    def _reading_as(self, reader: str | None) -> Platform | None:
        found = (platforms.platform(name) for name in platforms.names())
        return next((platform for platform in found if platforms.reader_id(platform) == reader), None)

    async def _visit(self, ask: Ask) -> Seen:
        """A walk that shall prove something does not take a site's word for it that nothing has changed."""
        return await visit(self.world, ask, self._known(ask), conditional=self.job.depth is not Depth.WHOLE)

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
        return read(seen, self.platform, self._marked_posts(self.platform))
