"""SiteServer CMS: posts are contents/<column>/<id>.html, their list is contents/<column>/ or channels/<column>.html.

The following pages are plain links (下一页), on channel pages channels/<column>_2.html.
"""

import re
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._paging import link_pager, reachable, refuse_gap
from crawlers.platforms._reading import Unreadable, first_ask
from crawlers.platforms._rows import Row, base_of, read_rows

NAME = "contents"
VERSION = "6"
SIGNS = "条目地址形如 contents/栏目号/编号.html"

_POST = re.compile(r"/contents/(\d+)/\d+\.html?$")
_POST_LINK = re.compile(r"/contents/\d+/\d+\.html?(?=[\"'?#])")
_COLUMN = re.compile(r"/(?:contents|channels)/(\d+)(?:_\d+)?(?:\.html?|/|/index(?:_\d+)?\.html?)?$")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    root, path = tree_of(page), urlsplit(page.url).path
    if root is None or _POST.search(path):
        return False
    return _COLUMN.search(path) is not None or len(set(_POST_LINK.findall(text_of(page)))) >= 3


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    posts = posts_of(_rows(root, page))
    if not posts and _COLUMN.search(urlsplit(page.url).path) is None:
        raise Unreadable("没有形如 contents/栏目号/编号.html 的条目")
    pager = link_pager(page, root)
    refuse_gap(page, posts, pager)
    return Listing(posts, pager.next, reachable(pager.total, pager.pages, len(posts), pager.next is None), pager.least)


def _rows(root: Element, page: Page) -> list[Row]:
    """The list's rows: of the places that hold posts of this column, or where there is none of all places."""
    rows = read_rows(root, base_of(root, page.url), menus=True)  # a menu may be what tells the place of its own posts
    column = _COLUMN.search(urlsplit(page.url).path)
    own = {row.place for row in rows if column and _column_of(row.post.url) == column.group(1)}
    return choose([r for r in rows if r.place in own] if own else rows, lambda url: _column_of(url) is not None)


def _column_of(url: str) -> str | None:
    found = _POST.search(urlsplit(url).path)
    return found.group(1) if found else None
