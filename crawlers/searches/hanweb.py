"""大汉 Hanweb's search front: `/search-front-server/api/search/info?websiteid=…&q=…`, JSON with `searchResult`."""

import re
from urllib.parse import urlencode, urljoin

from core.pages import Ask, Page
from core.posts import Listing
from crawlers.pagetext import text_of
from crawlers.platforms import Unreadable
from crawlers.platforms._reading import go_on, number, query_of, with_query
from crawlers.searches._asking import HITS_A_PAGE, answer_of, hit, listing, referred, website_id

NAME = "hanweb"

_SIGN = re.compile(r"search-front-server|/search/index\.html", re.I)
_TITLES, _DATES = ("title_text", "title"), ("deploytime", "publishtime", "cdate")


def offered(page: Page, words: str) -> Ask | None:
    text = text_of(page)
    site = website_id(text)
    if site is None or not _SIGN.search(text):
        return None
    asked = {"websiteid": site, "scope": "basic", "q": words, "pg": HITS_A_PAGE, "p": 1, "pos": "title_text"}
    query = urlencode({**asked, "begin": "", "end": ""})
    return Ask(urljoin(page.url, "/search-front-server/api/search/info?" + query), headers=referred(page))


def read_hits(page: Page) -> Listing:
    """An answer without `searchResult` that calls itself right has found nothing."""
    answer = answer_of(page)
    data = answer.get("data")
    result = data.get("searchResult") if isinstance(data, dict) else None
    if not isinstance(result, dict):
        if str(answer.get("code")) == "200":
            return Listing((), total=0)
        raise Unreadable("搜索接口的答复中没有 searchResult")
    rows = result.get("dataResults") or []
    hits = [hit(page, row, _TITLES, _DATES) for row in map(_row, rows) if row]
    total = number(result.get("totalCount", result.get("total")))
    query = query_of(page.url)
    at, size = number(query.get("p")) or 1, number(query.get("pg")) or HITS_A_PAGE
    more = at * size < total if total is not None else len(rows) >= size
    return listing(page, hits, total, go_on(page, with_query(page.url, p=at + 1)) if more else None)


def _row(row: object) -> dict[str, object] | None:
    """A hit lies under `data`, where equal ones are grouped under the first of `groupData`."""
    if not isinstance(row, dict):
        return None
    group = row.get("groupData")
    if isinstance(group, list) and group and isinstance(group[0], dict):
        row = group[0]
    data = row.get("data", row)
    return data if isinstance(data, dict) else None
