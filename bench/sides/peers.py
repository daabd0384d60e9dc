"""What general extractors make of a page, each by its own usual call; a peer that is not installed takes no part.

Every peer is given the page decoded to text, so that none is judged by its guess of the charset.
"""

import importlib
import importlib.util
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from lxml import html as lxml_html

logging.disable(logging.CRITICAL)  # peers complain about pages that they cannot read
warnings.filterwarnings("ignore")


@dataclass(frozen=True)
class Extract:
    """A page as one side reads it; "" where it found nothing, None where it never tells such a thing at all."""

    title: str | None = None
    published: str | None = None  # as the side gives it
    source: str | None = None
    body: str | None = None
    year: int | None = None
    issuers: tuple[str, ...] | None = None


Reader = Callable[[str, str], Extract]
"""Text of a page and its address to what is made of it."""


def _told(found: dict[str, Any], title: str, published: str, source: str, body: str) -> Extract:
    texts = [str(found.get(name) or "") for name in (title, published, source, body)]
    return Extract(title=texts[0], published=texts[1], source=texts[2], body=texts[3])


def read_with_trafilatura(library: ModuleType, text: str, url: str) -> Extract:
    found = library.bare_extraction(text, url=url, with_metadata=True)
    told: dict[str, Any] = found.as_dict() if hasattr(found, "as_dict") else found or {}
    return _told(told, "title", "date", "sitename", "text")


def read_with_readability(library: ModuleType, text: str, url: str) -> Extract:
    document = library.Document(text, url=url)
    summary = document.summary(html_partial=True)
    body = "".join(map(str, lxml_html.fromstring(summary).itertext())) if summary else ""
    return Extract(title=document.short_title(), body=body)


def read_with_gne(library: ModuleType, text: str, url: str) -> Extract:
    found = library.GeneralNewsExtractor().extract(text)
    return _told(found, "title", "publish_time", "author", "content")


def read_with_newspaper(library: ModuleType, text: str, url: str) -> Extract:
    article = library.Article(url, language="zh")
    article.download(input_html=text)
    article.parse()
    return Extract(article.title, str(article.publish_date or ""), ",".join(article.authors), article.text)


def read_with_justext(library: ModuleType, text: str, url: str) -> Extract:
    # it tells text from furniture by stop words, and has no list for Chinese
    paragraphs = library.justext(text.encode("utf-8"), frozenset(), 15, 40, 0, 0, 0.2, encoding="utf-8")
    return Extract(body="\n".join(p.text for p in paragraphs if not p.is_boilerplate))


_PEERS: dict[str, tuple[str, Callable[[ModuleType, str, str], Extract]]] = {
    "trafilatura": ("trafilatura", read_with_trafilatura),
    "readability-lxml": ("readability", read_with_readability),
    "gne": ("gne", read_with_gne),
    "newspaper4k": ("newspaper", read_with_newspaper),
    "jusText": ("justext", read_with_justext),
}


def installed_peers() -> dict[str, Reader | None]:
    """Each peer with its reader, None where it is not installed."""
    return {name: _reader(module, read) for name, (module, read) in _PEERS.items()}


def _reader(module: str, read: Callable[[ModuleType, str, str], Extract]) -> Reader | None:
    if importlib.util.find_spec(module) is None:
        return None
    library = importlib.import_module(module)
    return lambda text, url: read(library, text, url)
