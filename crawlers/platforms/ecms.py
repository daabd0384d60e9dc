"""帝国CMS (EmpireCMS): lists are /e/action/ListInfo/?classid=, its pages counted from 0, or static index_2.html.

Posts are /e/action/ShowInfo.php?classid=&id=, or static files. The pager opens with the number of all posts in a link
titled 总数. Many builds are GBK.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, parse_html, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._paging import Pager, link_pager, reachable, refuse_gap
from crawlers.platforms._reading import Unreadable, first_ask, go_on, number, query_of, with_query
from crawlers.platforms._refusals import refuse_other_kinds
from crawlers.platforms._rows import base_of, read_rows

NAME = "ecms"
VERSION = "4"
SIGNS = "列表或条目地址形如 /e/action/ListInfo、/e/action/ShowInfo.php（帝国CMS）"

_LIST = re.compile(r"/e/action/ListInfo(?:/(?:index\.php)?|\.php)$", re.I)
_POST = re.compile(r"/e/action/ShowInfo\.php$", re.I)
_POST_LINK = re.compile(r"/e/action/ShowInfo\.php\?[^\"'\s>]*\bid=\d+", re.I)
_LIST_LINK = re.compile(r"/e/action/ListInfo/(?:index\.php)?\?[^\"'\s>]*\bpage=\d+", re.I)
_COUNT = re.compile(r"<a\b[^>]*\btitle=[\"'](?:总数|總數|Total record)[\"'][^>]*>\D{0,40}?(\d{1,7})\D{0,20}?</a>", re.I)


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    root, path = tree_of(page), urlsplit(page.url).path
    if root is None or _POST.search(path):
        return False
    text = text_of(page)
    linked = len(set(_POST_LINK.findall(text))) >= 3 or _LIST_LINK.search(text) is not None
    return _LIST.search(path) is not None or linked or _COUNT.search(text) is not None


def read_listing(page: Page) -> Listing:
    text = text_of(page)
    root = parse_html(_COUNT.sub("", text)) if "<" in text else None  # else that number passes for one of the pager's
    if root is None:
        raise Unreadable("不是网页")
    every = read_rows(root, base_of(root, page.url))
    rows = choose(every, lambda url: _POST.search(urlsplit(url).path) is not None)
    posts, pager = posts_of(rows), _pager(page, root, len(rows))
    count = _COUNT.search(text)
    total = int(count.group(1)) if count else pager.total
    if pager.next is None and total is None:
        refuse_other_kinds(page, root, every, rows)
    refuse_gap(page, posts, pager)
    if not posts and total != 0:
        raise Unreadable("没有列表条目，也没有注明总数为零")
    return Listing(posts, pager.next, reachable(total, pager.pages, len(posts), pager.next is None), pager.least)


def _pager(page: Page, root: Element, rows: int) -> Pager:
    """Where the pager of a dynamic list cannot be pressed (a choice box), the next page by its number."""
    pager, at = link_pager(page, root), number(query_of(page.url).get("page")) or 0
    if pager.next or not _LIST.search(urlsplit(page.url).path) or not rows or at + 1 >= (pager.pages or 0):
        return pager
    return replace(pager, next=go_on(page, with_query(page.url, page=at + 1)))
