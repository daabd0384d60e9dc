"""The last step before the network: whatever is downloaded waits for its host's turn."""

import time

from OpenSSL.SSL import Error as SSLError
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.web._newclient import ResponseNeverReceived

from crawlers.answers import TLS_FLAG
from crawlers.manners import Conduct
from crawlers.outcomes import causes
from crawlers.polite import PoliteSpider
from crawlers.tls import LEGACY, UNVERIFIED, Policy, TlsFailedError, modern, permissive
from crawlers.wire import Wire

ENCODING_AS_SENT = "X-Archive-Orig-Content-Encoding"
_LEGACY_SECONDS = 10.0  # an old handshake may hang a site that wants none


class PoliteHandler(Wire):
    """Scrapy's HTTP handler inside the host's turn; a page that only a browser can draw goes to the browser."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not isinstance(crawler.spider, PoliteSpider):
            raise TypeError("PoliteHandler serves a PoliteSpider alone")
        self._turns = crawler.spider.turns
        self._renderer = crawler.spider.renderer
        self._modern = Policy(modern)
        self._legacy = Policy(permissive, LEGACY)

    async def download_request(self, request: Request) -> Response:
        if request.meta.get("render"):
            return await self._renderer.render(request)
        async with self._turns.of(urlparse_cached(request).hostname or "") as conduct:
            response = await self._paced(request, conduct)
        conduct.bytes += len(response.body)
        if encoding := response.headers.get("Content-Encoding"):
            response.headers[ENCODING_AS_SENT] = encoding  # decompressing removes the original; the archive tells it
        return response

    async def close(self) -> None:
        await self._renderer.close()
        await super().close()

    async def _paced(self, request: Request, conduct: Conduct) -> Response:
        began = time.monotonic()
        try:
            response = await self._answer(request, conduct)
        except DownloadCancelledError:  # it answered more than we want
            raise
        except Exception:
            conduct.answered(time.monotonic() - began, well=False)
            raise
        latency = request.meta.get("download_latency", time.monotonic() - began)
        conduct.answered(latency, well=response.status != 429 and response.status < 500)
        return response

    async def _answer(self, request: Request, conduct: Conduct) -> Response:
        """A modern handshake and then an old one; the other way round where the old one is known to be needed."""
        if urlparse_cached(request).scheme != "https":
            return await self.ask(request, self._modern)
        first, second = self._modern, self._legacy
        if conduct.tls == LEGACY:
            first, second = second, first
        try:
            return await self._over_tls(request, conduct, first)
        except DownloadFailedError as error:
            if not _failed_handshake(error, first, request):
                raise
        try:
            return await self._over_tls(request, conduct, second)
        except DownloadFailedError as error:
            if not _failed_handshake(error, second, request):
                raise
            raise TlsFailedError(str(error)) from error

    async def _over_tls(self, request: Request, conduct: Conduct, policy: Policy) -> Response:
        if policy is self._legacy:
            usual = request.meta.get("download_timeout") or self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
            request = request.replace(meta={**request.meta, "download_timeout": min(usual, _LEGACY_SECONDS)})
        response = await self.ask(request, policy)
        conduct.tls = policy.seen.get(_place(request)) or UNVERIFIED
        response.flags.append(f"{TLS_FLAG}{conduct.tls}")
        return response


def _failed_handshake(error: Exception, policy: Policy, request: Request) -> bool:
    """Broken off before any answer: by TLS itself, or by a site that hangs up on our hello."""
    met = policy.seen.get(_place(request))
    at_once = [cause for cause in causes(error) if isinstance(cause, ResponseNeverReceived)]
    return bool(at_once) and (met is None or any(isinstance(cause, SSLError) for cause in causes(error)))


def _place(request: Request) -> tuple[str, int]:
    parts = urlparse_cached(request)
    return parts.hostname or "", parts.port or 443
