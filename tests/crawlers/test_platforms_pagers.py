"""Pagers of every make: followed where they can be, told of where not, and no more than a mark where the list ends."""

from datetime import UTC, datetime

import pytest

from core.pages import Ask, Outcome, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.soundness import Expected, judge_listing

HERE = "http://www.qinghe.example/l/"
ROWS = "".join(
    f'<li><a href="/p/{i}.html">晴川镇关于第{i}号事项的工作情况说明文件</a><span>2026-03-{i + 1:02d}</span></li>'
    for i in range(15)
)
LIVE_NEXT = '<a href="javascript:toPage(2)">下一页</a>'
SIDE = '<ul><li><a href="/qa/1">如何办理居住证？</a></li><li><a href="/qa/2">如何缴纳水费？</a></li></ul>'


def read(pager: str, *, url: str = HERE, platform: str = "generic", head: str = "", rows: str = ROWS) -> Listing:
    html = f"<html><head><title>栏目</title>{head}</head><body><ul class='list'>{rows}</ul>{pager}</body></html>"
    page = Page(Ask(url), url, 200, html.encode(), datetime(2026, 3, 1, tzinfo=UTC), (("Content-Type", "text/html"),))
    return platforms.platform(platform).read_listing(page)


def judged(listing: Listing) -> tuple[Outcome, bool]:
    outcome, _, complete = judge_listing([listing], Expected(1), ended=listing.next is None)
    return outcome, complete


FOLLOWED = {
    "numbers only": (
        '<div class="page"><b>1</b> <a href="/l/index_2.html">2</a> <a href="/l/index_3.html">3</a></div>'
    ),
    "numbers without a class": '<p><b>1</b> <a href="/l/index_2.html">2</a></p>',
    "the current number as loose text": '<div>1 <a href="index_2.html">[2]</a> <a href="index_3.html">[3]</a></div>',
    "the current number as a link": '<div><a href="/l/">1</a> <a href="/l/index_2.html">2</a></div>',
    "the current number as a link to index.html": '<p><a href="index.html">1</a> <a href="index_2.html">2</a></p>',
    "the current number by its class": (
        '<ul><li class="active"><a href="#">1</a></li><li><a href="index_2.html">2</a></li></ul>'
    ),
    "all numbers links, none current": '<a href="index_1.html">1</a><a href="index_2.html">2</a>',
    "第2页": '<div><span>第1页</span><a href="index_2.html">第2页</a></div>',
    "counted from nought": '<div><b>1</b><a href="index_2.html">3</a><a href="index_2.html">2</a></div>',
    ">": '<div><a href="index_1.html">1</a><a href="index_2.html">2</a><a href="index_2.html">&gt;</a></div>',
    "»": '<div><a href="#">«</a><b>1</b><a href="index_2.html">»</a></div>',
    "› beside »": '<div><b>1</b><a href="index_9.html">»</a><a href="index_2.html">›</a></div>',
    "后页": '<a href="index_2.html">后页</a>',
    "下页": '<a href="index_2.html">[下页]</a>',
    "下一页 ▶": '<a href="index_2.html">下一页 ▶</a>',
    "rel=next": '<a rel="next" href="index_2.html">›</a>',
    "an image": '<div><a href="index_2.html"><img src="n.gif" alt="下一页"></a></div>',
    "an icon with a name": '<a class="p" title="下一页" href="index_2.html"><i></i></a>',
    "a location in a script": """<a href="#" onclick="location.href='index_2.html'">下一页</a>""",
    "加载更多 as a link": '<a href="index_2.html">加载更多</a>',
}


@pytest.mark.parametrize("platform", ["generic", "trs", "contents"])
@pytest.mark.parametrize("pager", FOLLOWED.values(), ids=FOLLOWED.keys())
def test_a_pager_is_followed(pager: str, platform: str) -> None:
    url = HERE if platform != "contents" else HERE.replace("/l/", "/contents/77/")
    rows = ROWS if platform != "contents" else ROWS.replace("/p/", "/contents/77/")
    own = pager if platform != "contents" else pager.replace("/l/", "/contents/77/")
    assert read(own, url=url, platform=platform, rows=rows).next == Ask(f"{url}index_2.html")


def test_a_link_in_the_head_is_followed() -> None:
    assert read("", head='<link rel="next" href="index_2.html">').next == Ask(f"{HERE}index_2.html")


def test_page_parameters_are_followed() -> None:
    pager = '<div><b>2</b> <a href="/list.do?c=77&pageNo=1">1</a> <a href="/list.do?c=77&pageNo=3">3</a></div>'
    listing = read(pager, url="http://www.qinghe.example/list.do?c=77&pageNo=2")
    assert listing.next == Ask("http://www.qinghe.example/list.do?c=77&pageNo=3")


def test_numbers_are_followed_to_the_last() -> None:
    def links(at: int) -> str:
        names = {1: "index.html", 2: "index_2.html", 3: "index_3.html"}
        return "".join(f"<b>{n}</b>" if n == at else f'<a href="{names[n]}">{n}</a>' for n in names)

    second = read(links(2), url=f"{HERE}index_2.html")
    third = read(links(3), url=f"{HERE}index_3.html")
    assert second.next == Ask(f"{HERE}index_3.html")
    assert third.next is None
    assert judged(third) == (Outcome.OK, True)


MORE_TO_COME = {
    "next and numbers by onclick": (
        '<a href="#" class="on">1</a><a href="#" onclick="go(2)">2</a><a href="#" onclick="go(2)">下一页</a>'
    ),
    "inert numbers": '<a href="javascript:;">1</a><a href="javascript:;">2</a><a href="javascript:;">下一页</a>',
    "a call without numbers": '<a href="javascript:next()">下一页</a>',
    "bound by script": '<a href="#">1</a><a href="#">2</a><a href="#" id="next">下一页</a>',
    "only 下一页 is a link": '<span>首页</span><span>上一页</span><a href="#">下一页</a><a href="#">尾页</a>',
    "spans": (
        '<div><span onclick="go(1)">1</span><span onclick="go(2)">2</span><span onclick="go(2)">下一页</span></div>'
    ),
    "spans without calls": '<div class="page"><span>1</span><span>2</span><span>3</span><span>下一页</span></div>',
    "buttons": '<button class="on">1</button><button>2</button><button class="btn-next">下一页</button>',
    "a button": '<button type="button">下一页</button>',
    "an input": '<input type="button" value="下一页" onclick="turn()">',
    "items with a number in their data": (
        '<ul class="pagination"><li class="active" data-page="1">1</li><li data-page="2">2</li><li>&gt;</li></ul>'
    ),
    "element ui": '<ul class="el-pager"><li class="number active">1</li><li class="number">2</li></ul>',
    "scripted numbers alone": '<div><a href="javascript:go(1)">1</a> <a href="javascript:go(2)">2</a></div>',
    "load more": '<div class="more"><a href="javascript:loadMore()">加载更多</a></div>',
    "load more as a box": '<div id="loadmore">加载更多</div>',
    "see more": '<button id="more">查看更多</button>',
    "laypage": '<div id="pg"></div><script>laypage.render({elem:"pg",count:95,limit:15,jump:f})</script>',
    "laypage of pages": "<script>laypage({cont:'pg', pages: 7, curr: 1})</script>",
    "jquery pagination": '<script>$("#pg").pagination(95, {items_per_page: 15})</script>',
    "pagination with total": '<script>$("#pg").pagination({total: 95, pageSize: 15})</script>',
    "pageCount": "<script>var pageCount = 7; var curPage = 1; showPage(pageCount)</script>",
    "totalPage": "<script>kkpager.generPageHtml({pno: 1, totalPage: 7})</script>",
    "共7页": "<div>共 7 页 当前第 1 页</div>",
    "总页数": "<div>总页数：7</div>",
    "共有7页": "<div>共有<b>7</b>页</div>",
    "1/7": '<div class="page">1/7 <a href="javascript:toPage(2)">后页</a></div>',
    "1/7 alone": '<div class="page"><span>1 / 7</span></div>',
    "a choice box": '<form><select name="page"><option>1</option><option>2</option></select></form>',
    "a choice box of 第2页": '<select onchange="f()"><option>第1页</option><option>第2页</option></select>',
    "a choice box in words": "<div>转到第<select><option>1</option><option>2</option></select>页</div>",
    "末页 by call": '<a href="javascript:toPage(7)">末页</a>',
    "末页 by link": '<div><a href="index_7.html">末页</a></div>',
    "末页 is not 首页": '<a href="javascript:toPage(1)">首页</a><a href="javascript:toPage(9)">尾页</a>',
    "下一页 on another host": '<a href="http://other.example/l/index_2.html">下一页</a>',
    "共1页 with counts of other rows": '<div class="page">共<b>15</b>条 <b>10</b>条/页 <b>1</b>/<b>2</b>页</div>',
    "a number beside a count": '<div class="page"><b>1</b> <b>2</b> 共<b>30</b>条 <a href="#">下一页</a></div>',
    "a count above the rows": '<div class="page">共<em>30</em>条信息 每页<em>15</em>条 第<em>1</em>页</div>',
    "更多 of the column, in a box": f'<div><h3>法治政府<a href="/l/tz/">更多&gt;&gt;</a></h3>{SIDE}</div>',
    "加载更多 beside other buttons": (
        '<div><ul><li><a href="/">首页</a></li><li><a href="javascript:m()">加载更多</a></li></ul></div>'
    ),
    "加载更多 below a side box": f'{SIDE}<p><a href="javascript:loadMore()">加载更多</a></p>',
    "加载更多 of a box with days": f'<div>{SIDE}<p>2026-03-01</p><a href="javascript:loadMore()">加载更多</a></div>',
    "加载更多 of a box with short days": f'<div>{SIDE}<i>03-01</i><a href="javascript:loadMore()">加载更多</a></div>',
    "a nameless nextpage of this folder": '<a class="nextpage" href="javascript:next()"></a>',
    "years beside numbers": '<div class="page"><a href="./2025/">2025</a> <b>1</b> <a href="#">2</a></div>',
    "rows a page and pages": '<div class="pages"><a href="?size=20">20</a> <b>1</b> <span>2</span></div>',
    "pictures and pages": '<div class="swiper-pagination">1 / 5</div><div class="pagination"><span>1 / 7</span></div>',
    "a window of numbers": '<a href="#">9</a><b>10</b><a href="javascript:go(11)">下一页</a>',
}


@pytest.mark.parametrize("pager", MORE_TO_COME.values(), ids=MORE_TO_COME.keys())
def test_a_pager_that_cannot_be_followed_leaves_the_list_incomplete(pager: str) -> None:
    listing = read(pager)
    assert listing.next is None
    assert judged(listing) == (Outcome.INCOMPLETE, False)
    assert len(listing.posts) == 15


THE_END = {
    "no pager": "",
    "all dead": '<a href="#">首页</a><a href="#">上一页</a><a href="#">下一页</a><a href="#">尾页</a>',
    "dead by script": '<a href="javascript:;">上一页</a><b>1</b><a href="javascript:void(0);">下一页</a>',
    "no href": "<a>上一页</a><a>1</a><a>下一页</a>",
    "this very page": (
        '<a href="/l/">首页</a><a href="/l/">1</a><a href="/l/index.html">下一页</a><a href="index.html">尾页</a>'
    ),
    "one number": '<div class="page"><a href="#" class="on">1</a></div>',
    "one number, dead next": '<div class="page"><a href="#">1</a><a href="#">下一页</a></div>',
    "plain words": "<div>首页 上一页 <b>1</b> 下一页 尾页</div>",
    "spans": '<div class="page"><span>上一页</span><span class="cur">1</span><span>下一页</span></div>',
    "calls to the first page": '<a href="javascript:toPage(1)">下一页</a><a href="javascript:toPage(1)">尾页</a>',
    "disabled": '<button disabled>下一页</button><a class="disabled" href="javascript:next()">下一页</a>',
    "disabled item": '<ul><li class="disabled"><a href="javascript:next()">下一页</a></li></ul>',
    "1/1": '<div class="page">1/1 <a href="javascript:next()">下一页</a> <a href="javascript:last()">尾页</a></div>',
    "共1页": '<div>共1页 <a href="javascript:next()">下一页</a></div>',
    "共15条 1页": '<div class="page">共15条 <a href="javascript:;">下一页</a></div>',
    "laypage of what is here": "<script>laypage.render({elem:'pg',count:15,limit:15})</script>",
    "pageCount of one": '<script>var pageCount = 1;</script><a href="javascript:next()">下一页</a>',
    "共15条 in tags": '<div class="page">共<b>15</b>条 <b>20</b>条/页 <a>上一页</a> <a>下一页</a></div>',
    "共1页15条": '<ul class="pagelist"><li><span>共 <strong>1</strong>页<strong>15</strong>条记录</span></li></ul>',
    "记录总数 in tags": "<p>记录总数：<em>15</em> 每页显示：<em>20</em> 页数：<em>1</em>/<em>1</em></p>",
    "每页 in tags": '<div class="pages"><span>共<i>15</i>条</span><span>每页<i>20</i>条</span></div>',
    "共1页/15条": '<div class="page"><a href="javascript:go(1)">下一页</a> 共1页/15条</div>',
    "更多 of a side box": f'<div><h3>通知公告<a href="/l/tz/">更多&gt;&gt;</a></h3>{SIDE}</div>',
    "查看更多 of a side box": f'<div>{SIDE}<a href="javascript:;" onclick="moreQa()">查看更多</a></div>',
    "查看更多 of a side box, to a numbered list": f'<div>{SIDE}<a href="/l/77">查看更多</a></div>',
    "加载更多 of a menu": f'<div class="left">{SIDE}<p><a href="javascript:void(0)">加载更多</a></p></div>',
    "an arrow named nextpage": '<a class="nextpage" href="/zt/"></a>',
    "bare years": '<p><a class="on" href="./">全部</a><a href="./2025/">2025</a><a href="./2024/">2024</a></p>',
    "years as a parameter": '<div><a href="/l/?year=2025">2025</a><a href="/l/?year=2024">2024</a></div>',
    "numbers of pictures": '<div class="swiper-pagination"><span>1</span><span>2</span><span>3</span></div>',
    "one of five pictures": '<div class="swiper-pagination">1 / 5</div>',
    "rows a page": '<div class="pages"><span>每页<a href="?size=10">10</a><a href="?size=20">20</a>条</span></div>',
    "hidden": '<div style="display: none"><a href="javascript:next()">下一页</a><a href="#">2</a></div>',
    "a choice box of one": '<select name="page"><option>1</option></select>',
    "a choice of months": '<select name="month"><option>1</option><option>2</option><option>3</option></select>',
    "a choice of sites": (
        '<select onchange="location=this.value"><option>友情链接</option><option>省政府</option></select>'
    ),
    "更多": '<div><a href="/zwgk/">更多&gt;&gt;</a><a href="/n/">查看更多</a></div>',
    "numbers in a menu": '<div class="nav"><a href="/a/">1</a><a href="/b/">2</a><a href="/c/">3</a></div>',
    "numbers of articles": (
        '<div><a href="/l/202603/t20260301_1.html">1</a><a href="/l/202603/t20260301_2.html">2</a></div>'
    ),
    "numbers of slides": '<div><a href="javascript:slide(1)">1</a><a href="javascript:slide(2)">2</a></div>',
    "ranks": '<div class="rank"><em>1</em><em>2</em><em>3</em></div>',
    "arrows of slides": '<a href="javascript:;">&lt;</a><a href="javascript:;">&gt;</a>',
    "an arrow to a section": '<div><a href="/zwgk/">&gt;</a></div>',
}


@pytest.mark.parametrize("pager", THE_END.values(), ids=THE_END.keys())
def test_a_single_page_is_complete(pager: str) -> None:
    listing = read(pager)
    assert listing.next is None
    assert judged(listing) == (Outcome.OK, True)


LAST_OF_THREE = {
    "dead next": '<a href="/l/">1</a><a href="index_2.html">2</a><b>3</b><a href="#">下一页</a>',
    "next without address": '<a href="/l/">1</a><a href="index_2.html">2</a><span>3</span><a>下一页</a>',
    "next by class": '<a href="/l/">1</a><a href="index_2.html">2</a><a class="on" href="index_3.html">3</a>'
    '<a href="index_3.html">下一页</a><a href="index_3.html">尾页</a>',
    "dead next in javascript": '<a href="/l/">1</a><a href="index_2.html">2</a><a class="cur" href="javascript:;">3</a>'
    '<a href="javascript:;">下一页</a>',
    "plain 上一页": '<a href="/l/">首页</a><a href="index_2.html">上一页</a><a href="javascript:void(0)">下一页</a>',
    "a count in a tag": '<a href="/l/">首页</a> <a href="index_2.html">上一页</a> <b>15</b>条/页',
    "no next at all": '<a href="/l/">首页</a> <a href="index_2.html">上一页</a>',
    "calls": '<a class="on" href="javascript:go(3)">3</a><a href="javascript:go(3)">下一页</a>',
}


@pytest.mark.parametrize("pager", LAST_OF_THREE.values(), ids=LAST_OF_THREE.keys())
def test_the_last_page_ends_the_list(pager: str) -> None:
    listing = read(f"<div class='page'>{pager}</div>", url=f"{HERE}index_3.html")
    assert listing.next is None
    assert judged(listing) == (Outcome.OK, True)


def test_the_last_page_with_its_count_ends_the_walk_of_as_many() -> None:
    last = read('<div>3/3 <a href="index_2.html">上一页</a><a href="#">下一页</a></div>', url=f"{HERE}index_3.html")
    before = Listing((), Ask(f"{HERE}index_3.html"))
    assert last.next is None
    assert judge_listing([before, before, last], Expected(1), ended=True)[2]


@pytest.mark.parametrize(
    "side",
    [
        '<div class="nav"><a href="/a/index_1.html">1</a><a href="/a/index_2.html">2</a></div>',
        '<div class="rank"><a href="/p/1.html">1</a><a href="/p/2.html">2</a></div>',
        '<table class="calendar"><tr><td><a href="?d=2026-03-01">1</a><td><a href="?d=2026-03-02">2</a></table>',
    ],
)
def test_a_side_box_of_numbers_is_no_pager(side: str) -> None:
    assert read(side).next is None
    with_pager = read(side + '<div><b>1</b><a href="index_2.html">2</a></div>')
    assert with_pager.next == Ask(f"{HERE}index_2.html")


def test_pages_in_folders_are_followed_to_the_last() -> None:
    def links(at: int) -> str:
        numbers = (f'<a href="/l/page/{n}/">{n}</a>' if n != at else f"<b>{n}</b>" for n in (2, 3))
        return f'<div class="page"><a href="/l/">1</a>{"".join(numbers)}</div>'

    assert read(links(1)).next == Ask(f"{HERE}page/2/")
    assert read(links(2), url=f"{HERE}page/2/").next == Ask(f"{HERE}page/3/")
    assert read(links(3), url=f"{HERE}page/3/").next is None
    other = '<div class="page"><b>2</b><a href="/a/3/">3</a></div>'  # of another folder
    assert read(other, url=f"{HERE}page/2/").next is None


def test_numbers_of_a_page_in_the_root_share_its_name() -> None:
    home = "http://www.qinghe.example/fzbg.html"
    assert read('<b>1</b><a href="/t2.html">2</a>', url=home).next is None
    assert read('<b>1</b><a href="/fzbg_2.html">2</a>', url=home).next == Ask(home.replace(".html", "_2.html"))


@pytest.mark.parametrize(
    ("platform", "url", "body"),
    [
        (
            "gkmlpt",
            "http://www.qinghe.example/gkmlpt/api/all/5?page=1&sid=2",
            '{"articles":[{"title":"晴川镇年度报告","url":"http://www.qinghe.example/p/1.html"}]}',
        ),
        (
            "ucap",
            "http://www.qinghe.example/common/search/0f1e2d3c4b5a69788796a5b4c3d2e1f0?page=1",
            '{"data":{"results":[{"title":"晴川镇年度报告","url":"/p/1.html"}]}}',
        ),
    ],
)
def test_an_interface_without_a_total_is_asked_until_it_is_empty(platform: str, url: str, body: str) -> None:
    page = Page(Ask(url), url, 200, body.encode(), datetime(2026, 3, 1, tzinfo=UTC), ())
    assert platforms.platform(platform).read_listing(page).next == Ask(url.replace("page=1", "page=2"))


@pytest.mark.parametrize("around", ['<div class="page">{}</div>', '<div>{}<a href="#">下一页</a></div>'])
def test_numbers_of_rows_are_not_those_of_pages(around: str) -> None:
    row = '<em>{0}</em><a href="/p/{0}.html">晴川镇关于第{0}号事项的工作情况说明文件</a><i>2026-03-{0:02d}</i><br>'
    listing = read(around.format("".join(row.format(n) for n in range(1, 13))), rows="")
    assert len(listing.posts) == 12
    assert judged(listing) == (Outcome.OK, True)
