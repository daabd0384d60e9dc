"""大汉 Hanweb 「jpage」: the rows stand as CDATA in a script of the column page, the following groups come from
dataproxy.jsp as XML.

What the next group is asked with stands in the page (proxyUrl, columnid, unitid …): records by startrecord and
endrecord in a POST, or the link in `nextgroup`. Some builds count by `page` instead; their answers carry `totalpage`.
"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.pagetext import parse_html, text_of
from crawlers.platforms._links import leads_to_article
from crawlers.platforms._reading import Unreadable, distinct, first_ask, go_on, number, query_of, with_query
from crawlers.platforms._rows import read_rows

NAME = "jpage"
ALIASES = ("hanweb",)
VERSION = "1"
SIGNS = "条目以 CDATA 写在 datastore 脚本里（大汉 jpage）"

_STORE = re.compile(r"<datastore>.*?</datastore>", re.S)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']*dataproxy\.jsp[^\"']*)[\"']", re.S)
_COUNT = re.compile(r"<total(record|page)>\s*(\d+)\s*</total", re.I)
_PAIR = re.compile(r"[\"']?\b(\w+)[\"']?\s*[:=]\s*(?:'([^']*)'|\"([^\"]*)\"|([^\s'\",;{}()]+))")
_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    return "/art/" not in urlsplit(page.url).path and "<recordset" in text_of(page) and "<datastore" in text_of(page)


def read_listing(page: Page) -> Listing:
    text = text_of(page)
    if "<datastore" not in text:
        raise Unreadable("页面里没有 datastore 数据块")
    answer = "dataproxy.jsp" in urlsplit(page.url).path
    store = text if answer else _own_store(page, text)
    posts, records = _posts(page, store), len(_RECORD.findall(store))
    counts = {name.lower(): int(n) for name, n in _COUNT.findall(store)}
    if answer and not records and not counts:
        raise Unreadable("数据接口只返回空壳，没有任何条目和总数")
    if records and not posts:
        raise Unreadable("数据块里的条目没有链接")
    settings = {} if answer else _settings(text, store, page)
    total = counts.get("record", number(settings.get("totalrecord")))
    if not records:
        return Listing(posts, None, total)
    if answer:
        return Listing(posts, _after_answer(page, store, records, counts), total)
    return Listing(posts, _after_page(page, store, records, total, settings), total)


def _own_store(page: Page, text: str) -> str:
    """Of several units on one page the one whose posts carry the column's number (art_<column>_…), else the largest."""
    column = _column_of(page)
    stores = [m.group() for m in _STORE.finditer(text)]
    if not stores:
        raise Unreadable("datastore 数据块不完整")
    return max(stores, key=lambda s: (s.count(f"art_{column}_") if column else 0, len(_RECORD.findall(s))))


def _column_of(page: Page) -> str | None:
    found = re.search(r"/col/col(\d+)", page.url)
    return found.group(1) if found else None


def _posts(page: Page, store: str) -> tuple[PostRef, ...]:
    base = next((value for name, value in page.ask.headers if name == "Referer"), page.url)
    posts: list[PostRef] = []
    for record in _RECORD.findall(store):
        root = parse_html(f"<html><body>{record}</body></html>")
        rows = read_rows(root, base) if root is not None else []
        dated = [row for row in rows if row.dated and leads_to_article(row.post.url)]
        best = dated or sorted(rows, key=lambda r: (leads_to_article(r.post.url), len(r.post.title)))[-1:]
        posts += [row.post for row in best]
    return distinct(posts)


def _settings(text: str, store: str, page: Page) -> dict[str, str]:
    """The arguments of the .jpage({…}) call that draws this store, by lower-case name; {} where there is none."""
    unit = re.search(r".*\bid=[\"']?(\w+)", text[: text.index(store)], re.S)
    calls = [_arguments(piece[:3000]) for piece in text.split(".jpage(")[1:]]
    own = [c for c in calls if unit and c.get("unitid") == unit.group(1)]
    own = own or [c for c in calls if c.get("columnid") == _column_of(page)] or calls
    return own[0] if own else {}


def _arguments(script: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _PAIR.findall(script):
        value = next((v for v in values if v), "")
        pairs = parse_qsl(value, keep_blank_values=True) if "=" in value and "&" in value else [(name, value)]
        for key, part in pairs:
            found.setdefault(key.lower(), part)
    return found


def _after_page(page: Page, store: str, records: int, total: int | None, settings: dict[str, str]) -> Ask | None:
    """The second group: by record numbers where the page says whose, else by the link that the store carries."""
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


def _linked_group(page: Page, store: str, proxy: str) -> Ask | None:
    link = _NEXT_GROUP.search(store)
    following = go_on(page, urljoin(urljoin(page.url, proxy), unescape(link.group(1)))) if link else None
    headers = page.ask.headers or (("Referer", page.url),)
    return replace(following, headers=headers) if following else None


def _after_answer(page: Page, store: str, records: int, counts: dict[str, int]) -> Ask | None:
    query, total = query_of(page.url), counts.get("record")
    start, end = number(query.get("startrecord")), number(query.get("endrecord"))
    if start is not None and end is not None:
        begin = start + records  # some builds cut long groups: what was not given is asked for again
        if total is None or begin > total:
            return None
        url = with_query(page.url, startrecord=begin, endrecord=min(begin + end - start, total))
    else:
        at, pages = number(query.get("page")) or 1, counts.get("page")
        if pages is None and total is None:
            return _linked_group(page, store, page.url)
        if at >= pages if pages is not None else at * records >= (total or 0):
            return None
        url = with_query(page.url, page=at + 1)
    following = go_on(page, url)
    return replace(following, method=page.ask.method, form=page.ask.form) if following else None
