"""Looking through one site for its columns: home page, site maps, search, navigation; then each column is read."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from urllib.parse import urldefrag, urljoin

from core.addresses import document_key
from core.crawl import ColumnJob
from core.discovery import Discovery, Proposal, ScoutJob, ScoutStep, Trail
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers import searches, soundness
from crawlers.discovery import maps, parents
from crawlers.discovery.frontier import Candidate, Frontier, key_of
from crawlers.discovery.judging import propose, ranked, report_in
from crawlers.discovery.links import Lead, leads_of, meta_of, title_of
from crawlers.discovery.words import LIKELY, TOPIC, worth
from crawlers.elsewhere import within
from crawlers.fetch import Answer, NoAnswerError, Validators
from crawlers.visit import BrokenOffError, World, visit
from crawlers.walk import Walk

logger = logging.getLogger(__name__)

LOOKING = 0.55  # the part of the requests that goes into looking around; the rest reads what was found
LIST_PAGES = 3  # of each column: enough to see whose reports it holds
SEARCH_PAGES = 2
CHILD_MAPS = 3
ARTICLES = 3  # opened for the sake of their breadcrumb
_HOLDS_REPORT, _ON_TOPIC = 95, 55  # points of a column above a report, above a post on the subject
Told = ScoutStep | Proposal | Discovery


@dataclass(slots=True)
class Scouting:
    """`fetch` asks politely (raises NoAnswerError); a page is asked for once. `tell` hears of each step and finding."""

    job: ScoutJob
    fetch: Callable[[Ask], Awaitable[Answer]]
    keep: Callable[[Answer], Capture]
    clock: Callable[[], datetime]
    tell: Callable[[Told], None]
    asked: int = 0
    frontier: Frontier = field(init=False)
    home: Page = field(init=False)
    tried: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    _answers: dict[str, Answer | NoAnswerError] = field(default_factory=dict)
    _opened: int = 0
    _searched: bool = False
    _ends_at: float = field(init=False)

    async def run(self) -> Discovery:
        self._ends_at = monotonic() + self.job.seconds
        self.frontier = Frontier(self.job.max_depth)
        try:
            self.home = await self._enter()
        except BrokenOffError as broke:
            return Discovery(self.job.url, broke.outcome, broke.reason, requests=self.asked)
        await self._look_through(self.home, 0, Trail.NAVIGATION)
        await self._read_maps()
        await self._follow_navigation()
        bounded = await self._read_columns()
        return Discovery(
            url=self.job.url,
            outcome=Outcome.OK,
            reason="正常",
            site_name=meta_of(self.home, "SiteName") or title_of(self.home),
            proposals=ranked(self.proposals),
            tried=tuple(self.tried),
            requests=self.asked,
            bounded_by=bounded,
        )

    async def _enter(self) -> Page:
        """The page named; where it is an empty shell, as a browser draws it. Raises BrokenOffError."""
        try:
            page = (await visit(self._world(), Ask(self.job.url), None)).page
        except BrokenOffError as broke:
            if broke.outcome is not Outcome.REDIRECTED_HOME or broke.page is None:
                raise
            page = broke.page
        if len(leads_of(page)) < 5 and soundness.needs_browser(page) is not None:
            page = await self._page(Ask(self.job.url, render=True)) or page
        return page

    async def _follow_navigation(self) -> None:
        """The best way first, until nothing promising is left or the time for looking around is over."""
        looked = 0
        while self.asked < self.job.max_requests * LOOKING and (way := self.frontier.next()) is not None:
            if self._late():
                break
            page = await self._page(Ask(way.lead.url))
            if page is not None and searches.below(self.home.url, page.url):
                looked += 1
                is_map = "地图" in way.lead.name
                await self._look_through(page, way.depth, Trail.SITEMAP if is_map else Trail.NAVIGATION)
        self.tried.append(f"导航：从首页起看了 {looked + 1} 页")
        if not self._searched:
            self.tried.append("站内搜索：所看的页面上没有认得的搜索")

    async def _look_through(self, page: Page, depth: int, trail: Trail) -> None:
        self.frontier.visited(page.url)
        here = [lead for lead in leads_of(page) if searches.below(self.home.url, lead.url)]
        self.frontier.add(here, depth + 1, trail)
        known = self.frontier.candidates.get(key_of(page.url))
        for lead in here:
            if report := report_in(PostRef(lead.url, lead.name)):
                if known is not None:  # the page is the column: that its posts stand in it is no way to it
                    known.add(_HOLDS_REPORT, known.trails[0], f"页面上有“{report.title}”")
                else:
                    await self._credit(lead, trail, f"页面上有“{report.title}”", _HOLDS_REPORT)
        if not self._searched and (found := searches.offered(page, self.job.words)) is not None:
            self._searched = True
            await self._search(*found)

    async def _read_maps(self) -> None:
        robots = await self._raw(Ask(urljoin(self.home.url, "/robots.txt")))
        waiting, read, found = list(maps.maps_named(robots, self.home.url)), 0, 0
        while waiting and read < 1 + CHILD_MAPS:
            page = await self._raw(Ask(waiting.pop(0)))
            read += 1
            further, urls = maps.read_map(page) if page is not None else ((), ())
            waiting += further
            found += len(urls)
            self.frontier.add(self._columns_among(urls), 1, Trail.SITEMAP)
        self.tried.append(f"站点地图：{found} 个网址" if found else "站点地图：没有")

    def _columns_among(self, urls: tuple[str, ...]) -> list[Lead]:
        """Addresses in a map bear no names: only those that say themselves what they are."""
        own = [url for url in urls if searches.below(self.home.url, url)]
        columns = dict.fromkeys(c for url in own for c in (url, parents.by_address(url)) if c)
        return [Lead(url, "") for url in columns if worth("", url).points >= TOPIC]

    async def _search(self, search: searches.Search, ask: Ask) -> None:
        hits, following = 0, ask
        for _ in range(SEARCH_PAGES):
            try:
                listing = search.read_hits((await visit(self._world(), following, None)).page)
            except (BrokenOffError, searches.Unreadable) as refused:
                self.tried.append(f"站内搜索（{search.NAME}）：{refused}")
                break
            hits += len(listing.posts)
            await self._credit_hits(listing)
            if listing.next is None:
                break
            following = listing.next
        if hits:
            self.tried.append(f"站内搜索（{search.NAME}）：“{self.job.words}”有 {hits} 条结果")

    async def _credit_hits(self, listing: Listing) -> None:
        for post in listing.posts:
            points = _HOLDS_REPORT if report_in(post) else _ON_TOPIC if "法治政府" in post.title else 0
            if points:
                await self._credit(Lead(post.url, ""), Trail.SEARCH, f"站内搜索到“{post.title}”", points)

    async def _credit(self, post: Lead, trail: Trail, reason: str, points: int) -> None:
        """The column above a post gains by it; where the address does not tell which, the post's breadcrumb does."""
        above = parents.by_address(post.url)
        if above is not None:
            self.frontier.suggest(Lead(above, ""), points, trail, reason)
        if points < _HOLDS_REPORT or self._opened >= ARTICLES or (above and self.frontier.named(above)):
            return
        self._opened += 1
        article = await self._page(Ask(post.url))
        column = parents.by_breadcrumb(article) if article is not None else None
        if column is not None and searches.same_site(self.home.url, column.url):
            self.frontier.suggest(column, points, trail, reason, topical=worth(column.name, column.url).topical)

    async def _read_columns(self) -> str | None:
        """Reads the columns found, best first, and those below them; which limit ended it, None where all were read."""
        read: set[str] = set()
        while candidate := next((c for c in self.frontier.best() if c.url not in read), None):
            read.add(candidate.url)
            if self.asked >= self.job.max_requests:
                return f"请求数达到上限（{self.job.max_requests} 次），其余候选栏目没有读"
            if self._late():
                return f"用时达到上限（{self.job.seconds:.0f} 秒），其余候选栏目没有读"
            if proposal := await self._read(candidate):
                self.proposals.append(proposal)
                self.tell(proposal)
            if candidate.topical and not (proposal and proposal.reports):
                self._look_below(candidate)
        return None

    def _look_below(self, candidate: Candidate) -> None:
        """A column that holds no report may hold the one that does: a menu, found where looking around had ended."""
        answer = self._answers.get(_key(Ask(candidate.url)))
        if not isinstance(answer, Answer) or self.frontier.looked_through(answer.page.url):
            return
        self.frontier.visited(answer.page.url)
        below = (lead for lead in leads_of(answer.page) if searches.below(candidate.url, lead.url))
        for lead in below:
            if (found := worth(lead.name, lead.url)).points >= LIKELY:
                reason = f"在栏目“{candidate.name}”之下" if candidate.name else found.reason
                self.frontier.suggest(lead, found.points, Trail.NAVIGATION, reason, topical=found.topical)

    async def _read(self, candidate: Candidate) -> Proposal | None:
        column = Column(id="discover", url=candidate.url, allow_private=self.job.allow_private)
        walk = Walk(ColumnJob(column), self._world())
        read = within(await walk.run(), {document_key(c.url) for c in self.frontier.best()})
        logger.info("%s: %s, %s", candidate.url, read.outcome.value, read.reason)
        first = self._answers.get(_key(Ask(candidate.url)))
        return propose(candidate, read, title_of(first.page) if isinstance(first, Answer) else "")

    def _world(self) -> World:
        async def ask(ask: Ask, _: Validators | None) -> Answer:
            return await self._ask(ask)

        return World(ask, self.keep, self.clock, LIST_PAGES, max(0.0, self._ends_at - monotonic()))

    async def _page(self, ask: Ask) -> Page | None:
        """A page that is sound, else None: it costs itself only."""
        try:
            return (await visit(self._world(), ask, None)).page
        except BrokenOffError as broke:
            logger.info("%s: %s", ask.url, broke.reason)
            return None

    async def _raw(self, ask: Ask) -> Page | None:
        try:
            return (await self._ask(ask)).page
        except NoAnswerError:
            return None

    async def _ask(self, ask: Ask) -> Answer:
        """Asks once for each page; a column read after it was looked through costs nothing."""
        key = _key(ask)
        if key not in self._answers:
            if self.asked >= self.job.max_requests:
                raise NoAnswerError(Outcome.BUDGET, "本次发现的请求数已用完")
            self.asked += 1
            self.tell(ScoutStep(self.asked, ask.url))
            try:
                self._answers[key] = await self.fetch(ask)
            except NoAnswerError as error:
                self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, NoAnswerError):
            raise answer
        return replace(answer, page=replace(answer.page, ask=ask))

    def _late(self) -> bool:
        return monotonic() > self._ends_at


def _key(ask: Ask) -> str:
    return f"{ask.render} {replace(ask, url=urldefrag(ask.url).url).key}"
