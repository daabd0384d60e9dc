"""Where a list seems to end and does not: what a page shows of further ones holds, whatever the last page says."""

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.soundness import Expected, judge_listing

HOST = "http://www.yunxi.example"
HERE = f"{HOST}/fz/"


def row(i: int) -> str:
    title, day = f"青石街道关于第{i:02d}号事项的工作情况说明文件", f"2026-03-{i % 28 + 1:02d}"
    return f'<li><a href="/p/{i}.html">{title}</a><span>{day}</span></li>'


def rows(n: int, start: int = 0) -> str:
    return "".join(row(i) for i in range(start, start + n))


def listed(n: int, after: str = "", start: int = 0) -> str:
    return f"<html><title>法治政府建设</title><body><ul class='list'>{rows(n, start)}</ul>{after}</body></html>"


def page_of(body: str, url: str = HERE, kind: str = "text/html", ask: Ask | None = None) -> Page:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return Page(ask or Ask(url), url, 200, body.encode(), moment, (("Content-Type", f"{kind}; charset=utf-8"),))


def read(body: str, url: str = HERE, platform: str = "generic") -> Listing:
    return platforms.platform(platform).read_listing(page_of(body, url))


def whole(*listings: Listing) -> bool:
    return judge_listing(listings, Expected(1), ended=listings[-1].next is None)[2]


SHOWN = {
    "numbers": '<b>1</b><a href="/fz/?page=2">2</a><a href="/fz/?page=3">3</a><a href="/fz/?page=2">下一页</a>',
    "the last page": '<a href="/fz/?page=2">下一页</a><a href="/fz/?page=3">尾页</a>',
    "the last page's file": '<a href="/fz/?page=2">下一页</a><a href="/fz/index_3.html">末页</a>',
    "a choice box": '<a href="/fz/?page=2">下一页</a>第<select><option>1<option>2<option>3</select>页',
    "words": '<a href="/fz/?page=2">下一页</a> 共3页',
    "a pair": '1/3 <a href="/fz/?page=2">下一页</a>',
}


@pytest.mark.parametrize("second", ["", '<a href="/fz/">上一页</a>'])
@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN.keys())
def test_pages_that_the_first_one_shows_are_not_forgotten(shown: str, second: str) -> None:
    first = read(listed(20, f"<div class='page'>{shown}</div>"))
    last = read(listed(20, f"<div class='page'>{second}</div>", 20), f"{HERE}?page=2")
    assert first.next == Ask(f"{HERE}?page=2")
    assert first.pages == 3
    assert last.next is None
    assert not whole(first, last)


def test_numbers_that_are_none_of_pages_are_not_counted() -> None:
    following = '<a href="/fz/?page=2" onclick="go(2,20)">下一页</a>'
    pager = f'<div class="page"><b>60</b>条 {following}<a href="/fz/2025/">2025</a></div>'
    assert read(listed(20, pager)).pages is None


@pytest.mark.parametrize("url", [f"{HERE}?page=2", f"{HERE}index_1.html", f"{HERE}index_2.html"])
def test_a_next_page_that_cannot_be_asked_for_is_beyond_the_pages_that_were_read(url: str) -> None:
    first = read(listed(20, f'<div><a href="{url}">下一页</a></div>'))
    second = read(listed(20, "<div><a href='#' onclick='next()'>下一页</a></div>", 20), url)
    assert (first.next, second.next) == (Ask(url), None)
    assert not whole(first, second)


CALL = "<script>createPageHTML({},0,'index','html')</script>"
PAGER_CALLS = {
    "in an HTML comment": ("<!--" + CALL.format(1) + "-->" + CALL.format(3), 3),
    "in a line comment": ("<script>\n//createPageHTML(9,0)\ncreatePageHTML(3,0,'index','html')</script>", 3),
    "in a comment of a script": ("<script>/* createPageHTML(9,0) */ createPageHTML(3,0,'i','html')</script>", 3),
    "several": (CALL.format(1) + CALL.format(3) + CALL.format(1), 3),
    "hidden from old browsers": ("<script><!--\ncreatePageHTML(3,0,'index','html')\n//--></script>", 3),
    "after a comment": ("<!-- 分页 -->" + CALL.format(3), 3),
    "an address before": ("<script>var u='http://a.example/';createPageHTML(3,0,'index','html')</script>", 3),
    "countPage": ("<script>\n// var countPage = 1;\nvar countPage = 3//共多少页\nvar currentPage = 0;</script>", 3),
    "countPage of several": ("<script>var countPage = 0;</script><script>countPage = 3; currentPage = 0;</script>", 3),
}  # fmt: skip


@pytest.mark.parametrize(("script", "pages"), PAGER_CALLS.values(), ids=PAGER_CALLS.keys())
@pytest.mark.parametrize("platform", ["trs", "generic"])
def test_a_pager_call_counts_where_it_runs(script: str, pages: int, platform: str) -> None:
    listing = read(listed(20, script), f"{HERE}index.html", platform)
    assert listing.pages == pages
    assert listing.next is not None


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
    for ask in (
        lambda: jpaas("<ul></ul>", at),
        lambda: jpaas("<p>暂无信息</p>", at),
        lambda: epoint({"data": []}, at),
        lambda: answered("gkmlpt", f"{GKMLPT}{at}", {"articles": []}),
        lambda: answered("ucap", f"{UCAP}{at}", {"data": {"results": []}}),
    ):
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
    szinf = {"totalPage": 1, "list": [{"TITLE": "甲", "URL": good}, {"TITLE": TITLE, "URL": address}]}
    page = page_of(json.dumps({"data": szinf}), SZINF, "application/json", Ask(SZINF, "POST", form))
    articles = [{"title": "甲", "url": good}, {"title": TITLE, "url": address}]
    dead = f"<li><a href='{address or ''}'>{TITLE}</a>2026-03-20</li>"
    store = f"<datastore><totalrecord>16</totalrecord><recordset>{{}}<record><![CDATA[{dead}]]></record></recordset>"
    records = store.format(f"<record><![CDATA[{row(1)}]]></record>") + "</datastore>"
    url = f"{HOST}/module/jpage/dataproxy.jsp?startrecord=1&endrecord=15"
    for ask in (
        lambda: platforms.platform("szinf").read_listing(page),
        lambda: answered("gkmlpt", f"{GKMLPT}1", {"total": 2, "articles": articles}),
        lambda: answered("ucap", f"{UCAP}1", {"data": {"total": 2, "results": articles}}),
        lambda: epoint({"total": 2, "data": [{"title": a["title"], "infourl": a["url"]} for a in articles]}, 1),
        lambda: jpaas(f"<ul>{rows(14)}{dead}</ul>", 1),
        lambda: platforms.platform("jpage").read_listing(page_of(records, url, "text/xml")),
    ):
        with pytest.raises(platforms.Unreadable, match="有1条没有标题或地址"):
            ask()


@pytest.mark.parametrize(
    ("count", "goes_on"), [(9, False), (10, True), (11, False), (15, True), (20, True), (25, True)]
)
def test_a_full_page_of_a_directory_is_not_its_only_one(count: int, goes_on: bool) -> None:
    url = f"{HOST}/public/column/66?type=4&action=list&catId=3"
    body = listed(count).replace("/p/", "/public/66/")
    assert (read(body, url, "lonsun").next is not None) == goes_on


TOTALS = {
    "alone": "<p>共60条</p>",
    "总数": "<div class='page'>总数：60</div>",
    "总数 beside a pager": "<div>总数：60 <a href='#'>上一页</a></div>",
    "记录总数": "<div class='page'>记录总数:60 分3页显示</div>",
    "1/3 转到": "<form><span>共60条 1/3</span><input type='text'><input type='submit' value='转到'></form>",
    "共60条 转到": "<div>共60条 转到<input></div>",
    "fanye": "<div class='fanye'>共60条记录 &lt; &gt;</div>",
}


@pytest.mark.parametrize("words", TOTALS.values(), ids=TOTALS.keys())
def test_a_total_holds_in_whatever_words(words: str) -> None:
    listing = read(listed(20, words))
    assert 60 in (listing.total, 20 * (listing.pages or 0))
    assert not whole(listing)


@pytest.mark.parametrize(
    "words",
    [
        "<p>访问总数：123456</p><div class='page'>共1页</div>",
        "<div class='foot'>用户总数：60 本页更新于 2026/3/1</div>",
        "<p>本次清理共60条，其中废止12条，修改8条，其余继续有效并重新公布</p>",
    ],
)
def test_other_numbers_are_no_totals(words: str) -> None:
    assert whole(read(listed(20, words)))


@pytest.mark.parametrize("mark", ["item item-{}", "row_{}", "odd n-{}"])
def test_rows_with_a_class_of_their_own_each_are_one_list(mark: str) -> None:
    boxes = "".join(
        f"<div class='{mark.format(i)}'><a href='/p/{i}.html'>青石街道关于第{i:02d}号事项的工作情况说明</a>"
        f"<span>2026-03-{i + 1:02d}</span></div>"
        for i in range(17)
    )
    assert len(read(f"<html><title>法治</title><body><div class='l'>{boxes}</div></body></html>").posts) == 17
