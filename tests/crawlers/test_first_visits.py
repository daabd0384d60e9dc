"""Lists that are met for the first time, and show in small things only that they are not whole, or not told apart."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.pages import Ask, Outcome, Page
from crawlers.drawn import needs_browser
from tests.crawlers.obstacle_cases import Verdict, walk

COLUMN = "http://www.qinglan.example/zwgk/fzzf/"
MISSED = "青岚区财政局2024年度法治政府建设情况报告"
OFFICES = ("教育局", "民政局", "水利局", "交通运输局", "农业农村局", "文化和旅游局")


def rows(*more: str) -> str:
    items = (
        f'<li><a href="/d/t20240{n}12_{n}.html">青岚区{name}2023年度法治政府建设情况报告</a>'
        f"<span>2024-0{n}-12</span></li>"
        for n, name in enumerate(OFFICES, 1)
    )
    return f"<ul class='news'>{''.join((*more, *items))}</ul>"


def page(content: str, url: str = COLUMN, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Page:
    text = (
        "<!DOCTYPE html><html><head><title>法治政府建设年度报告_青岚区人民政府</title></head><body>"
        "<div class='top'>青岚区人民政府门户网站</div><div class='position'>首页 &gt; 法治政府建设年度报告</div>"
        f"<div class='main'>{content}</div><div class='foot'>主办：青岚区人民政府办公室</div></body></html>"
    )
    kind = ("Content-Type", "text/html; charset=utf-8")
    return Page(Ask(url), url, status, text.encode(), datetime(2025, 4, 3, tzinfo=UTC), (kind, *headers))


def read(*pages: Page) -> Verdict:
    return walk({"column": {"url": COLUMN}}, list(pages))


def test_the_list_itself_is_whole() -> None:
    found = read(page(rows()))
    assert (found.outcome, found.complete, len(found.posts)) == (Outcome.OK, True, 6)


@pytest.mark.parametrize(
    ("content", "outcome", "word"),
    [
        (rows(f"<li>{MISSED}<span>2025-03-12</span></li>"), Outcome.INCOMPLETE, "没有可以打开的地址"),
        (f"<table><tr><td>{MISSED}</td><td>2025-03-12</td></tr></table>{rows()}", Outcome.INCOMPLETE, "没有可以打开"),
        (rows() + "<p>本栏目共收录45篇文章</p>", Outcome.INCOMPLETE, "45"),
        (rows() + "<div>显示第 1 至 6 项结果，共 45 项</div>", Outcome.INCOMPLETE, "45"),
        (rows() + "<div>文件总数：45件</div>", Outcome.INCOMPLETE, "45"),
        (rows() + "<div class='page'>Showing 1 to 6 of 45 entries</div>", Outcome.INCOMPLETE, "45"),
        (rows() + "<div class='page'>第一页，共三页</div>", Outcome.INCOMPLETE, "3页"),
        (rows() + "<script>var recordCount = 45;</script>", Outcome.INCOMPLETE, "45"),
        (rows() + "<div class='tip'>上拉加载更多</div>", Outcome.INCOMPLETE, "页"),
        (
            "<form>年份：<select><option>2025年</option><option selected>2024年</option></select></form>" + rows(),
            Outcome.INCOMPLETE,
            "没有打开2025年的",
        ),
        ("<div class='tip'>您的访问过于频繁，请稍后再试！</div>" + rows(), Outcome.BLOCKED, "频繁"),
        ("<div class='tip'>对不起，您没有权限访问该栏目</div>" + rows(), Outcome.BLOCKED, "没有权限"),
        (rows() + "<b>Warning</b>: mysqli_fetch_array() expects parameter 1", Outcome.SERVER_ERROR, "Warning"),
        ("<p>仅显示最近6条</p>" + rows(), Outcome.INCOMPLETE, "没有列全"),
        (rows() + "<p>登录后可查看全部内容</p>", Outcome.INCOMPLETE, "没有列全"),
        ("<p>本栏目自2025年1月1日起停止更新，请访问新版栏目。</p>" + rows(), Outcome.SOFT_404, "停止更新"),
        (
            '<div><a href="?y=2025">2025年</a> <a class="cur" href="./">2024年</a> <a href="?y=2023">2023年</a></div>'
            + rows(),
            Outcome.INCOMPLETE,
            "没有打开2025年的",
        ),
        (
            '<ul><li><a href="?y=2025">2025年度</a></li><li class="on"><a href="./">2024年度</a></li></ul>' + rows(),
            Outcome.INCOMPLETE,
            "没有打开2025年的",
        ),
        (re.sub(r'href="/d/t(\d+)_(\d)[.]html"', r'href="/show?x#\2"', rows()), Outcome.UNREADABLE, "6条不同的条目"),
        (
            "<div class='list' id='L'>正在加载…</div><div class='right'>"
            + rows().replace(" class='news'", "")
            + "</div><script src='/js/common.js'></script>",
            Outcome.UNREADABLE,
            "外部脚本填充",
        ),
    ],
)
def test_what_is_not_the_whole_list_is_never_called_so(content: str, outcome: Outcome, word: str) -> None:
    found = read(page(content))
    assert (found.outcome, found.complete) == (outcome, False)
    assert word in found.reason


def test_what_can_be_opened_is_read_beside_what_cannot() -> None:
    found = read(page(rows(f"<li>{MISSED}<span>2025-03-12</span></li>")))
    assert (found.outcome, len(found.posts)) == (Outcome.INCOMPLETE, 6)


@pytest.mark.parametrize("titles", [("2025年", "2024年", "2023年"), ("财政局", "教育局", "东关街道办事处", "司法局")])
def test_titles_that_say_nothing_but_a_year_or_a_unit_prove_nothing(titles: tuple[str, ...]) -> None:
    content = "".join(
        f'<li><a href="/d/t20250312_{n}.html">{title}</a><span>2025-03-12</span></li>' for n, title in enumerate(titles)
    )
    found = read(page(f"<ul>{content}</ul>"))
    assert (found.outcome, found.complete) == (Outcome.UNREADABLE, False)
    assert "看不出是什么报告" in found.reason


@pytest.mark.parametrize(
    "pager",
    [
        '<a class="next" href="index_1.html"><i class="fa fa-right"></i></a>',
        '<a href="index_1.html"><img src="/images/next.gif"></a>',
        '<a class="page-next" href="index_1.html"></a>',
        '<div>第一页 <a href="index_1.html">第二页</a></div>',
        '<a href="index_1.html">▶</a>',
        '<a href="index_1.html">下15条</a>',
        '<a href="index_1.html">较早文章</a>',
    ],
)
def test_a_next_page_by_any_sign_is_read(pager: str) -> None:
    report = f'<ul class="news"><li><a href="/d/t20250312_9.html">{MISSED}</a><span>2025-03-12</span></li></ul>'
    found = read(page(rows() + pager), page(report, f"{COLUMN}index_1.html"))
    assert (found.outcome, found.complete) == (Outcome.OK, True)
    assert MISSED in found.posts


@pytest.mark.parametrize(
    "beside",
    [
        '<a class="next" href="javascript:;"></a>',  # turns pictures
        "<form><select><option selected>2025</option><option>2024</option></select></form>",
        "<form><select><option selected>2019</option><option>2025</option></select>至"
        "<select><option selected>2025</option><option>2019</option></select></form>",  # days to search between
        "<p>小贴士：操作频繁时请稍候，没有权限的请联系管理员。</p>",
        '<div class="swiper-button-next"></div>',
        '<a class="next" href="/zwgk/other/"><img src="/images/next.gif"></a>',
        '<div><a href="/2024/">2024年</a> <a class="cur" href="./">2025年</a></div>',
        "<ul><li>某镇召开法治工作会议<span>2025-03-12</span></li></ul>",
        "<p>2025年法治政府建设年度报告</p>",
        "<p>您好，登录后可查看更多办事服务</p>",
    ],
)
def test_what_only_looks_so_makes_no_list_doubtful(beside: str) -> None:
    found = read(page(beside + rows()))
    assert (found.outcome, found.complete, found.reason) == (Outcome.OK, True, "共1页6条")


def test_a_table_may_open_its_rows_by_a_word() -> None:
    lines = "".join(
        f"<tr><td>{n}</td><td>青岚区{name}2024年度法治政府建设情况报告</td><td>2025-03-12</td>"
        f'<td><a href="/d/t20250312_{n}.html">[查看]</a></td></tr>'
        for n, name in enumerate(OFFICES, 1)
    )
    found = read(page(f"<table><tr><th>序号</th><th>标题</th><th>日期</th><th>操作</th></tr>{lines}</table>"))
    assert (found.outcome, found.complete) == (Outcome.OK, True)
    assert found.posts == tuple(f"青岚区{name}2024年度法治政府建设情况报告" for name in OFFICES)


def test_what_stands_below_another_heading_is_no_title() -> None:
    lines = "".join(
        f"<tr><td>QL00{n}</td><td>主动公开信息</td><td>2025-03-12</td>"
        f'<td><a href="/d/t20250312_{n}.html">查看</a></td></tr>'
        for n in range(6)
    )
    found = read(page(f"<table><tr><th>索引号</th><th>公开方式</th><th>日期</th><th>操作</th></tr>{lines}</table>"))
    assert not found.complete


def test_a_part_of_a_page_and_an_old_copy_are_no_list_of_today() -> None:
    assert read(page(rows(), status=206)).outcome is Outcome.INCOMPLETE
    old = read(page(rows(), headers=(("Age", "23328000"), ("X-Cache", "HIT"))))
    assert (old.outcome, old.complete) == (Outcome.INCOMPLETE, False)
    assert "270天前" in old.reason
    young = replace(page(rows()), headers=(*page(rows()).headers, ("Age", "3600")))
    assert read(young).complete


SCRIPT = '<script src="/js/common.js"></script>'


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (f'<div id="L"></div>{SCRIPT}', True),
        (f'<ul class="list"></ul>{SCRIPT}', True),
        (f'<div class="box" id="L">正在加载…</div>{SCRIPT}', True),
        ('<div id="L"></div><script src="/js/jquery.min.js"></script>', False),  # a library fills nothing by itself
        (f'<div class="clear"></div>{SCRIPT}', False),
        (f'<div id="search"></div>{SCRIPT}', False),
        (f'<div id=" "></div>{SCRIPT}', False),
        (f'<div id="L"></div><p>暂无信息</p>{SCRIPT}', False),
    ],
)
def test_an_empty_box_that_a_script_may_fill_wants_a_browser(content: str, wanted: bool) -> None:
    assert (needs_browser(page(content)) is not None) is wanted


def below(content: str) -> Page:
    """Rows whose newest are of 2024."""
    return page(content + rows())


TABS = '<div class="tab">{}<a href="./2023/">2023年</a> <a href="./2022/">2022年</a></div>'
BELOW = '<div class="left"><a href="./xz/">乡镇法治政府建设年度报告</a> <a href="./bm/">部门动态</a></div>'


@pytest.mark.parametrize(
    ("beside", "word"),
    [
        (TABS.format('<a href="./2025/">2025年</a> '), "没有打开2025年的"),
        (TABS.format('<a href="./2024/">2024年</a> '), "没有打开2024年的"),  # of the reports, which are of 2023
        ('<div><a href="./2025/">2025年</a> <a href="./">2024年</a></div>', "没有打开2025年的"),
        (
            '<select><option value="./">2024年</option><option value="./2025/index.html">2025年</option></select>',
            "2025",
        ),
        (BELOW, "下级栏目「乡镇法治政府建设年度报告」"),
    ],
)
def test_a_list_that_goes_on_elsewhere_is_whole_only_with_that(beside: str, word: str) -> None:
    """What it shows is read all the same; where the other place is registered, this one is whole by itself."""
    found = read(below(beside))
    assert (found.outcome, found.complete, len(found.posts)) == (Outcome.INCOMPLETE, False, 6)
    assert word in found.reason
    registered = [f"{COLUMN}2025/index.html", f"{COLUMN}2025/", f"{COLUMN}2024/", f"{COLUMN}xz/"]
    assert walk({"column": {"url": COLUMN}, "registered": registered}, [below(beside)]).complete


def test_older_posts_on_a_later_page_are_of_older_years() -> None:
    """Years without a mark are measured by the newest posts of the list, not by those of its last page."""
    years = '<div class="tab"><a href="./2024/">2024年</a> <a href="./2023/">2023年</a></div>'
    report = f'<ul class="news"><li><a href="/d/t20250312_9.html">{MISSED}</a><span>2024-12-12</span></li></ul>'
    pager = '<div class="page"><a href="index_1.html">下一页</a></div>'
    found = read(page(years + report + pager), page(years + rows(), f"{COLUMN}index_1.html"))
    assert (found.outcome, found.complete, len(found.posts)) == (Outcome.OK, True, 7), found.reason


def test_a_column_of_one_year_knows_of_the_next() -> None:
    url, years = f"{COLUMN}2024/", (2025, 2024, 2023)
    tabs = "".join(f'<a href="{COLUMN}{year}/">{year}年</a>' for year in years)
    found = walk({"column": {"url": url}}, [page(f"<div>{tabs}</div>{rows()}", url)])
    assert (found.outcome, found.complete) == (Outcome.INCOMPLETE, False)
    assert "这里是2024年的，没有打开2025年的" in found.reason


@pytest.mark.parametrize(
    "beside",
    [
        '<div><a href="./2024/">2024年</a></div>',  # the year in which the posts came
        '<div><a href="/xxgk/nb/2025/">2025年</a> <a href="/xxgk/nb/2024/">2024年</a></div>',  # another column's years
        '<div class="left"><a href="./">法治政府建设年度报告</a> <a href="/a/fz/">部门法治政府建设年度报告</a></div>',
        '<div><a href="./t20240112_77.html">法治政府建设年度报告</a></div>',
    ],
)
def test_other_ways_are_no_part_of_the_list(beside: str) -> None:
    found = read(below(beside))
    assert (found.outcome, found.complete) == (Outcome.OK, True), found.reason


@pytest.mark.parametrize(
    ("url", "link", "complete"),
    [
        ("zwgk/fzzf.htm", "/zwgk/xzfzbg/", True),
        ("zwgk/fzzf.htm", "/zwgk/fzzf/xz/", False),
        ("zwgk/fzzf/index.html", "/zwgk/fzzf/xz/", False),
        ("zwgk/fzzf/list_1.html", "/zwgk/fzzf/xz/", False),
        ("zwgk/fzzf/", "/zwgk/fzzf/xz/index.html", False),
    ],
)
def test_a_folder_beside_a_file_is_not_below_it(url: str, link: str, complete: bool) -> None:
    url = f"http://www.qinglan.example/{url}"
    menu = f'<div class="left"><a href="{link}">乡镇法治政府建设年度报告</a></div>'
    found = walk({"column": {"url": url}}, [page(menu + rows(), url)])
    assert found.complete is complete, found.reason


CLAMPED = "".join(f'<a href="index_1.html">{name}</a> ' for name in ("首页", "上一页", "下一页", "尾页"))


@pytest.mark.parametrize(
    ("pager", "outcome"),
    [
        (CLAMPED, Outcome.OK),
        (CLAMPED + "共6条 1/1页", Outcome.OK),
        (CLAMPED + "共5页", Outcome.REPEATED),
        (CLAMPED + "共60条", Outcome.REPEATED),
        (CLAMPED + '<a href="index_2.html">2</a>', Outcome.REPEATED),
        ('<a href="./">首页</a> <a href="index_1.html">下一页</a> <a href="index_1.html">尾页</a>', Outcome.REPEATED),
        ('<a href="index_1.html">下一页</a>', Outcome.REPEATED),
    ],
)
def test_a_pager_that_leads_to_the_only_page_ends_it(pager: str, outcome: Outcome) -> None:
    content = f"{rows()}<div class='page'>{pager}</div>"
    found = read(page(content), page(content, f"{COLUMN}index_1.html"), page(content, f"{COLUMN}index_2.html"))
    assert (found.outcome, found.complete) == (outcome, outcome is Outcome.OK), found.reason
    assert len(found.posts) == 6


def test_a_clamped_pager_that_leads_to_other_posts_is_followed() -> None:
    report = f'<ul class="news"><li><a href="/d/t20250312_9.html">{MISSED}</a><span>2023-12-12</span></li></ul>'
    content = f"<div class='page'>{CLAMPED}</div>"
    assert MISSED in read(page(rows() + content), page(report + content, f"{COLUMN}index_1.html")).posts


@pytest.mark.parametrize(("pager", "complete"), [("", True), ("<p>共15页</p>", False), ("<p>共56条</p>", False)])
def test_counts_in_titles_are_those_of_documents(pager: str, complete: bool) -> None:
    titles = ("青岚区2025年部门预算公开表（共15页）", "一图读懂《青岚区物业管理办法》全文共56条")
    more = [
        f'<li><a href="/d/t20250{n}12_9{n}.html">{t}</a><span>2025-0{n}-12</span></li>' for n, t in enumerate(titles, 1)
    ]
    assert read(page(rows(*more) + f"<div class='page'>首页 下一页 {pager}</div>")).complete is complete
