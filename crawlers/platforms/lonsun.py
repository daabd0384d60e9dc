"""龙讯 lonsun (安徽): /public/column/<organ>?type=4&action=list&catId=<category>, posts /public/<organ>/<id>.html.

The list stands in the page, with `pageIndex` in its address for the following ones, or comes as a piece of HTML from
/site/label/<n>?labelName=publicInfoList&…&pageIndex=1. The page's script says how many pages there are (pageCount).
"""

import re
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import Element, elements, text_of, tree_of
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._datastore import arguments
from crawlers.platforms._paging import Pager, link_pager, reachable, refuse_gap
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable, first_ask, go_on, number, query_of, with_query
from crawlers.platforms._refusals import refuse_other_kinds
from crawlers.platforms._rows import Row, base_of, read_rows

NAME = "lonsun"
VERSION = "4"
SIGNS = "栏目地址形如 public/column/单位编号，条目地址形如 public/单位编号/编号.html（龙讯）"

_POST = re.compile(r"/(?:public/\d+|content/article)/\d+(?:\.html?)?$")
_POST_LINK = re.compile(r"/public/\d+/\d+\.html?(?=[\"'?#])")
_COLUMN = re.compile(r"/(?:public|content)/column/(\d+)$")
_ORGAN = re.compile(r"([^?#]*?)/public/column/(\d+)(?=$|[?#])")
_LABEL = re.compile(r"/site/label/\d+$")
_STATED = re.compile(r"[\"']([^\"'\s]*/site/label/\d+\?[^\"'\s]*\blabelName=publicInfoList\b[^\"'\s]*)[\"']")
_TOTAL = re.compile(r"\b(?:total|totalCount|rowCount|recordCount)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b")
_PAGES = re.compile(r"\bpageCount[\"']?\s*[:=]\s*[\"']?(\d{1,5})\b")
_SIZE = 15  # posts a page where nothing says otherwise


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    root, path = tree_of(page), urlsplit(page.url).path
    if root is None or _POST.search(path):
        return False
    known = _COLUMN.search(path) or _is_label(page)
    return bool(known) or len(set(_POST_LINK.findall(text_of(page)))) >= 3


def read_listing(page: Page) -> Listing:
    root = tree_of(page)
    if root is None:
        raise Unreadable("不是网页")
    if _POST.search(urlsplit(page.url).path):
        raise Unreadable(ARTICLE_INSTEAD)
    every = read_rows(root, base_of(root, page.url))
    rows = choose(every, lambda url: _POST.search(urlsplit(url).path) is not None)
    posts, pager = posts_of(rows), _pager(page, root)
    if not posts and not _is_label(page) and (label := _label(page, root)) is not None:
        shell = None if pager.pages is None else pager.pages + 1  # this page stands before those that hold posts
        return Listing((), label, pager.total, shell)
    if not _is_directory(page):
        _refuse_others(page, root, every, rows)
    if not posts and pager.pages is None and pager.total is None and "暂无" not in text_of(page):
        raise Unreadable("没有列表条目，也没有写明暂无信息")
    pager = replace(pager, next=pager.next or _following(page, root, pager, len(posts)))
    refuse_gap(page, posts, pager)
    return Listing(posts, pager.next, reachable(pager.total, pager.pages, len(posts), pager.next is None), pager.least)


def _refuse_others(page: Page, root: Element, every: list[Row], rows: list[Row]) -> None:
    """Pages of such a site that are neither a directory nor a piece of one."""
    if not rows:
        raise Unreadable("没有形如 public/单位编号/编号.html 的条目")
    refuse_other_kinds(page, root, every, rows)


def _is_directory(page: Page) -> bool:
    return _is_label(page) or _COLUMN.search(urlsplit(page.url).path) is not None


def _is_label(page: Page) -> bool:
    return _LABEL.search(urlsplit(page.url).path) is not None


def _pager(page: Page, root: Element) -> Pager:
    """What the page says of itself; the script's pageCount where it has one."""
    links, text = link_pager(page, root), text_of(page)
    pages = _PAGES.search(text)
    if pages is None:
        return links
    total = _TOTAL.search(text, max(0, pages.start() - 300), pages.end() + 300)
    return Pager(links.next, int(pages.group(1)), links.total or (int(total.group(1)) if total else None))


def _following(page: Page, root: Element, pager: Pager, rows: int) -> Ask | None:
    """The next page by its number: as long as the page says that there are more, or one that says nothing is full."""
    query = query_of(page.url)
    at = number(query.get("pageIndex")) or 1
    stated = number(query.get("pageSize"))
    short = rows < stated if stated else not _may_be_full(rows)
    if at >= pager.pages if pager.pages is not None else not _is_directory(page) or short:
        return None
    if not _is_label(page) and (label := _label(page, root)) is not None:
        same_size = number(query_of(label.url).get("pageSize")) == rows
        return replace(label, url=with_query(label.url, pageIndex=at + 1)) if same_size else label
    return go_on(page, with_query(page.url, pageIndex=at + 1))


def _may_be_full(rows: int) -> bool:
    """Sites give their pages 15 posts, or another round number of them."""
    return rows >= _SIZE or (rows >= 10 and rows % 5 == 0)


def _label(page: Page, root: Element) -> Ask | None:
    """The first page of the piece of HTML that the page's script asks for: as it stands there, or put together."""
    stated = _STATED.search(text_of(page))
    url = stated.group(1).replace("&amp;", "&") if stated else _composed(page, root)
    following = go_on(page, url)
    if following is None:
        return None
    return Ask(with_query(following.url, pageIndex=1), headers=(("Referer", page.url),))


def _composed(page: Page, root: Element) -> str | None:
    text = text_of(page)
    at = text.find("publicInfoList")
    named = arguments(text[max(0, at - 600) : at + 1500]) if at >= 0 else {}
    site = next((e.get("content") for e in elements(root, "//meta[@name='SiteId' or @name='siteId']")), None)
    site, file, organ = named.get("siteid") or site, named.get("file"), _ORGAN.match(page.url)
    if not site or not file or organ is None:
        return None
    query = query_of(page.url)
    asked = {
        "labelName": "publicInfoList",
        "siteId": site,
        "pageSize": named.get("pagesize") or str(_SIZE),
        "pageIndex": "1",
        "action": "list",
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
        "length": named.get("length") or "200",
        "organId": organ.group(2),
        "type": query.get("type") or "4",
        "catId": query.get("catId") or named.get("catid") or "",
        "catIds": query.get("catIds") or "",
        "file": file,
    }
    return f"{organ.group(1)}/site/label/8888?{urlencode(asked)}"
