"""大汉 Hanweb's module 信息公开: `/module/xxgk/search.jsp` searches the titles (`vc_title`) of the whole site."""

import re
from urllib.parse import parse_qsl, urljoin

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.pagetext import text_of
from crawlers.platforms import Unreadable
from crawlers.searches._asking import listing, referred, sent, with_form

NAME = "xxgk"

_MODULE = re.compile(r"/module/xxgk/(?:search|tree)\.jsp(?:\?([\w=&;%.,:-]*))?")
_KEPT = ("area", "jdid", "divid", "infotypeId", "unit", "standardXxgk", "sortfield")
_PAGES = re.compile(r"共\s*(?:<[^>]*>\s*)*(\d{1,5})\s*(?:<[^>]*>\s*)*页")
_TOTAL = re.compile(r"共\s*(?:<[^>]*>\s*)*(\d{1,7})\s*(?:<[^>]*>\s*)*条")


def offered(page: Page, words: str) -> Ask | None:
    """Asked with what the page names of its own tree: area, node, place on the page; of no type in particular."""
    named = [found.group(1) or "" for found in _MODULE.finditer(text_of(page))]
    if not named:
        return None
    given = dict(pair for query in named for pair in parse_qsl(query.replace("&amp;", "&")))
    kept = {name: given[name] for name in _KEPT if name in given and name != "infotypeId"}
    form = {**kept, "infotypeId": "", "vc_title": words, "vc_number": "", "currpage": "1"}
    return Ask(urljoin(page.url, "/module/xxgk/search.jsp"), "POST", tuple(form.items()), referred(page))


def read_hits(page: Page) -> Listing:
    """A table in a piece of markup, read like any list; its pager is drawn by script, so pages are counted."""
    try:
        found = platforms.platform("generic").read_listing(page)
    except Unreadable:
        if _TOTAL.search(text_of(page)) is None:
            raise
        found = Listing(())
    text, at = text_of(page), sent(page, "currpage")
    pages, total = _PAGES.search(text), _TOTAL.search(text)
    more = pages is not None and at < int(pages.group(1))
    following = with_form(page, currpage=at + 1) if more else None
    return listing(page, found.posts, int(total.group(1)) if total else found.total, following)
