"""A plain search form: GET, one text field with a name that searches bear. The answer is read like any list."""

import re
from urllib.parse import urlencode, urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.pagetext import Element, elements, tree_of
from crawlers.platforms._reading import absolute
from crawlers.searches._asking import listing, referred
from crawlers.searches._sites import same_site
from parsers import decode_text

NAME = "form"

_FIELD = re.compile(
    r"q|qt|kw|wd|words?|keywords?|key|searchwords?|searchtext|searchkey|searchstr|search|title|text|content|s", re.I
)
_SEARCH = re.compile(r"search|query|sousuo|jiansuo|/so\b|/s$|zhannei|fulltext", re.I)
_TEXT = ".//input[@name][not(@type) or @type='text' or @type='search']"


def offered(page: Page, words: str) -> Ask | None:
    asks = (_ask(page, form, words) for form in elements(tree_of(page), "//form[@action]"))
    return next((ask for ask in asks if ask is not None), None)


def _ask(page: Page, form: Element, words: str) -> Ask | None:
    url = absolute(page.url, form.get("action"))
    field = _field(form)
    if url is None or field is None or (form.get("method") or "get").lower() != "get" or not same_site(page.url, url):
        return None
    if not _SEARCH.search(urlsplit(url).path) and not _SEARCH.search(f"{form.get('id')} {form.get('class')} {field}"):
        return None
    hidden = elements(form, ".//input[@type='hidden'][@name]")
    fields = {e.get("name") or "": e.get("value") or "" for e in hidden} | {field: words}
    _, encoding = decode_text(page.body, page.header("content-type"))  # the words go in the page's own encoding
    query = urlencode(fields, encoding=encoding, errors="replace")
    return Ask(urlsplit(url)._replace(query=query).geturl(), headers=referred(page))


def _field(form: Element) -> str | None:
    """The one text field there is: a form with several (from, to, number …) asks for more than words."""
    names = [e.get("name") or "" for e in elements(form, _TEXT)]
    return names[0] if len(names) == 1 and _FIELD.fullmatch(names[0]) else None


def read_hits(page: Page) -> Listing:
    found = platforms.platform("generic").read_listing(page)
    return listing(page, found.posts, found.total, found.next)
