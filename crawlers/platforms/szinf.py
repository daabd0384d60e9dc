"""苏州's list interface: POST /szinf/…/loadData?pageSize= with the form pageIndex, answered by JSON data.list.

The page that draws it names the interface and its channel (channel_id) in a script.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import json_of, text_of, tree_of
from crawlers.platforms._answers import posts_in
from crawlers.platforms._reading import (
    Unreadable,
    absolute,
    first_ask,
    go_on,
    number,
    plain_title,
    read_date,
)

NAME = "szinf"
VERSION = "4"
SIGNS = "列表来自 szinf 的 loadData 接口（苏州）"

_API = re.compile(r"/szinf/[\w/]+/loadData$")
_NAMED = re.compile(r"[\"']([^\"'\s]*/szinf/[\w/]+/loadData)(?:\?[^\"'\s]*)?[\"']")
_CHANNEL = re.compile(r"\bchannel_?id[\"']?\s*[:=]\s*[\"']?(?:channel_?id=)?([0-9a-f]{32})\b", re.I)
_SIZE = 15


def first(column: Column) -> Ask:
    ask = first_ask(column)
    return _asking(ask.url, 1, (), urljoin(ask.url, "/")) if _API.search(urlsplit(ask.url).path) else ask


def recognises(page: Page) -> bool:
    if _API.search(urlsplit(page.url).path):
        return _data(page) is not None
    return tree_of(page) is not None and _NAMED.search(text_of(page)) is not None


def read_listing(page: Page) -> Listing:
    data = _data(page)
    if data is not None:
        return _read_answer(page, data)
    named = _NAMED.search(text_of(page)) if tree_of(page) is not None else None
    if named is None:
        raise Unreadable("既不是 loadData 接口的 JSON 答复，页面里也没有写明该接口")
    channels = set(_CHANNEL.findall(text_of(page)))
    if len(channels) > 1:
        raise Unreadable(f"页面里有{len(channels)}个栏目编号（channel_id），看不出哪一个是本栏目")
    following = go_on(page, f"{named.group(1)}?pageSize={_SIZE}")
    form = tuple(("channel_id", channel) for channel in channels)
    return Listing((), _asking(following.url, 1, form, page.url) if following else None)


def _asking(url: str, at: int, form: tuple[tuple[str, str], ...], referer: str) -> Ask:
    """A page of the list; the number stands in the form alone."""
    rest = tuple(pair for pair in form if pair[0] != "pageIndex")
    return Ask(url, "POST", (("pageIndex", str(at)), *rest), (("Referer", referer),))


def _data(page: Page) -> dict[str, Any] | None:
    answer = json_of(page)
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("list"), list) else None


def _read_answer(page: Page, data: dict[str, Any]) -> Listing:
    rows, total, pages = data["list"], number(data.get("allRow")), number(data.get("totalPage"))
    posts = posts_in(rows, partial(_post, page))
    at = number(dict(page.ask.form).get("pageIndex")) or 1
    if pages is None or (not rows and total != 0 and at <= pages):
        raise Unreadable("接口没有给出所要的一页，或没有说明共有几页")
    following = replace(page.ask, form=_asking(page.url, at + 1, page.ask.form, "").form) if at < pages else None
    return Listing(posts, following, total, pages)


def _post(page: Page, row: dict[str, Any]) -> PostRef | None:
    address = row.get("URL")
    url = absolute(page.url, address) if isinstance(address, str) else None
    title = plain_title(row.get("TITLE"))
    return PostRef(url, title, read_date(row.get("PUBLISHED_TIME_FORMAT"))) if url and title else None
