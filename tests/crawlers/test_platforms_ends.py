"""Where a list seems to end and does not: what a page shows of further ones holds, whatever the last page says."""

from datetime import UTC, datetime

import pytest

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.drawn import needs_browser
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


TOTALS = {
    "of the column, with statistics": "<div>统计<p>本年公开：9条</p><p>本栏目信息</p><p>信息总数：60</p></div>",
    "statistics of nothing else": "<div><h4>统计</h4><p>信息总数：60 条</p></div>",
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
        "<div><h4>公开统计</h4><p>本年公开：12 条</p><p>信息总数：20456 条</p></div>",
        "<div><h4>公开统计</h4><p>本年公开：12 条</p><p>信息总数：20456 条</p></div><p>转到手机版</p>",
        "<div class='page'><h4>公开统计</h4><p>本年公开：12 条</p><p>信息总数：20456 条</p></div>",
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


@pytest.mark.parametrize("label", ["往后", "更早的信息", "更早"])
def test_other_words_for_the_next_page_are_followed(label: str) -> None:
    assert read(listed(20, f"<div class='fy'><a href='index_2.html'>{label}</a></div>")).next == Ask(
        f"{HERE}index_2.html"
    )


SCROLLED = (
    "<script>var page=1;$(window).scroll(function(){page++;"
    "$.get('/api/list?page='+page,function(d){$('.list').append(d)})})</script>"
)
BY_SCRIPT = {
    "scrolled": SCROLLED,
    "a pager by a call": "<div id='page_div'></div><script>initPager('page_div',15,95);</script>",
    "a pager by its class": "<div class='pagination'></div><script>$('.pagination').myPage({a:1,num:7})</script>",
    "a pager of more rows": "<div id='page'></div><script>var n=95;pg({elem:'page',count:n,limit:15});</script>",
    "a pager of rows counted later": (
        "<div id='page'></div><script>var n=15;n=d.total;pg({elem:'page',count:n,limit:10});</script>"
    ),
    "a fuller list": "<a href='/fz/more/'>更多&gt;&gt;</a>",
}


@pytest.mark.parametrize("after", BY_SCRIPT.values(), ids=BY_SCRIPT.keys())
def test_a_list_that_goes_on_by_script_is_not_whole(after: str) -> None:
    assert not whole(read(listed(15, after)))


ALL_HERE = {
    "scrolled for another end": "<script>$(window).scroll(function(){$('#top').show()})</script>",
    "a pager of one page": "<div id='page_div'></div><script>initPager('page_div',1);</script>",
    "a pager of these rows": "<div id='page_div'></div><script>initPager('page_div',10,15);</script>",
    "a pager of so many rows": "<div id='page'></div><script>var n='15';pg({elem:'page',count:n,limit:20});</script>",
    "a pager that no call names": "<div class='pagination'></div><script>var a = 95;</script>",
    "more of something else": "<a href='/zwgk/more/'>更多&gt;&gt;</a>",
    "a frame for something else": "<iframe src='/tj/video.html' width='700' height='500'></iframe>",
    "a small frame": "<iframe src='/tq/day.html' width='200' height='60'></iframe>",
    "an empty box of another name": "<div id='hotlist'></div><script>$.get('/h',f=>$('#hotlist').html(f))</script>",
    "a box that no script fetches for": "<div id='list2'></div><script>$('#list2').html('')</script>",
    "a shorter box beside": f"<div class='zx'><ul>{rows(6, 50)}</ul></div>",
}


@pytest.mark.parametrize("after", ALL_HERE.values(), ids=ALL_HERE.keys())
def test_a_list_that_is_all_here_is_whole(after: str) -> None:
    listing = read(listed(15, after))
    assert len(listing.posts) == 15
    assert whole(listing)


BOX = f"<div class='zx'><h3>最新信息</h3><ul>{rows(8)}</ul></div>"
FRAMES = ["<iframe id='main' src='list.html'></iframe>", "<iframe src='x.jsp' width='100%' height='900'></iframe>"]


@pytest.mark.parametrize("frame", FRAMES)
def test_the_frame_of_the_list_is_read_and_not_the_box_beside_it(frame: str) -> None:
    listing = read(f"<html><title>法治政府建设年度报告</title><body>{frame}{BOX}</body></html>")
    assert listing.posts == ()
    assert listing.next in (Ask(f"{HERE}list.html"), Ask(f"{HERE}x.jsp"))


def test_a_list_that_a_script_fills_is_drawn_whatever_stands_beside_it() -> None:
    script = "<script>$.get('/api/list?c=5',function(d){$('#lst').html(d)})</script>"
    body = f"<html><title>法治政府建设</title><body><div class='list' id='lst'></div>{script}{BOX}</body></html>"
    with pytest.raises(platforms.Unreadable, match="lst"):
        read(body)
    assert needs_browser(page_of(body)) is not None
    filled = body.replace("id='lst'>", f"id='lst'><ul>{rows(20, 20)}</ul>")
    assert len(read(filled).posts) == 20


def test_of_two_like_groups_none_is_chosen_but_by_what_it_is() -> None:
    other = f"<div class='zx'><ul>{rows(10, 50)}</ul></div>"
    with pytest.raises(platforms.Unreadable, match="两组"):
        read(listed(12, other))
    own = listed(12).replace("/p/", "/fz/")
    assert len(read(own.replace("</body>", f"{other}</body>")).posts) == 12
    topical = listed(12).replace("工作情况", "法治政府建设情况")
    assert len(read(topical.replace("</body>", f"{other}</body>")).posts) == 12
    assert len(read(listed(12, f"<div class='zx'><ul>{rows(10)}</ul></div>")).posts) == 12  # the same posts again
