"""拓尔思 TRS WCM and other static lists that page by script: index.html, then index_1.html … (list_N, .shtml, .htm).

The next address comes from the page's own createPageHTML, createPage or countPage; links are relative to the list
(./202503/t20250328_1.html).
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import text_of, tree_of
from crawlers.platforms._choice import choose, posts_of, seems_article
from crawlers.platforms._paging import link_pager, reachable, refuse_gap, script_pager, total_beside
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable, first_ask
from crawlers.platforms._rows import base_of, read_rows

NAME = "trs"
VERSION = "6"
SIGNS = "页面用 createPageHTML 一类脚本翻页，或条目地址形如 t20250328_1.html"

_POST = re.compile(r"/t(?:\d{8})?_\d+(?:_\d{1,2})?\.s?html?$")  # long articles have pages of their own: …_1.html
_POST_LINK = re.compile(r"href\s*=\s*[\"'][^\"']*/t\d{8}_\d+\.s?html?[\"']", re.I)


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    if _POST.search(urlsplit(page.url).path) or tree_of(page) is None:
        return False
    text = text_of(page)
    return script_pager(page, text) is not None or len(_POST_LINK.findall(text)) >= 3


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    page = _as_folder(page)
    rows = choose(read_rows(root, base_of(root, page.url)), lambda url: _POST.search(url) is not None)
    posts = posts_of(rows)
    script = script_pager(page, text_of(page))
    if script is None and not posts:
        raise Unreadable("没有翻页脚本，也没有列表条目")
    pager = script or link_pager(page, root)
    short = (pager.pages or 1) == 1 or pager.doubted or _POST.search(urlsplit(page.url).path)
    if short and seems_article(root, rows):
        raise Unreadable(ARTICLE_INSTEAD)
    refuse_gap(page, posts, pager)
    total = pager.total or (total_beside(page, root) if script else None)
    pages = pager.least or link_pager(page, root).least
    return Listing(posts, pager.next, reachable(total, pager.pages, len(posts), pager.next is None), pages)


def _as_folder(page: Page) -> Page:
    """Lists are folders: where the final address lost its slash, relative links still start inside of it."""
    parts = urlsplit(page.url)
    if parts.query or not parts.path or parts.path.endswith("/") or "." in parts.path.rsplit("/", 1)[-1]:
        return page
    return replace(page, url=parts._replace(path=parts.path + "/").geturl())
