"""广东 NFCMS portals (the lists beside gkmlpt): posts are content/post_<id>.html, lists index.html, index_2.html ….

The pager is made of links. Its script tells the number of records, of which the site publishes 20 pages or so: the
total is kept, so that a list cut short is not taken for a whole one.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._paging import Pager, link_pager, reachable, refuse_gap
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable, first_ask, go_on
from crawlers.platforms._refusals import refuse_other_kinds
from crawlers.platforms._rows import base_of, read_rows

NAME = "nfcms"
VERSION = "4"
SIGNS = "条目地址形如 content/post_编号.html（广东 NFCMS）"

_POST = re.compile(r"/content/m?post_\d+\.html?$")
_POST_LINK = re.compile(r"/content/m?post_\d+\.html?(?=[\"'?#])")
_MARK = re.compile(r"\bNFCMS_(?:SITE|CAT|PAGE)_ID\b")
_FILE = re.compile(r"(m?index)(?:_(\d+))?(\.html?)$")
_RECORDS = re.compile(r"\b\w*pages?\w*\s*=\s*Math\.ceil\(\s*[\"']?(\d{1,7})[\"']?\s*/\s*(\d{1,3})\s*\)", re.I)
_LIMIT = re.compile(r"\bpages?_?limit\s*=\s*(\d{1,4})", re.I)
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(\s*(\d{1,4})\s*,")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    path = urlsplit(page.url).path
    if tree_of(page) is None or _POST.search(path) or "/gkmlpt/" in path + "/":
        return False
    text = text_of(page)
    links = set(_POST_LINK.findall(text))
    return len(links) >= 3 or (bool(links) and _MARK.search(text) is not None)


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    if _POST.search(urlsplit(page.url).path):
        raise Unreadable(ARTICLE_INSTEAD)
    rows = read_rows(root, base_of(root, page.url))
    own = _own_posts(page)
    chosen = choose(rows, own)
    posts, links, script = posts_of(chosen), link_pager(page, root), _script(text_of(page))
    if not posts and _MARK.search(text_of(page)) is None:
        raise Unreadable("没有形如 content/post_编号.html 的条目")
    following = links.next or _following(page, script.pages)
    if following is None and not any(own(post.url) for post in posts):
        refuse_other_kinds(page, root, rows, chosen)
    refuse_gap(page, posts, Pager(following, script.pages or links.pages))
    total = reachable(script.total or links.total, None, len(posts), following is None)
    return Listing(posts, following, total, script.pages or links.least)


def _own_posts(page: Page) -> Callable[[str], bool]:
    """Tells the posts of this very column, which lie below its folder."""
    folder = urlsplit(page.url).path.rpartition("/")[0]
    own = re.compile(rf"{re.escape(folder)}/content/m?post_\d+\.html?$")
    return lambda url: folder != "" and own.match(urlsplit(url).path) is not None


@dataclass(frozen=True, slots=True)
class _Script:
    """What the pager's script is told; `pages` are those that the site publishes."""

    total: int | None = None
    pages: int | None = None


def _script(text: str) -> _Script:
    records, limit, call = _RECORDS.search(text), _LIMIT.search(text), _CALL.search(text)
    if records is None or int(records.group(2)) == 0:
        return _Script(None, int(call.group(1)) if call else None)
    total = int(records.group(1))
    pages = max(math.ceil(total / int(records.group(2))), 1)
    return _Script(total, min(pages, int(limit.group(1))) if limit else pages)


def _following(page: Page, pages: int | None) -> Ask | None:
    """The next page where no link leads to it: the second page is index_2."""
    path = urlsplit(page.url).path
    found = _FILE.search(path)
    if pages is None or not (found or path.endswith("/")):
        return None
    stem, at, suffix = (found.group(1), int(found.group(2) or 1), found.group(3)) if found else ("index", 1, ".html")
    return go_on(page, f"{stem}_{at + 1}{suffix}") if at < pages else None
