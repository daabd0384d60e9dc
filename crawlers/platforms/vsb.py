"""博达 VSB: posts are info/<column>/<id>.htm or content.jsp?…&wbnewsid=<id>; lists are static or list.jsp.

Static lists count down: tzgg.htm is the newest page, then tzgg/57.htm … tzgg/1.htm, the oldest. Dynamic ones carry
PAGENUM and totalpage, or a<number>p, a<number>t and a<number>c (page, how many, posts a page).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, elements, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._paging import Pager, link_pager, reachable, refuse_gap
from crawlers.platforms._reading import (
    ARTICLE_INSTEAD,
    Unreadable,
    absolute,
    first_ask,
    go_on,
    number,
    query_of,
    with_query,
)
from crawlers.platforms._refusals import refuse_other_kinds
from crawlers.platforms._rows import base_of, read_rows

NAME = "vsb"
VERSION = "4"
SIGNS = "条目地址形如 info/栏目号/编号.htm 或带 wbnewsid（博达 VSB）"

_POST = re.compile(r"/info/\d+/\d+\.html?$|\.jsp\?(?:.*&)?wbnewsid=\d+", re.I)
_POST_LINK = re.compile(r"info/\d+/\d+\.htm|wbnewsid=\d+", re.I)
_MARK = re.compile(r"Visual SiteBuilder|/system/resource/(?:css|js)/|\bclass=[\"']?p_(?:no|next|last|pages)\b")
_DOWN = re.compile(r"/([\w-]+)/(\d{1,4})(\.html?)$")
_PAGE_NUMBER = re.compile(r"(a\w*?\d+)p")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    if tree_of(page) is None or _is_post(page.url):
        return False
    query, text = query_of(page.url), text_of(page)
    dynamic = urlsplit(page.url).path.endswith(".jsp") and "wbtreeid" in query
    links = len(set(_POST_LINK.findall(text)))
    return dynamic or links >= 3 or (links >= 1 and _MARK.search(text) is not None)


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    if _is_post(page.url):
        raise Unreadable(ARTICLE_INSTEAD)
    rows = read_rows(root, base_of(root, page.url))
    chosen = choose(rows, _is_post)
    posts, links = posts_of(chosen), link_pager(page, root)
    if not posts and _MARK.search(text_of(page)) is None:
        raise Unreadable("没有形如 info/栏目号/编号.htm 的条目")
    older = _older(page, root)
    following = links.next or _turned(page, links) or _below(page, older)
    if following is None and (links.pages is None or links.doubted):
        refuse_other_kinds(page, root, rows, chosen)
    refuse_gap(page, posts, Pager(following, links.pages))
    if older and not posts:
        raise Unreadable("这是列表的后续页，却没有条目")
    return Listing(posts, following, reachable(links.total, links.pages, len(posts), following is None), links.least)


def _is_post(url: str) -> bool:
    parts = urlsplit(url)
    return _POST.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def _turned(page: Page, links: Pager) -> Ask | None:
    """The next page of a dynamic list whose pager holds no link to it."""
    place = _place(page, links.total)
    if place is None or place.at >= place.pages:
        return None
    return go_on(page, with_query(page.url, **{place.name: place.at + 1}))


def _older(page: Page, root: Element) -> int | None:
    """The number of a page in a static list that counts down; such a page leads back to the newest (../tzgg.htm)."""
    down = _DOWN.search(urlsplit(page.url).path)
    newest = absolute(page.url, f"../{down.group(1)}{down.group(3)}") if down else None
    links = {absolute(page.url, link.get("href")) for link in elements(root, "//a[@href]")}
    return int(down.group(2)) if down and newest in links else None


def _below(page: Page, number_: int | None) -> Ask | None:
    suffix = page.url.rpartition(".")[2]
    return go_on(page, f"{number_ - 1}.{suffix}") if number_ and number_ > 1 else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a dynamic list stands, by its own address."""

    name: str
    at: int
    pages: int


def _place(page: Page, total: int | None) -> _Place | None:
    query = query_of(page.url)
    at, pages = number(query.get("PAGENUM")), number(query.get("totalpage"))
    if at and pages:
        return _Place("PAGENUM", at, pages)
    stem = next((m.group(1) for m in map(_PAGE_NUMBER.fullmatch, query) if m), None)
    if stem is None:
        return None
    at, count, size = (number(query.get(f"{stem}{letter}")) for letter in "ptc")
    if not at or not count:
        return None
    in_posts = count == total and size  # most builds count pages there, some posts
    return _Place(f"{stem}p", at, -(-count // size) if in_posts and size else count)
