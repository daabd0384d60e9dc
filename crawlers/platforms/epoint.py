"""新点 Epoint EWB: a page govInfoPub….html?deptcode=…&categorynum=… is a shell, its list an interface that takes JSON.

Where the interface lies and whose site it is asked for stands in /js/webBuilderCommon.js (siteInfo). The column's
address travels as Referer: column page, script, then the interface from page 0.
"""

import json
import re
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

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
)

NAME = "epoint"
VERSION = "4"
SIGNS = "列表来自 getgovinfolist 接口（新点 EWB）"

PAGE_SIZE = 20
_API = "/rest/lightfrontaction/getgovinfolist"
_SCRIPT = "/js/webBuilderCommon.js"
_SIGNS = ("webbuildercommon.js", "ewb-front", "lightfrontaction", "siteinfo")
_SHELL = re.compile(r"govInfoPub", re.I)
_GUID = re.compile(r"[\"']?\bsiteGuid[\"']?\s*[:=]\s*[\"']([\w-]{8,64})[\"']")
_PROJECT = re.compile(r"[\"']?\bprojectName[\"']?\s*[:=]\s*[\"'](/?[\w./-]+)[\"']")
_NAMED = r"\b{}[\"']?\s*[:=]\s*[\"']([\w-]+)[\"']"
_KEYS = ("deptcode", "categorynum")


def first(column: Column) -> Ask:
    return first_ask(column)


def recognises(page: Page) -> bool:
    path = urlsplit(page.url).path
    if path.endswith(_API):
        return _rows(page) is not None
    if path.endswith(_SCRIPT):
        return _site(text_of(page)) is not None
    if tree_of(page) is None or not _signed(page):
        return False
    return any(_asked(page.ask.url, page.url).values()) or _SHELL.search(path) is not None


def _signed(page: Page) -> bool:
    text = text_of(page).lower()
    return any(sign in text for sign in _SIGNS)


def read_listing(page: Page) -> Listing:
    custom = _custom(page)
    if custom is not None:
        return _read_answer(page, custom)
    if json_of(page) is not None:
        raise Unreadable("接口答复里没有列表（custom.data）")
    site, column = _site(text_of(page)), _column_url(page)
    if site is None and (tree_of(page) is None or not _signed(page)):
        raise Unreadable("既不是新点信息公开栏目页，也没有站点信息（siteInfo）")
    if column is None:
        raise Unreadable("栏目地址里没有部门编号或栏目编号（deptcode、categorynum）")
    following = _ask_list(page, site, column) if site else _ask_script(page, column)
    if following is None:
        raise Unreadable("列表接口不在本站")
    return Listing((), following)


def _asked(*urls: str) -> dict[str, str]:
    """Whose posts a column shows, by its address."""
    queries = [{name.lower(): value for name, value in query_of(url).items()} for url in urls]
    return {key: next((q[key] for q in queries if q.get(key)), "") for key in _KEYS}


def _column_url(page: Page) -> str | None:
    """The column's address with what its list is asked by, which may stand in a script of the page only."""
    referer = next((value for name, value in page.ask.headers if name == "Referer"), None)
    asked = _asked(referer) if referer else _asked(page.ask.url, page.url)
    if not any(asked.values()):
        found = {key: re.search(_NAMED.format(key), text_of(page), re.I) for key in _KEYS}
        asked = {key: m.group(1) if m else "" for key, m in found.items()}
    if not any(asked.values()):
        return None
    query = urlencode([(key, value) for key, value in asked.items() if value])
    return urlsplit(referer or page.url)._replace(query=query, fragment="").geturl()


def _site(text: str) -> tuple[str, str] | None:
    """The path of the interface, and the site's id."""
    guid, project = _GUID.search(text), _PROJECT.search(text)
    return (f"/{project.group(1).strip('/')}{_API}", guid.group(1)) if guid and project else None


def _ask_script(page: Page, column: str) -> Ask | None:
    """The script of the site, under the name by which the page calls it."""
    sources = (e.get("src") or "" for e in elements(tree_of(page), "//script[@src]"))
    source = next((s for s in sources if urlsplit(s).path.endswith(_SCRIPT.rpartition("/")[2])), _SCRIPT)
    following = go_on(page, source)
    return replace(following, headers=(("Referer", column),), render=False) if following else None


def _ask_list(page: Page, site: tuple[str, str], column: str) -> Ask | None:
    body = {**_asked(column), "siteGuid": site[1], "pageIndex": 0, "pageSize": PAGE_SIZE}
    following = go_on(page, site[0])
    if following is None:
        return None
    return replace(following, method="POST", json=json.dumps(body), headers=(("Referer", column),), render=False)


def _custom(page: Page) -> dict[str, Any] | None:
    """The list's part of an answer, which some builds give as JSON in a string."""
    answer = json_of(page)
    custom = answer.get("custom") if isinstance(answer, dict) else None
    if isinstance(custom, str):
        try:
            custom = json.loads(custom)
        except (ValueError, RecursionError):
            return None
    return custom if isinstance(custom, dict) and isinstance(custom.get("data"), list) else None


def _rows(page: Page) -> list[Any] | None:
    custom = _custom(page)
    return custom["data"] if custom else None


def _read_answer(page: Page, custom: dict[str, Any]) -> Listing:
    rows, total = custom["data"], number(custom.get("total"))
    posts = posts_in(rows, partial(_post, page))
    return Listing(posts, _after(page, len(rows), total), total)


def _body(page: Page) -> dict[str, Any]:
    """What the answer was asked with."""
    try:
        body = json.loads(page.ask.json or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _after(page: Page, served: int, total: int | None) -> Ask | None:
    body = _body(page)
    at, size = number(body.get("pageIndex")), number(body.get("pageSize"))
    if at is None or not size:
        raise Unreadable("不知道这是列表的第几页")
    if at == 0 and served:
        size = served  # what the interface gives at once, whatever was asked for
    if not served and total and at * size < total:
        raise Unreadable(f"接口注明共{total}条，第{at + 1}页却没有条目")
    if not served and total is None:
        refuse_open_end(json_of(page), at + 1, size)
    if not served or (total is not None and (at + 1) * size >= total):
        return None
    return replace(page.ask, json=json.dumps({**body, "pageIndex": at + 1, "pageSize": size}))


def _post(page: Page, row: dict[str, Any]) -> PostRef | None:
    addresses = (row.get(name) for name in ("infourl", "visiturl", "linkurl"))
    address = next((value for value in addresses if isinstance(value, str) and value.strip()), None)
    url = absolute(urljoin(page.url, "/"), address)
    title = max((plain_title(row.get(name)) for name in ("realtitle", "title")), key=len)
    listed_on = read_date(row.get("infodate")) or read_date(row.get("handsdate"))
    return PostRef(url, title, listed_on) if url and title else None
