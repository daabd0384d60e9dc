"""大汉 Hanweb 「jpage」: the rows stand as CDATA in a script of the column page, the following groups come from
dataproxy.jsp as XML.

What the next group is asked with stands in the page (proxyUrl, columnid, unitid …): a POST that counts by records and
by pages at once, since builds heed one or the other. Where the numbers are encrypted only the link in `nextgroup`
leads on. Answers to a link carry `totalpage`.
"""

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.pagetext import text_of
from crawlers.platforms._datastore import Store, own_store, store_in, store_posts
from crawlers.platforms._reading import Unreadable, first_ask, go_on, number, query_of, with_query

NAME = "jpage"
ALIASES = ("hanweb",)
VERSION = "5"
SIGNS = "条目以 CDATA 写在 datastore 脚本里（大汉 jpage）"

_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")


def first(column: Column) -> Ask:
    ask = first_ask(column)
    return replace(ask, headers=(("Referer", urljoin(ask.url, "/")),)) if "/dataproxy.jsp" in ask.url else ask


def recognises(page: Page) -> bool:
    text, path = text_of(page), urlsplit(page.url).path
    if "/art/" in path or "messageController" in path or "messageController" in text:
        return False  # the latter wraps the same XML into something else
    return "<recordset" in text and "<datastore" in text


def read_listing(page: Page) -> Listing:
    text, answer = text_of(page), _is_answer(page)
    store = store_in(text) if answer else own_store(page, text)
    if store is None:
        raise Unreadable("页面里没有完整的 datastore 数据块")
    posts = store_posts(store, _referer(page) or page.url)
    if answer and not store.records and (store.total is None or _at(page) > 1):
        raise Unreadable("数据接口只返回空壳，没有任何条目")
    if store.records and not posts:
        raise Unreadable("数据块里的条目没有链接")
    total = store.total if store.total is not None else number(store.settings.get("totalrecord"))
    pages = store.pages if total is None else None  # else it counts pages of another size than the groups
    if not store.records:
        return Listing(posts, None, total, pages)
    return Listing(posts, _after_answer(page, store) if answer else _after_page(page, store, total), total, pages)


def _is_answer(page: Page) -> bool:
    return "dataproxy.jsp" in urlsplit(page.url).path or "startrecord" in query_of(page.url)


def _at(page: Page) -> int:
    """The number of the group that was asked for, or of its first record."""
    query = query_of(page.url)
    return number(query.get("startrecord")) or number(query.get("page")) or 1


def _referer(page: Page) -> str | None:
    """The column's page, which links in an answer are relative to."""
    return next((value for name, value in page.ask.headers if name == "Referer"), None)


def _after_page(page: Page, store: Store, total: int | None) -> Ask | None:
    """The second group: by numbers where the page says whose, else by the link that the store carries."""
    records, settings = len(store.records), store.settings
    if total is not None and records >= total:
        return None
    proxy = settings.get("proxyurl") or "/module/jpage/dataproxy.jsp"
    if total is None or not settings.get("proxyurl") or _encrypted(settings):
        return _linked_group(page, store, proxy)
    url = with_query(proxy, startrecord=records + 1, endrecord=min(2 * records, total), perpage=records, page=2)
    form = tuple((name, settings[name.lower()]) for name in _FORM if name.lower() in settings)
    following = go_on(page, url)
    return replace(following, method="POST", form=form, headers=(("Referer", page.url),)) if following else None


def _encrypted(settings: dict[str, str]) -> bool:
    """Column and unit are no numbers and names that could be asked with."""
    plain = re.fullmatch(r"\w{1,16}", settings.get("unitid", ""))
    return plain is None or not settings.get("columnid", "").isdigit()


def _linked_group(page: Page, store: Store, proxy: str) -> Ask | None:
    link = urljoin(urljoin(page.url, proxy), store.next_group) if store.next_group else None
    following = go_on(page, link)
    return replace(following, headers=(("Referer", _referer(page) or page.url),)) if following else None


def _after_answer(page: Page, store: Store) -> Ask | None:
    query = query_of(page.url)
    start, end = number(query.get("startrecord")), number(query.get("endrecord"))
    if start is not None and end is not None:
        return _more_records(page, store, start, end)
    if store.pages is None and store.total is None:
        return _linked_group(page, store, page.url)
    at = number(query.get("page")) or 1
    if at >= store.pages if store.pages is not None else at * len(store.records) >= (store.total or 0):
        return None
    linked = _linked_group(page, store, page.url)
    if not query.get("columnid", "0").isdigit() or (linked and query_of(linked.url).get("page") == str(at + 1)):
        return linked
    return _like_this(page, with_query(page.url, page=at + 1))


def _more_records(page: Page, store: Store, start: int, end: int) -> Ask | None:
    """What follows the records that were given; some builds cut long groups, so that need not be all asked for."""
    begin, query = start + len(store.records), query_of(page.url)
    if store.total is None or begin > store.total:
        return None
    url = with_query(page.url, startrecord=begin, endrecord=min(begin + end - start, store.total))
    size = number(query.get("perpage"))
    return _like_this(page, with_query(url, page=(begin - 1) // size + 1) if size and "page" in query else url)


def _like_this(page: Page, url: str) -> Ask | None:
    following, headers = go_on(page, url), page.ask.headers or (("Referer", page.url),)
    return replace(following, method=page.ask.method, form=page.ask.form, headers=headers) if following else None
