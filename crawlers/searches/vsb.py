"""博达 VSB's `search.jsp`: a POST form whose script sends the words as Base64; the answer is a page with a list."""

from base64 import b64encode

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.pagetext import elements, tree_of
from crawlers.platforms._reading import absolute
from crawlers.searches._asking import listing, referred
from crawlers.searches._sites import same_site

NAME = "vsb"

_FORM = "//form[.//input[starts-with(@name,'lucenenewssearchkey')]]"


def offered(page: Page, words: str) -> Ask | None:
    for form in elements(tree_of(page), _FORM):
        url = absolute(page.url, form.get("action") or "search.jsp?wbtreeid=1001")
        if url is None or not same_site(page.url, url):
            continue
        fields = {e.get("name") or "": e.get("value") or "" for e in elements(form, ".//input[@type='hidden'][@name]")}
        key = next(name for name in (e.get("name") for e in elements(form, ".//input")) if _is_key(name))
        coded = b64encode(words.encode()).decode("ascii")
        sent = {"_lucenesearchtype": "1", "searchScope": "0", **fields, str(key): coded}
        return Ask(url, "POST", tuple(sent.items()), referred(page))
    return None


def _is_key(name: str | None) -> bool:
    return (name or "").startswith("lucenenewssearchkey")


def read_hits(page: Page) -> Listing:
    found = platforms.platform("generic").read_listing(page)
    return listing(page, found.posts, found.total, found.next)
