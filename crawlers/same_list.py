"""Whether a following page goes on where the one before ended 是否接着上一页: neither another column's list nor a page
further on does. Pure.
"""

import re
from functools import lru_cache

from core.pages import Page
from core.posts import Listing
from crawlers.pagetext import Element, elements, fold, tree_of, whole_text
from crawlers.platforms._controls import FIRST, LAST, NEXT
from crawlers.platforms._page_addresses import page_number
from crawlers.platforms._pager_box import Box, boxes_of

_HERE = re.compile(r"(?:[您你]?(?:现在|当前|目前)?(?:所在)?的?(?:所在)?位置|当前栏目)\s*[是为在]?\s*[:：]?")
_TRAIL = 100  # characters
_PAGE_MARKS = re.compile(r"第?\s*\d+\s*页|[\d\W_]+")
_DATED_FOLDER = re.compile(r"(?:/(?:\d+|t?\d{8}_\d+|[0-9a-f]{16,}))+$")
_COLUMN = "//meta[translate(@name,'COLUMNE','columne')='columnname'][normalize-space(@content)]"


def leads_away(first: Page, begun: Listing, later: Page, listing: Listing) -> str | None:
    """Why a page is another column's than the first (Chinese). Where a page does not say whose it is, it is believed;
    by the title alone it is another's only where its posts lie elsewhere, too.
    """
    for kind, name in (("栏目名", _column), ("当前位置", _trail), ("页面标题", _title)):
        one, other = name(first), name(later)
        if one and other:
            same = _alike(one, other) or (name is _title and not _folders(begun).isdisjoint(_folders(listing)))
            return None if same else f"{kind}由「{one[-30:]}」变为「{other[-30:]}」"
    return None


def skips(before: Page, later: Page) -> str | None:
    """What lies between two pages that follow each other, by the numbers that both show or bear (Chinese)."""
    borne = page_number(before.url), page_number(later.url)
    next_by_address = borne[1] == 1 if borne[0] is None else borne[1] is not None and abs(borne[1] - borne[0]) == 1
    if next_by_address:
        return None
    one, other = _shown(before), _shown(later)
    if one is not None and other is not None:
        return f"由第{one}页转到了第{other}页" if abs(other - one) > 1 else None
    known = borne[0] is not None and borne[1] is not None and borne[0] != borne[1]
    return f"地址里的页号由{borne[0]}变为{borne[1]}" if known else None


def one_page(first: Page, listed: Listing, later: Page, again: Listing) -> bool:
    """Whether a list has a single page: 首页, 下一页 and 尾页 lead to it under one other address, with the same posts,
    and nothing speaks of more.
    """
    same = {post.document for post in listed.posts} == {post.document for post in again.posts}
    more = any((each.pages or 1) > 1 or each.total not in (None, len(each.posts)) for each in (listed, again))
    root = tree_of(first)
    boxes = boxes_of(first, root) if root is not None else ()
    back = again.next is None or (listed.next is not None and again.next.key == listed.next.key)
    return same and not more and back and any(map(_turns_nowhere, boxes)) and later.status == first.status


def _turns_nowhere(box: Box) -> bool:
    """首页, 下一页 and 尾页 are one and the same link."""
    ways = [[c.url for c in box.controls if pattern.fullmatch(c.label)] for pattern in (FIRST, NEXT, LAST)]
    return all(ways) and len({url for way in ways for url in way}) == 1 and ways[0][0] is not None


def names_of(page: Page) -> tuple[str, ...]:
    """What the page calls its column: in its tag, at the end of its trail, in its title."""
    trail = re.split(r"[>＞»›→/|\\]+", _trail(page))[-1].strip()
    return tuple(filter(None, (_column(page), trail, _title(page))))


def _alike(one: str, other: str) -> bool:
    one, other = _PAGE_MARKS.sub("", one), _PAGE_MARKS.sub("", other)
    return one in other or other in one


def _column(page: Page) -> str:
    return next((fold(meta.get("content")) for meta in elements(tree_of(page), _COLUMN)), "")


def _title(page: Page) -> str:
    return next((fold(whole_text(title)) for title in elements(tree_of(page), "//title")), "")


def _trail(page: Page) -> str:
    """The path to the column as the page shows it 当前位置."""
    root = tree_of(page)
    return _trail_of(root) if root is not None else ""


@lru_cache(maxsize=4)
def _trail_of(root: Element) -> str:
    for element in root.iter("div", "p", "span", "td", "li", "ul", "h2", "h3", "dl"):
        said = whole_text(element)[: 4 * _TRAIL]
        if "位置" not in said and "当前栏目" not in said:
            continue
        text = fold(said)
        found = _HERE.match(text)
        if found and found.end() < len(text) <= _TRAIL:
            return text[found.end() :].strip()
    return ""


def _folders(listing: Listing) -> set[str]:
    """Where the posts lie, without the folders of single days and posts."""
    return {_DATED_FOLDER.sub("", post.url.rpartition("/")[0]) for post in listing.posts}


def _shown(page: Page) -> int | None:
    """The number that the page's pager marks as that of this page."""
    root = tree_of(page)
    boxes = boxes_of(page, root) if root is not None else ()
    shown = {number for box in boxes if (box.named or box.worded) and (number := box.current_number) is not None}
    return shown.pop() if len(shown) == 1 else None
