"""From an Ask to a Page: the one place where a request as data becomes traffic."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import FormRequest, Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.pages import Ask, Outcome, Page
from crawlers.answers import page_of, pairs
from crawlers.manners import Manners
from crawlers.names import ALLOW_PRIVATE
from crawlers.outcomes import outcome_of
from crawlers.records import Headers
from crawlers.schemes import in_working_scheme, learn, other_way

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
        """Raises NoAnswerError. A 304 is an answer, with no body.

        `allow_private`: the column may lie on a private address, which opens `ShardJob.private_hosts` to it.
        """
        conditions = validators.headers() if validators and not ask.render else ()
        try:
            response = await self._answer(_request(ask, conditions, allow_private))
            page = page_of(ask, response, self._clock(), self._crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        except Exception as error:
            outcome, reason = outcome_of(error)
            if outcome is Outcome.CRASHED:
                logger.exception("asking for %s failed", ask.url)
            raise NoAnswerError(outcome, reason) from error
        return Answer(page, pairs(response.request.headers) if response.request else ())

    async def _answer(self, request: Request) -> Response:
        """In the scheme that the host is known by; where it refuses that one, in the other."""
        manners: Manners = cast(Any, self._crawler.spider).turns.manners
        conduct = manners.of(urlsplit(request.url).hostname or "")
        request = request.replace(url=in_working_scheme(request.url, conduct))
        if request.meta["render"]:
            return await self._download(request)
        came: Response | Exception
        try:
            came = await self._download(request)
        except Exception as error:
            came = error
        if other := other_way(request.url, came, conduct):
            crossed = await self._crossed(request.replace(url=other))
            if crossed is not None:
                learn(other, conduct)
                return crossed
        if isinstance(came, Exception):
            raise came
        return came

    async def _crossed(self, request: Request) -> Response | None:
        """The page the other way, if it is there: one try."""
        try:
            response = await self._download(request.replace(meta={**request.meta, "dont_retry": True}))
        except Exception as error:
            logger.info("%s: the other scheme does not help: %s", request.url, error)
            return None
        return response if response.status < 400 else None

    async def _download(self, request: Request) -> Response:
        if self._crawler.engine is None:
            raise RuntimeError("a fetcher works while its crawl does")
        return await self._crawler.engine.download_async(request)


def _request(ask: Ask, conditions: Headers, allow_private: bool) -> Request:
    if urlsplit(ask.url).scheme not in ("http", "https"):
        raise ValueError(f"not a web address: {ask.url}")
    headers = dict((*ask.headers, *conditions))
    meta = {ALLOW_PRIVATE: allow_private, "render": ask.render}
    if ask.json is not None:
        headers = {"Content-Type": "application/json", **headers}
        return Request(ask.url, method="POST", body=ask.json, headers=headers, meta=meta)
    if ask.method == "POST":
        return FormRequest(ask.url, method="POST", formdata=list(ask.form), headers=headers, meta=meta)
    return Request(ask.url, method=ask.method, headers=headers, meta=meta)
