"""Any other list: links with dates near them, one group of rows taken; the next page by its pager."""

from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, elements, text_of, tree_of
from crawlers.platforms._choice import choose, dated_groups, posts_of, seems_article
from crawlers.platforms._paging import Pager, link_pager, reachable, script_pager, widget_pager
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable, absolute, first_ask, go_on
from crawlers.platforms._rows import Row, base_of, read_rows

NAME = "generic"
VERSION = "2"
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
        _refuse_other_kinds(page, root, rows, chosen)
    posts = posts_of(chosen)
    following = pager.next if posts else pager.next or _shell(page, root)
    return Listing(posts, following, reachable(pager.total, pager.pages, len(posts), pager.next is None), pager.pages)


def _pager(page: Page, root: Element) -> Pager:
    links = link_pager(page, root)
    script = widget_pager(page, text_of(page)) or script_pager(page, text_of(page))
    if script is None:
        return links
    return Pager(script.next or links.next, script.pages or links.pages, script.total or links.total)


def _refuse_other_kinds(page: Page, root: Element, rows: list[Row], chosen: list[Row]) -> None:
    """A home page shows several lists, none of them the column's; an article shows a few related posts."""
    groups = dated_groups(rows)
    if len(groups) >= 3 and groups[0] * 2 < sum(groups):
        raise Unreadable(f"像是首页或栏目汇总页：有 {len(groups)} 组带日期的条目，看不出哪一组是本栏目")
    if seems_article(root, chosen):
        raise Unreadable(ARTICLE_INSTEAD)


def _shell(page: Page, root: Element) -> Ask | None:
    """The list behind a page that only frames it: one frame of the same host."""
    frames = {absolute(page.url, e.get("src")) for e in elements(root, "//iframe[@src] | //frame[@src]")} - {None}
    inner = [url for url in frames if url and urlsplit(url).path not in ("", "/")]
    return go_on(page, inner[0]) if len(inner) == 1 else None
