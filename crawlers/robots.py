"""robots.txt as Scrapy obeys it, one for each scheme of a host, with the pause that it asks for."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.manners import Manners
from crawlers.middlewares import manners_of

_RULES = b"user-agent"


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

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        try:
            await super().process_request(request)
        except IgnoreRequest:
            conduct = self._manners.of(urlparse_cached(request).hostname or "")
            conduct.refused += 1
            conduct.robots = "forbids"
            raise

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """An error page in its place has no rules; one in disguise has none that a parser finds."""
        conduct = self._manners.of(urlparse_cached(request).hostname or "")
        has_rules = response.status == 200 and _RULES in response.body.lower()
        conduct.robots = conduct.robots or ("allows" if has_rules else "none")
        await super()._parse_robots(response, netloc, request)
        rules = self._parsers[netloc]
        delay = getattr(rules, "crawl_delay", lambda _: None)(self._robotstxt_useragent)
        if delay:
            conduct.slow_down_to(delay)
