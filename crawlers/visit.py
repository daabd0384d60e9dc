"""Visiting one list page: asked conditionally where known, kept before it is looked at, judged before it is read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.crawl import KnownListPage, ListPageRead
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Elsewhere, PostRef
from crawlers import platforms, soundness
from crawlers.beside import not_the_list
from crawlers.elsewhere import elsewhere
from crawlers.fetch import UNASKED_304, Answer, NoAnswerError, Validators
from crawlers.platforms import Platform
from crawlers.promises import with_promises
from crawlers.records import digest_of
from crawlers.revisits import Place
from crawlers.strays import with_strays

_NOTHING: Mapping[str, PostRef] = {}


@dataclass(frozen=True, slots=True)
class World:
    """All that a walk needs from outside: asking (raises NoAnswerError), keeping, the clock, and its limits.

    `keep_again`: keeps, where the walk shall prove something, an answer whose bytes were kept before at a place.
    """

    ask: Callable[[Ask, Validators | None], Awaitable[Answer]]
    keep: Callable[[Answer], Capture]
    clock: Callable[[], datetime]
    max_pages: int
    seconds: float  # after which no further page is asked for
    keep_again: Callable[[Answer, Place | None], Capture] | None = None


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
    """A page that answered soundly: either as it is `known` (kept again only as a witness), or new and kept."""

    page: Page
    digest: str
    known: KnownListPage | None
    capture: Capture | None


async def visit(world: World, ask: Ask, known: KnownListPage | None, *, conditional: bool = True) -> Seen:
    """Asks for a page. Raises BrokenOffError where nothing sound came; bytes that came are kept all the same.

    Not `conditional`: the page itself is wanted, whatever its site says of changes.
    """
    validators = Validators(known.etag, known.last_modified) if known and conditional else None
    try:
        answer = await world.ask(ask, validators)
    except NoAnswerError as error:
        raise BrokenOffError(error.outcome, error.reason) from error
    page = answer.page
    digest = known.digest if known and page.status == 304 else digest_of(page.body)
    if known and page.status in (200, 304) and digest == known.digest:
        witness = world.keep_again(answer, known.place) if world.keep_again and page.status == 200 else None
        return Seen(page, digest, known, witness)
    if page.status == 304:
        raise BrokenOffError(Outcome.HTTP_ERROR, UNASKED_304)
    capture = world.keep(answer)
    outcome, reason = soundness.judge_page(page, asked_url=ask.url, expect="list")
    if outcome is not Outcome.OK:
        raise BrokenOffError(outcome, reason, capture, page)
    return Seen(page, digest, None, capture)


def read(seen: Seen, platform: Platform, known: Mapping[str, PostRef] = _NOTHING) -> ListPageRead:
    """What the page holds: as it is known, or as the platform reads it. Raises BrokenOffError. `known`: the column's
    posts, by document.
    """
    if seen.known is not None:
        return _unchanged(seen.known, seen)
    try:
        alone = platform.read_listing(seen.page)
    except platforms.Unreadable as error:
        raise BrokenOffError(Outcome.UNREADABLE, str(error), seen.capture, seen.page) from error
    if why := not_the_list(seen.page, alone):
        raise BrokenOffError(Outcome.UNREADABLE, why, seen.capture, seen.page)
    listing, lost = with_strays(seen.page, alone)
    places = elsewhere(seen.page, listing)
    if lost is not None:
        reason = f"页面上的《{lost[:50]}》没有可以打开的地址"
        if not listing.posts and listing.next is None:
            raise BrokenOffError(Outcome.INCOMPLETE, reason, seen.capture, seen.page)
        places = (Elsewhere("", reason), *places)
    return ListPageRead(
        ask=seen.page.ask,
        listing=replace(with_promises(seen.page, listing, known), elsewhere=(*listing.elsewhere, *places)),
        reader=platforms.reader_id(platform),
        digest=seen.digest,
        not_modified=False,
        capture=seen.capture,
        etag=seen.page.header("ETag"),
        last_modified=seen.page.header("Last-Modified"),
    )


def _unchanged(known: KnownListPage, seen: Seen) -> ListPageRead:
    page = seen.page
    return ListPageRead(
        ask=known.ask,
        listing=known.listing,
        reader=known.reader,
        digest=known.digest,
        not_modified=True,
        capture=seen.capture,
        etag=page.header("ETag") or known.etag,
        last_modified=page.header("Last-Modified") or known.last_modified,
        vouched=page.status == 304,
    )
