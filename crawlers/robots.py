"""robots.txt as Scrapy obeys it, one for each scheme of a host, with the pause that it asks for.

Where a server has trouble with it (5xx), nobody knows what it allows, and nothing is asked for (RFC 9309, 2.3.1.4). A
challenge (521 and the like) tells of the protection before the site: it stands before the pages as well, and says so.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from core.pages import Outcome
from crawlers.manners import Manners
from crawlers.middlewares import is_robots, manners_of
from crawlers.outcomes import NotAsked

_RULES = b"user-agent"
_CHALLENGES = frozenset({512, 521})


class Robots:
    """Scrapy knows one robots.txt a host, whichever scheme it was first asked over; here a refused scheme's lack of
    one says nothing of the other.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._of = {scheme: _Rules(crawler, manners_of(crawler)) for scheme in ("http", "https")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if rules := self._of.get(urlparse_cached(request).scheme):
            await rules.process_request(request)


class _Rules(RobotsTxtMiddleware):
    def __init__(self, crawler: Crawler, manners: Manners) -> None:
        super().__init__(crawler)
        self._manners = manners
        self._unknown: dict[str, int] = {}  # statuses that came in the place of the rules, by host and port

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        where = urlparse_cached(request)
        conduct = self._manners.of(where.hostname or "")
        try:
            await super().process_request(request)
        except IgnoreRequest:
            conduct.refused += 1
            conduct.robots = "forbids"
            raise
        status = None if is_robots(request) else self._unknown.get(where.netloc)
        if status is not None:
            conduct.refused += 1
            raise NotAsked(
                Outcome.SERVER_ERROR, f"服务器出错（{status}），robots.txt 也取不到，不知是否许可访问，没有再访问"
            )

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """An error page in its place has no rules; one in disguise has none that a parser finds."""
        conduct = self._manners.of(urlparse_cached(request).hostname or "")
        has_rules = response.status == 200 and _RULES in response.body.lower()
        if response.status >= 500 and response.status not in _CHALLENGES:
            self._unknown[netloc] = response.status
            conduct.robots = "fails"
        conduct.robots = conduct.robots or ("allows" if has_rules else "none")
        await super()._parse_robots(response, netloc, request)
        rules = self._parsers[netloc]
        delay = getattr(rules, "crawl_delay", lambda _: None)(self._robotstxt_useragent)
        if delay:
            conduct.slow_down_to(delay)
