"""Walking a column's list from its first page to its end: on what is known of it, with nothing taken for granted."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from core.crawl import ColumnJob, ColumnRead, KnownListPage, ListPageRead
from core.pages import Ask, Capture, Outcome, Page
from crawlers import platforms, soundness
from crawlers.fetch import UNASKED_304, Answer, NoAnswerError, Validators
from crawlers.platforms import Platform
from crawlers.records import digest_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class World:
    """All that a walk needs from outside: asking (raises NoAnswerError), keeping, the clock, and its limits."""

    ask: Callable[[Ask, Validators | None], Awaitable[Answer]]
    keep: Callable[[Answer], Capture]
    clock: Callable[[], datetime]
    max_pages: int
    seconds: float  # after which no further page is asked for


class BrokenOffError(Exception):
    """The walk ended before the list did; `reason` is Chinese."""

    def __init__(self, outcome: Outcome, reason: str, capture: Capture | None = None, page: Page | None = None) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.capture = capture
        self.page = page


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that answered soundly: either as it is known, or new and kept."""

    page: Page
    digest: str
    known: KnownListPage | None
    capture: Capture | None


@dataclass(slots=True)
class Walk:
    """One column, one walk. `pages` fills up as the list is read, and stays what it is when the walk breaks."""

    job: ColumnJob
    world: World
    pages: list[ListPageRead] = field(default_factory=list)
    platform: Platform | None = None
    rendering: bool = False

    async def run(self) -> ColumnRead:
        """The column's result, whatever happens."""
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
            checked_at=self.world.clock(),
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
            read = self._read(await self._visit(ask))
            if soundness.repeats(self.pages[-1].listing, read.listing):
                raise BrokenOffError(Outcome.REPEATED, f"第{len(self.pages) + 1}页与上一页内容相同", read.capture)
            self.pages.append(read)
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
        entrance = self._drawn(Ask(column.url))
        self.platform = self._named() or self._remembered()
        seen = await self._visit(self._drawn(self.platform.first(column)) if self.platform else entrance)
        if column.platform == "auto" and seen.known is None and seen.page.ask.key == entrance.key:
            self.platform = self._fingerprint(seen)
            first = self._drawn(self.platform.first(column))
            if first.key != entrance.key:
                return await self._visit(first)
        return seen

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

    def _fingerprint(self, seen: Seen) -> Platform:
        try:
            return platforms.fingerprint(seen.page)[0]
        except platforms.Unreadable as error:
            raise BrokenOffError(Outcome.UNREADABLE, str(error), seen.capture, seen.page) from error

    async def _visit(self, ask: Ask) -> Seen:
        """Asks for a page, conditionally where it is known; keeps new bytes before anybody looks at them."""
        known = self._known(ask)
        validators = Validators(known.etag, known.last_modified) if known else None
        try:
            answer = await self.world.ask(ask, validators)
        except NoAnswerError as error:
            raise BrokenOffError(error.outcome, error.reason) from error
        page = answer.page
        digest = known.digest if known and page.status == 304 else digest_of(page.body)
        if known and page.status in (200, 304) and digest == known.digest:
            return Seen(page, digest, known, None)
        if page.status == 304:
            raise BrokenOffError(Outcome.HTTP_ERROR, UNASKED_304)
        capture = self.world.keep(answer)
        outcome, reason = soundness.judge_page(page, asked_url=ask.url, expect="list")
        if outcome is not Outcome.OK:
            raise BrokenOffError(outcome, reason, capture, page)
        return Seen(page, digest, None, capture)

    def _known(self, ask: Ask) -> KnownListPage | None:
        if self.platform is None:
            return None
        reader = platforms.reader_id(self.platform)
        matching = (page for page in self.job.pages if page.ask.key == ask.key and page.ask.render == ask.render)
        return next((page for page in matching if page.reader == reader), None)

    def _drawn(self, ask: Ask) -> Ask:
        """The first page is drawn by a browser or not as this walk decides; of what follows the platform says so."""
        return replace(ask, render=self.rendering)

    def _read(self, seen: Seen) -> ListPageRead:
        if seen.known is not None:
            return _unchanged(seen.known, seen.page)
        if self.platform is None:
            raise RuntimeError("a page is read before its platform is known")
        try:
            listing = self.platform.read_listing(seen.page)
        except platforms.Unreadable as error:
            raise BrokenOffError(Outcome.UNREADABLE, str(error), seen.capture, seen.page) from error
        return ListPageRead(
            ask=seen.page.ask,
            listing=listing,
            reader=platforms.reader_id(self.platform),
            digest=seen.digest,
            not_modified=False,
            capture=seen.capture,
            etag=seen.page.header("ETag"),
            last_modified=seen.page.header("Last-Modified"),
        )


def _unchanged(known: KnownListPage, page: Page) -> ListPageRead:
    return ListPageRead(
        ask=known.ask,
        listing=known.listing,
        reader=known.reader,
        digest=known.digest,
        not_modified=True,
        capture=None,
        etag=page.header("ETag") or known.etag,
        last_modified=page.header("Last-Modified") or known.last_modified,
    )
