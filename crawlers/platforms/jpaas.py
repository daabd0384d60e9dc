"""大汉 JPaaS: a list is a unit 组件 of the column page; what it is asked with stands in its queryData attribute.

The answer is JSON that holds the unit's markup, with `count` and `rows` on its pager. Only paramJson turns pages: a
bare pageNo is ignored, and the first page comes again. A column may be the page or the unit's own address.
"""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import Element, elements, fold, inner_text, json_of, parse_html, text_of, tree_of, whole_text
from crawlers.platforms._answers import refuse_lost, refuse_open_end
from crawlers.platforms._choice import choose, posts_of
from crawlers.platforms._reading import Unreadable, absolute, first_ask, go_on, number, query_of, read_date
from crawlers.platforms._rows import read_rows
from crawlers.platforms._units import Unit, list_unit, pager_counts, unit_markup, units_of

NAME = "jpaas"
VERSION = "4"
SIGNS = "列表由组件接口 build/unit 给出（大汉 JPaaS）"

_API = "/front/page/build/unit"
_POST = re.compile(r"/art_[0-9a-f_]+\.html?$")
_UNFILLED = re.compile(r"\{\{|<\?=|<%=?|\$\{")
_NOTHING = re.compile(r"暂无|没有|无(?:相关|符合|更多)|最后一?页|到底")
_NO_MORE = re.compile(r"没有更多|无更多|最后一?页|到底")
_NAMES = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_DEFAULTS = {"parseType": "bulidstatic", "pageType": "column", "editType": "null"}  # spelt so by the vendor


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    if urlsplit(page.url).path.endswith(_API):
        return _markup(page) is not None
    if _POST.search(urlsplit(page.url).path) or "<datastore" in text_of(page):
        return False
    return bool(units_of(tree_of(page)))


def read_listing(page: Page) -> Listing:
    markup = _markup(page)
    if markup is not None:
        return _read_answer(page, markup)
    if json_of(page) is not None:
        raise Unreadable("组件接口答复里没有列表（success、data.html）")
    units = units_of(tree_of(page))
    if not units:
        raise Unreadable("页面里没有列表组件（queryData）")
    unit = list_unit(units, page.url)
    if unit is None:
        raise Unreadable(f"页面里有{len(units)}个组件，看不出哪一个是列表；可将列表组件的接口地址登记为栏目地址")
    return _read_page(page, unit)


def _markup(page: Page) -> str | None:
    """The unit's markup out of an answer, None where the page is none or tells of a failure."""
    answer = json_of(page)
    data = answer.get("data") if isinstance(answer, dict) and answer.get("success") is not False else None
    markup = data.get("html") if isinstance(data, dict) else None
    return markup if isinstance(markup, str) else None


def _read_page(page: Page, unit: Unit) -> Listing:
    """The rows that stand in the page, where they are all of the first page; else the interface is asked for it."""
    posts = _posts(unit_markup(unit), page.url) if unit.count is not None and unit.rows else ()
    if posts and unit.count is not None and unit.rows and len(posts) == min(unit.count, unit.rows):
        more = len(posts) < unit.count
        return Listing(posts, _ask_unit(page, unit, 2, unit.rows) if more else None, unit.count)
    following = _ask_unit(page, unit, 1, unit.rows)
    if following is None:
        raise Unreadable("列表组件的接口不在本站")
    return Listing((), following)


def _ask_unit(page: Page, unit: Unit, at: int, size: int | None) -> Ask | None:
    values = {**_DEFAULTS, **unit.query}
    query = urlencode([(name, values[name]) for name in _NAMES if name in values], quote_via=quote)
    url = f"{unit.url}?{query}"
    following = go_on(page, _turned(url, at, size) if size else url)
    return replace(following, headers=(("Referer", page.url),), render=False) if following else None


def _turned(url: str, at: int, size: int) -> str:
    """The unit's address for another page; its other parameters stay as they are written."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if not pair.startswith("paramJson=")]
    param = json.dumps({"pageNo": at, "pageSize": str(size)}, separators=(",", ":"))
    return parts._replace(query="&".join([*kept, f"paramJson={quote(param)}"])).geturl()


def _read_answer(page: Page, markup: str) -> Listing:
    posts = _posts(markup, _referer(page) or page.url)
    total, rows = pager_counts(parse_html(f"<html><body>{markup}</body></html>"))
    at, asked = _place(page)
    if not posts and _UNFILLED.search(markup):
        raise Unreadable("列表模板没有填充，条目由脚本写入")
    if not posts and total is None and "<" not in markup:
        raise Unreadable("组件接口只返回空壳，没有任何条目和总数")
    if not posts and total is None:
        _refuse_message(markup, at, asked)
    size = asked or rows or len(posts)
    if not posts and total and (at - 1) * size < total:
        raise Unreadable(f"组件注明共{total}条，第{at}页却一条也识读不出")
    if at == 1 and posts and (total is None or total > len(posts)):
        size = len(posts)  # what the interface gives at once, whatever was asked for
    last = not posts or (total is not None and at * size >= total)
    return Listing(posts, None if last else go_on(page, _turned(page.url, at + 1, size)), total)


def _refuse_message(markup: str, at: int, first: int | None) -> None:
    """Markup without rows and without a total: words in it may tell of a failure."""
    root = parse_html(f"<html><body>{markup}</body></html>")
    words = fold(inner_text(root)) if root is not None else ""
    if words and not _NOTHING.search(words):
        raise Unreadable(f"组件接口给出的不是列表，只有一句话（{words[:20]}）")
    if not _NO_MORE.search(words):
        refuse_open_end(None, at, first)


def _posts(markup: str, base_url: str) -> tuple[PostRef, ...]:
    root = parse_html(f"<html><body>{markup}</body></html>")
    rows = read_rows(root, base_url) if root is not None else []
    dead = sum(_is_dead(row, base_url) for row in elements(root, "//li[not(.//li)] | //tr[not(.//tr)]"))
    refuse_lost(len(rows) + dead, len(rows))
    return posts_of(choose(rows, lambda url: _POST.search(urlsplit(url).path) is not None))


def _is_dead(row: Element, base_url: str) -> bool:
    """A dated row of the list whose links lead nowhere."""
    return read_date(whole_text(row)) is not None and not any(absolute(base_url, a.get("href")) for a in row.iter("a"))


def _referer(page: Page) -> str | None:
    """The column's page, which links in an answer are relative to."""
    return next((value for name, value in page.ask.headers if name == "Referer"), None)


def _place(page: Page) -> tuple[int, int | None]:
    """Which page was asked for, and of what size."""
    try:
        param: Any = json.loads(query_of(page.url).get("paramJson") or "{}")
    except ValueError:
        param = {}
    found = param if isinstance(param, dict) else {}
    return number(found.get("pageNo")) or 1, number(found.get("pageSize"))
