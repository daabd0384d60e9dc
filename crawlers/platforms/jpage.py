"""大汉 Hanweb 「jpage」: the rows stand as CDATA in a script of the column page, the following groups come from
dataproxy.jsp as XML.

What the next group is asked with stands in the page (proxyUrl, columnid, unitid …): records by startrecord and
endrecord in a POST, or the link in `nextgroup`. Some builds count by `page` instead; their answers carry `totalpage`.
"""

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
VERSION = "1"
SIGNS = "条目以 CDATA 写在 datastore 脚本里（大汉 jpage）"

_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    return "/art/" not in urlsplit(page.url).path and "<recordset" in text_of(page) and "<datastore" in text_of(page)


def read_listing(page: Page) -> Listing:
    text, answer = text_of(page), _is_answer(page)
    store = store_in(text) if answer else own_store(page, text)
    if store is None:
        raise Unreadable("页面里没有完整的 datastore 数据块")
    posts = store_posts(store, _referer(page) or page.url)
    if answer and not store.records and store.total is None:
        raise Unreadable("数据接口只返回空壳，没有任何条目和总数")
    if store.records and not posts:
        raise Unreadable("数据块里的条目没有链接")
    total = store.total if store.total is not None else number(store.settings.get("totalrecord"))
    if not store.records:
        return Listing(posts, None, total)
    return Listing(posts, _after_answer(page, store) if answer else _after_page(page, store, total), total)


def _is_answer(page: Page) -> bool:
    return "dataproxy.jsp" in urlsplit(page.url).path or "startrecord" in query_of(page.url)


def _referer(page: Page) -> str | None:
    """The column's page, which links in an answer are relative to."""
    return next((value for name, value in page.ask.headers if name == "Referer"), None)


def _after_page(page: Page, store: Store, total: int | None) -> Ask | None:
    """The second group: by record numbers where the page says whose, else by the link that the store carries."""
    records, settings = len(store.records), store.settings
    if total is not None and records >= total:
        return None
    proxy = settings.get("proxyurl") or "/module/jpage/dataproxy.jsp"
    if total is None or not all(settings.get(name) for name in ("proxyurl", "columnid", "unitid")):
        return _linked_group(page, store, proxy)
    size = number(settings.get("perpage")) or records
    url = with_query(proxy, startrecord=records + 1, endrecord=min(2 * records, total), perpage=size)
    form = tuple((name, settings[name.lower()]) for name in _FORM if name.lower() in settings)
    following = go_on(page, url)
    return replace(following, method="POST", form=form, headers=(("Referer", page.url),)) if following else None


def _linked_group(page: Page, store: Store, proxy: str) -> Ask | None:
    link = urljoin(urljoin(page.url, proxy), store.next_group) if store.next_group else None
    following = go_on(page, link)
    return replace(following, headers=(("Referer", _referer(page) or page.url),)) if following else None


def _after_answer(page: Page, store: Store) -> Ask | None:
    query, records, total = query_of(page.url), len(store.records), store.total
    start, end = number(query.get("startrecord")), number(query.get("endrecord"))
    if start is not None and end is not None:
        begin = start + records  # some builds cut long groups: what was not given is asked for again
        if total is None or begin > total:
            return None
        url = with_query(page.url, startrecord=begin, endrecord=min(begin + end - start, total))
    elif store.pages is None and total is None:
        return _linked_group(page, store, page.url)
    else:
        at = number(query.get("page")) or 1
        if at >= store.pages if store.pages is not None else at * records >= (total or 0):
            return None
        url = with_query(page.url, page=at + 1)
    following = go_on(page, url)
    return replace(following, method=page.ask.method, form=page.ask.form) if following else None
