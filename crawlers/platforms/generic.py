"""Any other list: links with dates near them, one group of rows taken; the next page by its pager."""

from dataclasses import replace

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._frames import framed_list
from crawlers.platforms._paging import (
    Pager,
    link_pager,
    reachable,
    refuse_gap,
    script_pager,
    total_beside,
    widget_pager,
)
from crawlers.platforms._reading import Unreadable, first_ask
from crawlers.platforms._refusals import refuse_other_kinds
from crawlers.platforms._rows import base_of, read_rows

NAME = "generic"
VERSION = "3"
SIGNS = "没有已知平台的特征，按通用列表识读"


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    return tree_of(page) is not None


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    rows = read_rows(root, base_of(root, page.url))
    chosen = choose(rows)
    pager = _pager(page, root)
    if pager.next is None and (pager.pages is None or pager.doubted):
        refuse_other_kinds(root, rows, chosen)
    posts = posts_of(chosen)
    framed = None if posts else framed_list(page, root)
    if framed is None:
        refuse_gap(page, posts, pager)
    return Listing(
        posts, framed or pager.next, reachable(pager.total, pager.pages, len(posts), pager.next is None), pager.pages
    )


def _pager(page: Page, root: Element) -> Pager:
    script = widget_pager(page, text_of(page)) or script_pager(page, text_of(page))
    if script is not None and script.next and script.pages:
        return replace(script, total=script.total or total_beside(page, root))
    links = link_pager(page, root)
    if script is None:
        return links
    return Pager(script.next or links.next, script.pages or links.pages, script.total or links.total)
