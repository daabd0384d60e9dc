"""Interfaces that state no total, give words for rows or rows without an address: none of them ends a list."""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from core.pages import Ask
from core.posts import Listing
from crawlers import platforms
from tests.crawlers.test_platforms_ends import HOST, listed, page_of, read, row, rows

JPAAS = f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=1&pageId=2&tagId=x&paramJson="
EPOINT, SZINF = f"{HOST}/EWB-FRONT/rest/lightfrontaction/getgovinfolist", f"{HOST}/szinf/xxgk/web/loadData?pageSize=15"
GKMLPT, UCAP = f"{HOST}/gkmlpt/api/all/5?sid=1&page=", f"{HOST}/common/search/{'0f' * 16}?page="


def jpaas(markup: str, at: int, size: int = 15) -> Listing:
    url = JPAAS + quote(json.dumps({"pageNo": at, "pageSize": str(size)}))
    body = json.dumps({"success": True, "data": {"html": markup}})
    return platforms.platform("jpaas").read_listing(page_of(body, url, "application/json"))


def epoint(custom: dict[str, object], at: int, size: int = 20) -> Listing:
    ask = Ask(EPOINT, "POST", json=json.dumps({"pageIndex": at - 1, "pageSize": size}))
    page = page_of(json.dumps({"custom": custom}), EPOINT, "application/json", ask)
    return platforms.platform("epoint").read_listing(page)


def answered(platform: str, url: str, answer: object) -> Listing:
    return platforms.platform(platform).read_listing(page_of(json.dumps(answer), url, "application/json"))


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_message_in_the_place_of_rows_ends_no_list(at: int) -> None:
    with pytest.raises(platforms.Unreadable, match="系统繁忙"):
        jpaas("<p>系统繁忙，请稍后再试</p>", at)


@pytest.mark.parametrize("at", [2, 3])
def test_an_empty_page_ends_no_list_that_states_no_total(at: int) -> None:
    asks: list[Callable[[], Listing]] = [
        lambda: jpaas("<ul></ul>", at),
        lambda: jpaas("<p>暂无信息</p>", at),
        lambda: epoint({"data": []}, at),
        lambda: answered("gkmlpt", f"{GKMLPT}{at}", {"articles": []}),
        lambda: answered("ucap", f"{UCAP}{at}", {"data": {"results": []}}),
    ]
    for ask in asks:
        with pytest.raises(platforms.Unreadable):
            ask()


def test_an_empty_page_ends_the_list_where_something_says_so() -> None:
    for listing in (
        jpaas("<p>没有更多了</p>", 3),
        jpaas("<ul></ul>", 2, size=4),
        epoint({"data": []}, 2, size=3),
        epoint({"data": [], "isLastPage": True}, 3),
        epoint({"data": [], "total": 40}, 3),
        answered("gkmlpt", f"{GKMLPT}3", {"articles": [], "has_next": False}),
        answered("ucap", f"{UCAP}3", {"data": {"results": [], "totalPage": 2}}),
        jpaas("<p>暂无信息</p>", 1),
    ):
        assert (listing.posts, listing.next) == ((), None)


TITLE = "青石街道办事处2025年度法治政府建设情况报告"


@pytest.mark.parametrize("address", [None, "", "javascript:open(9)"])
def test_a_row_without_an_address_does_not_vanish(address: str | None) -> None:
    good, form = "/p/1.html", (("pageIndex", "1"),)
    szinf: dict[str, object] = {
        "totalPage": 1,
        "list": [{"TITLE": "甲", "URL": good}, {"TITLE": TITLE, "URL": address}],
    }
    page = page_of(json.dumps({"data": szinf}), SZINF, "application/json", Ask(SZINF, "POST", form))
    articles: list[dict[str, str | None]] = [{"title": "甲", "url": good}, {"title": TITLE, "url": address}]
    dead = f"<li><a href='{address or ''}'>{TITLE}</a>2026-03-20</li>"
    store = f"<datastore><totalrecord>16</totalrecord><recordset>{{}}<record><![CDATA[{dead}]]></record></recordset>"
    records = store.format(f"<record><![CDATA[{row(1)}]]></record>") + "</datastore>"
    url = f"{HOST}/module/jpage/dataproxy.jsp?startrecord=1&endrecord=15"
    asks: list[Callable[[], Listing]] = [
        lambda: platforms.platform("szinf").read_listing(page),
        lambda: answered("gkmlpt", f"{GKMLPT}1", {"total": 2, "articles": articles}),
        lambda: answered("ucap", f"{UCAP}1", {"data": {"total": 2, "results": articles}}),
        lambda: epoint({"total": 2, "data": [{"title": a["title"], "infourl": a["url"]} for a in articles]}, 1),
        lambda: jpaas(f"<ul>{rows(14)}{dead}</ul>", 1),
        lambda: platforms.platform("jpage").read_listing(page_of(records, url, "text/xml")),
    ]
    for ask in asks:
        with pytest.raises(platforms.Unreadable, match="有1条没有标题或地址"):
            ask()


@pytest.mark.parametrize(
    ("count", "goes_on"), [(9, False), (10, True), (11, False), (15, True), (20, True), (25, True)]
)
def test_a_full_page_of_a_directory_is_not_its_only_one(count: int, goes_on: bool) -> None:
    url = f"{HOST}/public/column/66?type=4&action=list&catId=3"
    body = listed(count).replace("/p/", "/public/66/")
    assert (read(body, url, "lonsun").next is not None) == goes_on
