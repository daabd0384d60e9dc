"""Any other list: links with dates near them, one group of rows taken; the next page by its pager."""

from dataclasses import replace

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._frames import frame_beside_rows, framed_list, rows_before
from crawlers.platforms._mounts import empty_boxes, goes_on_by_script, unfilled_list
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
from crawlers.platforms._refusals import refuse_other_kinds, refuse_two_lists
from crawlers.platforms._rows import Row, base_of, read_rows

NAME = "generic"
VERSION = "6"
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
    if any(row.aside for row in chosen) and empty_boxes(root):
        chosen = []  # a box beside the list, which is still to be drawn
    pager = _pager(page, root)
    if pager.next is None and (pager.pages is None or pager.doubted):
        refuse_other_kinds(page, root, rows, chosen)
    posts = posts_of(chosen)
    alone = pager.next is None and pager.least is None and pager.total is None
    framed = framed_list(page, root) if not posts else frame_beside_rows(page, root) if alone else None
    if framed is not None:
        total = reachable(pager.total, pager.pages, 0, last=False)
        return Listing(posts_of(rows_before(root, chosen)), framed, pages=pager.pages, total=total)
    if alone and posts:
        _refuse_box(page, root, rows, chosen)
        if goes_on_by_script(root, len(posts)):
            pager = replace(pager, pages=2, doubted=True)
    refuse_gap(page, posts, pager)
    return Listing(posts, pager.next, reachable(pager.total, pager.pages, len(posts), pager.next is None), pager.least)


def _refuse_box(page: Page, root: Element, rows: list[Row], chosen: list[Row]) -> None:
    """Rows that stand beside the list, where the list itself is drawn elsewhere or cannot be told from them."""
    if (mount := unfilled_list(root)) is not None:
        raise Unreadable(f"列表（{mount}）由脚本填充，页面里只有旁边的条目")
    refuse_two_lists(page, rows, chosen)


def _pager(page: Page, root: Element) -> Pager:
    script = widget_pager(page, text_of(page)) or script_pager(page, text_of(page))
    if script is not None and script.next and script.pages:
        return replace(script, total=script.total or total_beside(page, root))
    links = link_pager(page, root)
    if script is None:
        return links
    following = script.next or links.next
    return Pager(following, script.pages or links.pages, script.total or links.total, shown=links.shown)
