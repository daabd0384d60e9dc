"""Scrapy's HTTP/1.1 client with what it lacks for us: addresses in brackets, bounded headers, a choice of TLS."""

from copy import copy
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import ParseError
from twisted.web.client import URI, Agent, _StandardEndpointFactory
from twisted.web.iweb import IPolicyForHTTPS, IResponse

from crawlers.tls import Policy

_MOST_HEADERS = 64 * 1024  # bytes of one answer, before its body
_IDLE = 30  # seconds that a connection is kept for the host's next page


class _Parser(_LenientHTTPClientParser):
    """Headers that never end would fill the memory until the time is up."""

    _received = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  (Twisted's)
        self._received += len(line) + 2
        if self._received > _MOST_HEADERS:
            raise ParseError("headers without end", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> "Deferred[IResponse]":
        answer = super().request(request)
        if self._parser is not None:  # set by class, as Scrapy itself does
            self._parser.__class__ = _Parser
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802  (Twisted's)
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Endpoints(_StandardEndpointFactory):
    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802  (Twisted's)
        """Twisted takes `[::1]` for a name, and refuses it."""
        bare = copy(uri)
        bare.host = uri.host.strip(b"[]")
        return super().endpointForURI(bare)


class _Call(_ScrapyAgent):
    def _get_agent(self, request: Request, timeout: float) -> Agent:
        from twisted.internet import reactor  # noqa: PLC0415  (importing it installs one)

        agent = _BindAddressAgent(reactor, self._contextFactory, timeout, None, self._pool)
        agent._endpointFactory = _Endpoints(reactor, self._contextFactory, timeout, None)  # type: ignore[no-untyped-call]
        return agent


class Wire(HTTP11DownloadHandler):
    """One request, one answer. The time given to it is for all of it, from the first connection to the last byte."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        self._pool.cachedConnectionTimeout = _IDLE

    async def ask(self, request: Request, policy: Policy) -> Response:
        call = _Call(
            contextFactory=cast(IPolicyForHTTPS, policy),
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(call.download_request(request))
