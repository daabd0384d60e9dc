"""From Scrapy's response to a Page: what was packed is unpacked, and what happened on the way is told."""

import zlib
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response

from core.pages import Ask, Outcome, Page
from crawlers.outcomes import NotAsked
from crawlers.records import OURS, Headers

TLS_FLAG = "tls-"  # before how the handshake went, among a response's flags
_GZIP = b"\x1f\x8b\x08"
_TEXTUAL = ("text/", "html", "xml", "json", "javascript")


def page_of(ask: Ask, response: Response, at: datetime, most: int) -> Page:
    """Raises NotAsked (TOO_LARGE) where the page unpacks to more than `most` bytes, zlib.error where it is damaged."""
    rendered = "playwright" in response.flags
    body = response.body
    notes = [*_redirects(response), *_tls(response, rendered=rendered)]
    if body.startswith(_GZIP) and _is_text(response):
        body = _unpacked(body, most)
        notes.append((f"{OURS}Unpacked", "gzip, undeclared"))
    headers = tuple(pair for pair in pairs(response.headers) if not pair[0].lower().startswith(OURS.lower()))
    return Page(ask, response.url, response.status, body, at, (*headers, *notes), rendered)


def pairs(headers: ScrapyHeaders) -> Headers:
    """Name and value as they stood; a browser joins repeated headers by line breaks."""
    return tuple(
        (name.decode("latin-1"), line)
        for name, values in headers.items()
        for value in values
        for line in value.decode("latin-1").split("\n")
    )


def _redirects(response: Response) -> Headers:
    """The addresses that led here, each with why it was left (a status, or `meta refresh`)."""
    meta = response.request.meta if response.request else {}
    hops = zip(meta.get("redirect_reasons", ()), meta.get("redirect_urls", ()), strict=False)
    told = " ".join(f"{str(reason).replace(' ', '-')} {url}" for reason, url in hops)
    return ((f"{OURS}Redirects", told),) if told else ()


def _tls(response: Response, *, rendered: bool) -> Headers:
    """How far the site proved who it is; a browser is not held to it."""
    if urlsplit(response.url).scheme != "https":
        return ()
    found = next((flag.removeprefix(TLS_FLAG) for flag in response.flags if flag.startswith(TLS_FLAG)), None)
    return ((f"{OURS}TLS", found or ("unchecked" if rendered else "unverified")),)


def _is_text(response: Response) -> bool:
    """Of what calls itself a page, or nothing at all; a packed file is kept as it is."""
    said = (response.headers.get("Content-Type") or b"text/").decode("latin-1").lower()
    return any(word in said for word in _TEXTUAL)


def _unpacked(body: bytes, most: int) -> bytes:
    """Some sites pack what nobody asked them to, and do not say so."""
    unpacking = zlib.decompressobj(wbits=31)
    text = unpacking.decompress(body, most + 1)
    if len(text) > most:
        raise NotAsked(Outcome.TOO_LARGE, "内容解压后超过大小上限")
    if not unpacking.eof:
        raise zlib.error("incomplete")
    return text
