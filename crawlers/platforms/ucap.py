"""Channels whose list is a JSON search (believed 开普云): common/search/<channel>, searchList/<channel>, search/….

A column may be the API's address, or the channel's page where it names the channel and draws the list by that search.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import elements, json_of, text_of, tree_of
from crawlers.platforms._answers import posts_in, refuse_open_end
from crawlers.platforms._reading import (
    Unreadable,
    absolute,
    first_ask,
    go_on,
    number,
    plain_title,
    query_of,
    read_date,
    with_query,
)

NAME = "ucap"
VERSION = "6"
SIGNS = "栏目列表来自 search/栏目编号 的 JSON 接口"

_SEARCH = re.compile(r"/(?:common/search|searchList|search)/(?=[0-9a-f\"'])")
_FORM = re.compile(r"\baction\s*=\s*[\"'][^\"'<>]*$")  # of the site's own search, for visitors
_API = re.compile(r"/(?:common/search|searchList|search)/[0-9a-f]{32}$")
_ASKING = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1"


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    if _API.search(urlsplit(page.url).path):
        return _data(page) is not None
    return _channel_search(page) is not None


def read_listing(page: Page) -> Listing:
    data = _data(page)
    if data is not None:
        return _read_answer(page, data)
    search = _channel_search(page)
    if search is None:
        raise Unreadable("既不是栏目接口的 JSON 答复，也没有栏目编号（channelid）")
    following = go_on(page, search)
    return Listing((), Ask(following.url, headers=(("Referer", page.url),)) if following else None)


def _data(page: Page) -> dict[str, Any] | None:
    answer = json_of(page)
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("results"), list) else None


def _channel_search(page: Page) -> str | None:
    root = tree_of(page)
    text = text_of(page) if "channelid" in text_of(page).lower() else ""
    path = next((m for m in _SEARCH.finditer(text) if not _FORM.search(text[max(0, m.start() - 99) : m.start()])), None)
    if root is None or path is None:
        return None
    named = elements(root, "//meta[translate(@name,'CHANELID','chanelid')='channelid']")
    channel = next((e.get("content") or "" for e in named), "").strip()
    return f"{path.group()}{channel}?{_ASKING}" if re.fullmatch(r"[0-9a-f]{32}", channel) else None


def _read_answer(page: Page, data: dict[str, Any]) -> Listing:
    results = data["results"]
    posts = posts_in(results, partial(_post, page))
    total, rows = number(data.get("total")), number(data.get("rows")) or len(results)
    at = number(data.get("page")) or number(query_of(page.url).get("page")) or 1
    if not results and total is None:
        refuse_open_end(json_of(page), at)
    last = not results or (total is not None and _is_last(at, rows, len(results), total))
    return Listing(posts, None if last else go_on(page, with_query(page.url, page=at + 1)), total)


def _is_last(at: int, rows: int, count: int, total: int) -> bool:
    """By the size that the answer claims, or by the rows that a site with a lower ceiling gives instead."""
    return (at - 1) * rows + count == total or at * count >= total


def _post(page: Page, result: dict[str, Any]) -> PostRef | None:
    address = result.get("url")
    url = absolute(page.url, address) if isinstance(address, str) else None
    title = plain_title(result.get("title"))
    listed_on = read_date(result.get("publishedTimeStr")) or read_date(result.get("publishedTime"))
    return PostRef(url, title, listed_on) if url and title else None
