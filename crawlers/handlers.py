"""The last step before the network: whatever is downloaded waits for its host's turn."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.spider import ColumnSpider

ENCODING_AS_SENT = "X-Archive-Orig-Content-Encoding"


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler inside the host's turn; a page that only a browser can draw goes to the browser."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not isinstance(crawler.spider, ColumnSpider):
            raise TypeError("PoliteHandler serves ColumnSpider alone")
        self._turns = crawler.spider.turns
        self._renderer = crawler.spider.renderer

    async def download_request(self, request: Request) -> Response:
        if request.meta.get("render"):
            return await self._renderer.render(request)
        host = urlparse_cached(request).hostname or ""
        async with self._turns.of(host):
            response = await super().download_request(request)
        self._turns.bytes[host] += len(response.body)
        if encoding := response.headers.get("Content-Encoding"):
            response.headers[ENCODING_AS_SENT] = encoding  # decompressing removes the original; the archive tells it
        return response

    async def close(self) -> None:
        await self._renderer.close()
        await super().close()
