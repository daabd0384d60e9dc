"""The links of a page that may be posts: one a row, each with the date of its row and where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.posts import PostRef
from crawlers.pagetext import Element, elements, fold, whole_text
from crawlers.platforms._layout import Layout, Link, hidden_in, layout_of, links_by_box
from crawlers.platforms._links import date_among, date_in, leads_to_article, title_beside
from crawlers.platforms._reading import absolute, read_date

_TOPMOST = ("ul", "ol", "dl", "table", "tbody", "body", "html", "form")
_CHROME = re.compile(r"nav|menu|foot|header|friend|yqlj|copyright", re.I)
_ASIDE = re.compile(  # "right side" names a half of the page, not a side box
    r"^(?!.*\b(?:left|right|main|content|list)\b).*\b(?:side|aside|sidebar|hot|related?|recommend\w*|tuijian|xgyd|rmwz)\b",
    re.I,
)
_PAGER_WORDS = re.compile(
    r"(?:首|尾|末|上一?|下一?|前一?|后一?|第\s?\d+\s?)页|\d+|[<>«»‹›.\s]+"
    r"|更多.{0,3}|more.{0,3}|\[?(?:详细|详情|查看\w*)\]?",
    re.I,
)
_OPENS = re.compile(
    r"[\[(（【]?\s*(?:点击|在线)?(?:查看|浏览|阅读|打开|下载|详细|详情)(?:全文|详情|原文|附件|信息)?\s*[\])）】]?"
)
_TITLED = re.compile(r"(?:信息|文件|文章|报告|公开)?(?:标\s?题|名\s?称|题\s?名)")
_WORDED = re.compile(r"[一-龥]{4}")
_HOST_ONLY = re.compile(r"https?://[^/?#]*/?(?:\?.*)?", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Row:
    """A link that may be a post. `place` is the same for rows of one list; `aside` marks menus and side boxes, `hidden`
    what is not shown before somebody turns to it. `element` is all of the row.
    """

    post: PostRef
    place: tuple[str, ...]
    aside: bool
    hidden: bool
    element: Element

    @property
    def dated(self) -> bool:
        return self.post.listed_on is not None


def base_of(root: Element, page_url: str) -> str:
    """The address that relative links start from."""
    href = next((href for base in root.iter("base") if (href := base.get("href")) is not None), None)
    return absolute(page_url, href) or page_url


def read_rows(root: Element, base_url: str, *, menus: bool = False) -> list[Row]:
    """Every link that may be a post, in page order, those of hidden rows last; one a row where the row is one of a list
    or table.

    What stands in a menu, header or footer without a date is left out unless `menus` are asked for.
    """
    hidden = hidden_in(root)
    rows = list(_rows_of(layout_of(root, base_url, hidden), menus=menus))
    if not hidden:
        return rows
    unseen = _rows_of(layout_of(root, base_url, hidden, shown=False), menus=menus)
    return rows + [replace(row, hidden=True) for row in unseen if row.element in hidden]


def _rows_of(layout: Layout, *, menus: bool) -> Iterator[Row]:
    for box, inside in links_by_box(layout).items():
        if menus or not _in_menu(box, layout):
            rows = (_row(element, box, layout) for element in _heads(inside, layout))
            yield from (row for row in rows if row is not None)


def _in_menu(box: Element, layout: Layout) -> bool:
    """Named for a menu, header or footer, and no date can be found for what is in it, however far its row reaches."""
    if not _is_chrome(layout.outwards(box.getparent())) or _near_year(box, layout):
        return False
    if box in layout.urls:
        return not _near_year(_climbed(box, layout), layout)
    return layout.short(box)


def _near_year(row: Element, layout: Layout) -> bool:
    parent = row.getparent()
    return parent is None or layout.shows_year(parent)


@lru_cache(maxsize=1024)
def _is_chrome(place: tuple[str, ...]) -> bool:
    return any(_CHROME.search(part) for part in place)


@lru_cache(maxsize=1024)
def _is_aside(place: tuple[str, ...]) -> bool:
    return any(_ASIDE.search(part) for part in place)


def _heads(inside: list[Element], layout: Layout) -> list[Element]:
    """The links that stand for a row: of several in one list item the posts, else the one that says most."""
    if len(inside) == 1:
        return inside
    links = {element: layout.link(element) for element in inside}
    posts = [element for element, link in links.items() if link.telling]
    if len({links[e].url for e in posts}) > 1:
        return posts
    return [max(inside, key=lambda e: (leads_to_article(links[e].url), len(links[e].title)))]


def _row(element: Element, box: Element, layout: Layout) -> Row | None:
    link = _telling(layout.link(element), box, layout)
    if not link.title or _PAGER_WORDS.fullmatch(link.title) or _is_host(link.url):
        return None
    listed_on = None
    whole = _whole_row(element, box, layout)
    if _near_year(whole, layout):
        listed_on = date_in(whole) or date_among(_beside(whole, layout))
    place = layout.place(whole, element) if box is element else layout.place(box, box)
    aside = (listed_on is None and _is_chrome(place)) or _is_aside(place)
    return Row(PostRef(link.url, link.title, listed_on), place, aside, False, whole)


def _telling(link: Link, box: Element, layout: Layout) -> Link:
    """The link may only say 查看: the title stands beside it, in a table in the cell below 标题, if there is one."""
    if box.tag not in ("tr", "li") or not _OPENS.fullmatch(link.title):
        return link
    if box.tag == "li":
        title = title_beside(box)
        return Link(link.url, title) if _WORDED.search(title) else link
    heads = elements(box, "ancestor::table[1]/descendant::tr[1]/*")
    titled = (cell for cell, head in zip(box, heads, strict=False) if _TITLED.fullmatch(fold(whole_text(head))))
    title = next((fold(whole_text(cell)) for cell in titled if not layout.holds_link(cell)), "")
    return Link(link.url, title) if _WORDED.search(title) else link


def _is_host(url: str) -> bool:
    """Whether an address names a site and nothing on it."""
    return (url.count("/") < 4 or "?" in url) and _HOST_ONLY.fullmatch(url) is not None


def _whole_row(link: Element, box: Element, layout: Layout) -> Element:
    """The largest element around the link that holds no other post; a list item or table row ends the climb."""
    if box is not link and layout.short(box):
        inside = layout.inside(box)
        if len(inside) < 2 or len({found.url for found in map(layout.link, inside) if found.telling}) < 2:
            return box
    return _climbed(link, layout)


def _climbed(link: Element, layout: Layout) -> Element:
    element = link
    for _ in range(4):
        outer = element.getparent()
        if outer is None or outer.tag in _TOPMOST or layout.crowded(outer):
            break
        element = outer
    return element


def _beside(row: Element, layout: Layout) -> list[str]:
    """Loose texts on the line of a row that is not all of it: <a>…</a><span>date</span>, <dt>…</dt><dd>date</dd>."""
    parent = row.getparent()
    if parent is None:
        return []
    first = next((c for c in parent if layout.holds_link(c) or read_date(whole_text(c))), row)
    leads = layout.holds_link(first)
    other = row.getnext() if leads else row.getprevious()
    texts = [row.tail or ""] if leads else []
    if other is not None and isinstance(other.tag, str) and not layout.holds_link(other):
        texts += [whole_text(other)[:60], other.tail or ""]
    return [fold(text) for text in texts if fold(text)]
