"""广东集约化 gkmlpt: the page /gkmlpt/index#<category> only names the site (SID); its list is JSON of /gkmlpt/api/all/.

A column may be the page or the API's own address. 100 posts a page; pages 0 and 1 are the same.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import json_of, text_of
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

NAME = "gkmlpt"
VERSION = "5"
SIGNS = "广东政府信息公开平台（gkmlpt）的页面或接口"

PAGE_SIZE = 100
_API = re.compile(r"/gkmlpt/api/\w+/\d+")
_SITE = re.compile(r"""\bSID["']?\s*[:=]\s*["']?(\d+)""")
_CATEGORY = re.compile(r"#/?(\d+)|[?&](?:id|cat|catId|cid)=(\d+)|/gkmlpt/(?:index|policy|guide)/(\d+)")
_DATES = ("display_publish_time", "first_publish_time", "publish_time", "date", "created_at", "create_time")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    if _API.search(urlsplit(page.url).path):
        return isinstance(_articles(page), list)
    inside = "/gkmlpt/" in urlsplit(page.url).path + "/" and "/content/" not in page.url
    return inside and _SITE.search(text_of(page)) is not None


def read_listing(page: Page) -> Listing:
    articles = _articles(page)
    if isinstance(articles, list):
        return _read_answer(page, articles)
    site = _SITE.search(text_of(page))
    root = re.match(r".*?/gkmlpt(?=/|$)", page.url)
    if site is None or root is None:
        raise Unreadable("既不是 gkmlpt 接口的答复，也没有站点编号（SID）")
    category = _CATEGORY.search(page.ask.url) or _CATEGORY.search(page.url)
    number_ = next((g for g in category.groups() if g), "0") if category else "0"
    following = go_on(page, f"{root.group()}/api/all/{number_}?page=1&sid={site.group(1)}")
    return Listing((), Ask(following.url, headers=(("Referer", page.url),)) if following else None)


def _articles(page: Page) -> Any:
    answer = json_of(page)
    return answer.get("articles") if isinstance(answer, dict) else None


def _read_answer(page: Page, articles: list[Any]) -> Listing:
    posts = posts_in(articles, partial(_post, page))
    total = number(json_of(page).get("total"))
    at = max(number(query_of(page.url).get("page")) or 1, 1)
    if not articles and total is None:
        refuse_open_end(json_of(page), at)
    last = not articles or (total is not None and _is_last(at, len(articles), total))
    return Listing(posts, None if last else go_on(page, with_query(page.url, page=at + 1)), total)


def _is_last(at: int, count: int, total: int) -> bool:
    """A short page is the last: either by the platform's page size or by that of a site that shows fewer."""
    return (at - 1) * PAGE_SIZE + count == total or at * count >= total


def _post(page: Page, article: dict[str, Any]) -> PostRef | None:
    title = plain_title(article.get("title"))
    address = next((v for v in (article.get("url"), article.get("post_url")) if isinstance(v, str) and v), None)
    url = absolute(page.url, address)
    listed_on = next((day for day in (read_date(article.get(name)) for name in _DATES) if day), None)
    return PostRef(url, title, listed_on) if url and title else None
