"""From an Ask to a Page: the one place where a request as data becomes traffic."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import FormRequest, Request
from scrapy.crawler import Crawler
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response

from core.pages import Ask, Outcome, Page
from crawlers.middlewares import ALLOW_PRIVATE
from crawlers.outcomes import outcome_of
from crawlers.records import Headers

logger = logging.getLogger(__name__)

UNASKED_304 = "网站对没有附带条件的请求答复「未修改」（304），没有给出页面"


class NoAnswerError(Exception):
    """Nothing came that could be read or kept; `reason` is Chinese."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, and the headers with which it was asked for."""

    page: Page
    sent: Headers


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional; a browser is never asked conditionally, it would draw nothing from a 304."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> Headers:
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value)


class Fetcher:
    """Asks through Scrapy's engine: every middleware (robots, guard, retries, redirects, cookies) has its say."""

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime]) -> None:
        self._crawler = crawler
        self._clock = clock

    async def fetch(self, ask: Ask, *, allow_private: bool, validators: Validators | None = None) -> Answer:
        """Raises NoAnswerError. A 304 is an answer, with no body."""
        headers = validators.headers() if validators and not ask.render else ()
        try:
            response = await self._crawler.engine.download_async(_request(ask, headers, allow_private))
        except Exception as error:
            outcome, reason = outcome_of(error)
            if outcome is Outcome.CRASHED:
                logger.exception("asking for %s failed", ask.url)
            raise NoAnswerError(outcome, reason) from error
        return Answer(_page(ask, response, self._clock()), _pairs(response.request.headers) if response.request else ())


def _request(ask: Ask, conditions: Headers, allow_private: bool) -> Request:
    if urlsplit(ask.url).scheme not in ("http", "https"):
        raise ValueError(f"not a web address: {ask.url}")
    headers = dict((*ask.headers, *conditions))
    meta = {ALLOW_PRIVATE: allow_private, "render": ask.render}
    if ask.method == "POST":
        return FormRequest(ask.url, method="POST", formdata=list(ask.form), headers=headers, meta=meta)
    return Request(ask.url, method=ask.method, headers=headers, meta=meta)


def _page(ask: Ask, response: Response, at: datetime) -> Page:
    return Page(
        ask=ask,
        url=response.url,
        status=response.status,
        body=response.body,
        fetched_at=at,
        headers=_pairs(response.headers),
        rendered="playwright" in response.flags,
    )


def _pairs(headers: ScrapyHeaders) -> Headers:
    """Name and value as they stood; a browser joins repeated headers by line breaks."""
    return tuple(
        (name.decode("latin-1"), line)
        for name, values in headers.items()
        for value in values
        for line in value.decode("latin-1").split("\n")
    )
