"""Site maps 站点地图: where robots.txt says they are, and the addresses they hold. Pure."""

import re
from urllib.parse import urljoin

from core.pages import Page
from crawlers.pagetext import fold, text_of
from crawlers.platforms._reading import absolute

MOST_ADDRESSES = 20_000
_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</loc>", re.I)
_INDEX = re.compile(r"<sitemapindex\b", re.I)


def maps_named(robots: Page | None, home_url: str) -> tuple[str, ...]:
    """The maps that robots.txt names, else the usual place."""
    named = _LINE.findall(text_of(robots)) if robots is not None and robots.status == 200 else []
    urls = [url for name in named[:5] if (url := absolute(home_url, name))]
    return tuple(dict.fromkeys(urls)) or (urljoin(home_url, "/sitemap.xml"),)


def read_map(page: Page) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(further maps, addresses); both empty where it is no map."""
    text = text_of(page)
    if page.status != 200 or ("<urlset" not in text[:2000].lower() and not _INDEX.search(text[:2000])):
        return (), ()
    found = (absolute(page.url, fold(match.group(1)).replace("&amp;", "&")) for match in _LOC.finditer(text))
    urls = tuple(dict.fromkeys(url for url, _ in zip(found, range(MOST_ADDRESSES), strict=False) if url))
    return (urls, ()) if _INDEX.search(text[:2000]) else ((), urls)
