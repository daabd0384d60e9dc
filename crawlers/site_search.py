"""Asking a site's own search 站内搜索: posts that stand in no column any more are found there, and nowhere else."""

import logging
from collections.abc import AsyncIterator

from core.crawl import ColumnJob, ListPageRead
from core.pages import Ask, Page
from core.posts import Listing
from crawlers import searches, soundness
from crawlers.platforms import Unreadable
from crawlers.searches import Search
from crawlers.visit import BrokenOffError, Seen, World, visit

logger = logging.getLogger(__name__)

_MOST_PAGES = 20


class SiteSearch:
    """One search of one site. What it lacks proves nothing, so that it is taken as far as it goes."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def pages(self, column: ColumnJob, entrance: Page | None) -> AsyncIterator[ListPageRead]:
        """The pages of hits for the words that `column.search` names; none where the site offers no search.

        `entrance` is the column's own page, which tells how the site is searched; asked for where it is not at hand.
        """
        try:
            page = entrance or (await visit(self._world, Ask(column.column.url), None)).page
            offer = searches.offered(page, column.search or "")
            if offer is None:
                return
            async for hits in self._hits(*offer):
                yield hits
        except (BrokenOffError, Unreadable) as broke:
            logger.info("%s: the site's search gave no more: %s", column.column.id, broke)

    async def _hits(self, search: Search, ask: Ask) -> AsyncIterator[ListPageRead]:
        following: Ask | None = ask
        asked: set[str] = set()
        before = Listing(())
        while following is not None and following.key not in asked and len(asked) < _MOST_PAGES:
            asked.add(following.key)
            seen = await visit(self._world, following, None)
            listing = search.read_hits(seen.page)
            if soundness.repeats(before, listing):
                return
            yield _read(search, seen, listing)
            before, following = listing, listing.next


def _read(search: Search, seen: Seen, listing: Listing) -> ListPageRead:
    return ListPageRead(
        ask=seen.page.ask,
        listing=listing,
        reader=f"search/{search.NAME}",
        digest=seen.digest,
        not_modified=False,
        capture=seen.capture,
    )
