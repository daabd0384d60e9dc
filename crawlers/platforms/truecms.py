"""TrueCMS (南通、如皋 …): the column page carries its first rows in a hidden box (#initData), the following ones come
from messageController/getMessage.do: JSONP that wraps the XML of jpage.

Asked by record numbers, always with a Referer (404 without). How many a site gives at once differs; larger groups come
empty, so the next ask starts behind what was given, and groups are those that the page's own script asks for.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import Element, elements, text_of, tree_of
from crawlers.platforms._datastore import Store, calls_in, store_in, store_posts
from crawlers.platforms._reading import Unreadable, first_ask, go_on, number, query_of, with_query

NAME = "truecms"
VERSION = "4"
SIGNS = "列表由 messageController/getMessage.do 接口提供（TrueCMS）"

_API = "messageController/getMessage.do"
_ARTICLE = re.compile(r"/content/[\w-]+\.html?$")
_PER_PAGE, _GROUPS = 10, 1  # where the page does not say


def first(column: Column) -> Ask:
    ask = first_ask(column)
    return replace(ask, headers=(("Referer", urljoin(ask.url, "/")),)) if _API in ask.url else ask


def recognises(page: Page) -> bool:
    if _ARTICLE.search(urlsplit(page.url).path):
        return False
    return _is_answer(page) or (tree_of(page) is not None and _settings(text_of(page)) is not None)


def read_listing(page: Page) -> Listing:
    if _is_answer(page):
        return _read_answer(page)
    settings = _settings(text_of(page))
    if settings is None:
        raise Unreadable("页面里没有 getMessage.do 接口和栏目编号（columnId）")
    records = tuple(_records(tree_of(page)))
    posts = _posts(records, page.url)
    total = number(settings.get("totalrecord"))
    if total is not None and len(records) >= total:
        return Listing(posts, None, total)
    size = number(settings.get("perpage")) or _PER_PAGE
    group = size * (number(settings.get("groupsize")) or _GROUPS)
    asked = f"startrecord={len(records) + 1}&endrecord={len(records) + group}&perpage={size}"
    proxy = urljoin(page.url, settings["proxyurl"])
    following = go_on(page, f"{proxy}?{asked}&columnId={settings['columnid']}&callback=raw")
    return Listing(posts, Ask(following.url, headers=(("Referer", page.url),)) if following else None, total)


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(_API)


def _settings(text: str) -> dict[str, str] | None:
    """What the script that draws the list is told: where to ask, for which column, how many there are."""
    if _API not in text:
        return None
    own = (
        c for c in calls_in(text) if _API in c.get("proxyurl", "") and re.fullmatch(r"[\w-]+", c.get("columnid", ""))
    )
    return next(own, None)


def _records(root: Element | None) -> Iterator[str]:
    """The rows of the hidden box as markup."""
    for row in elements(root, "//*[@id='initData']//li[not(.//li)]"):
        yield etree.tostring(row, encoding="unicode", with_tail=False)


def _posts(records: tuple[str, ...], base_url: str) -> tuple[PostRef, ...]:
    posts = store_posts(Store(records, None, None, None, {}), base_url)
    if records and not posts:
        raise Unreadable("列表数据里的条目没有链接")
    return posts


def _read_answer(page: Page) -> Listing:
    store = store_in(_xml(text_of(page)))
    query = query_of(page.url)
    start, end = number(query.get("startrecord")) or 1, number(query.get("endrecord")) or 0
    if store.total is None or (not store.records and start <= store.total):
        raise Unreadable("接口没有给出所要的条目，可能一次要得太多")
    referer = next((value for name, value in page.ask.headers if name == "Referer"), page.url)
    posts, begin = _posts(store.records, referer), start + len(store.records)
    if begin > store.total:
        return Listing(posts, None, store.total)
    url = with_query(page.url, startrecord=begin, endrecord=begin + max(end - start, 0))
    following = go_on(page, url)
    return Listing(posts, Ask(following.url, headers=(("Referer", referer),)) if following else None, store.total)


def _xml(text: str) -> str:
    """The XML inside the JSON inside the JSONP call."""
    try:
        answer: Any = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError) as error:
        raise Unreadable("接口答复不是 JSON") from error
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, str):
        raise Unreadable("接口答复里没有列表数据（result）")
    return result
