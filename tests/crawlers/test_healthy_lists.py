"""What stands around a whole list makes nothing doubtful; what looks much the same and means something does."""

import pytest

from core.pages import Ask, Outcome
from crawlers import platforms, soundness
from crawlers.beside import not_the_list
from crawlers.elsewhere import elsewhere
from tests.crawlers.test_platforms_ends import HERE, HOST, page_of, read, row, rows, whole

SIDE = "<div class='panel'><h4>政策问答</h4><ul><li><a href='/qa/1.html'>怎样办理居住证</a></li></ul>{}</div>"


def body(after: str = "", before: str = "", n: int = 8, title: str = "法治政府建设") -> str:
    listed = f"<div class='l'><ul class='list'>{rows(n)}</ul></div>"
    return f"<html><title>{title}</title><body><div class='w'>{before}{listed}{after}</div></body></html>"


def sound(text: str, url: str = HERE) -> bool:
    """Whether the page passes for a list that is whole."""
    page = page_of(text, url)
    if soundness.judge_page(page, asked_url=url, expect="list")[0] is not Outcome.OK:
        return False
    try:
        listing = platforms.platform("generic").read_listing(page)
    except platforms.Unreadable:
        return False
    return not_the_list(page, listing) is None and not elsewhere(page, listing) and whole(listing)


# (healthy, its look-alike)
COUNTS = {
    "a count in its own tag": (
        "共<b>8</b>条 <b>20</b>条/页 <a>上一页</a> <a>下一页</a>",
        "共<b>2</b>页 <b>1</b> <b>2</b>",
    ),
    "织梦": (
        "<ul><li>共 <strong>1</strong>页<strong>8</strong>条</li></ul>",
        "<ul><li>共 <strong>3</strong>页<strong>24</strong>条</li></ul>",
    ),
    "pages and rows by a slash": ("共1页/8条", "第1页/共8页"),
    "rows a page": ("<span>每页<i>20</i>条</span><span class='cur'>1</span>", "<span class='cur'>1</span><a>2</a>"),
    "years": (
        "<a href='?year=2026'>2026</a> <a href='?year=2025'>2025</a>",
        "<b>1</b> <a href='javascript:go(2)'>2</a>",
    ),
    "sizes of a page": (
        "每页<a href='?size=10'>10</a><a href='?size=50'>50</a>",
        "<b>1</b><a href='javascript:p(2)'>2</a>",
    ),
    "the last is this one": (
        "<a href='?page=1' class='on'>1</a> <a href='?page=1'>尾页</a>",
        "<a href='?page=1' class='on'>1</a> <a href='?page=4'>尾页</a>",
    ),
}


@pytest.mark.parametrize(("healthy", "alike"), COUNTS.values(), ids=COUNTS.keys())
def test_counts_are_no_pages(healthy: str, alike: str) -> None:
    assert sound(body(f"<div class='pages'>{healthy}</div>"))
    assert not sound(body(f"<div class='pages'>{alike}</div>"))


BOXES = {
    "更多 of a box": (SIDE.format("<a href='/fz/qa/'>更多</a>"), "<div><a href='/fz/more/'>更多</a></div>"),
    "查看更多 of a box": (
        SIDE.format("<a href='javascript:;' onclick='qa()'>查看更多</a>"),
        "<a onclick='m()'>查看更多</a>",
    ),
    "更多 of a heading": (SIDE.format(""), "<h3>年度报告 <a href='/xxgk/list.html'>更多</a></h3>"),
    "查看全部": ("<div class='tab'><a href='/fz/all/'>全部</a></div>", "<a href='/fz/all/'>查看全部</a>"),
    "加载更多 beside 返回顶部": (
        "",
        "<div><a href='#'>返回顶部</a><a href='javascript:;' onclick='m()'>加载更多</a></div>",
    ),
    "a carousel": (
        "<div class='swiper'><div class='swiper-pagination'><span class='on'>1</span><span>2</span></div></div>",
        "<div class='pagination'><span class='on'>1</span><span>2</span></div>",
    ),
    "a list in a box called so": (
        "",
        f"<div class='banner-list'><ul>{rows(5, 20)}</ul>"
        "<div class='page'><b>1</b><a href='javascript:p(2)'>2</a></div></div>",
    ),
    "years by a script": (
        "<ul class='y'><li class='on' onclick='y(2026)'>2026年</li><li onclick='y(2025)'>2025年</li></ul>",
        "<ul class='y'><li onclick='y(2026)'>2026年</li><li class='on' onclick='y(2025)'>2025年</li></ul>",
    ),
    "a widget": (
        "<div id='wbdata'></div><script>$.get('/wb',d=>$('#wbdata').html(d))</script>",
        "<div id='datalist'></div><script>$.get('/l',d=>$('#datalist').html(d))</script>",
    ),
    "a drawn pager": (
        "<div id='page'></div><script>var n=8;laypage.render({elem:'page',count:n,limit:5});</script>",
        "<div id='page'></div><script>var n=18;laypage.render({elem:'page',count:n,limit:5});</script>",
    ),
    "a pager of an unknown count, no more said": (
        "",
        "<div id='page'></div><script>laypage.render({elem:'page',count:d.n});</script>",
    ),
    "a count that changes": (
        "",
        "<div id='page'></div><script>var n=8;n+=20;laypage.render({elem:'page',count:n});</script>",
    ),
    "a pager of an unknown count": (
        "",
        "<div id='page'></div><script>laypage.render({elem:'page',count:n,limit:5});</script>",
    ),
    "a placeholder": (
        "<img src='/a.jpg' onerror=\"this.src='/img/404.png'\"><img src='/t/404120.jpg'>"
        "<img src='/404.png' style='display:none'>",
        "<div class='err'><img src='/img/404.png'></div>",
    ),
    "a placeholder that a script may set": (
        "<script>var t = '<img onerror=\"this.src=\\'/img/404.png\\'\" src=\"a.jpg\">';</script>",
        '<script>document.write(\'<img class="e" src="/img/404.png">\');</script>',
    ),
    "a tip that is not shown": ("<p class='tip hide'>您访问的链接不存在</p>", "<p class='tip'>您访问的链接不存在</p>"),
    "an older part": ("<p>本栏目2019年以前的内容已迁移至历史栏目</p>", "<p>本栏目内容已迁移至新栏目</p>"),
    "a list that is scrolled": (
        "",
        "<div id='scroll-list'></div><script>$.get('/l',d=>$('#scroll-list').html(d))</script>",
    ),
    "closed, and its services": ("", "<p>本栏目已停用，功能并入新平台。</p>"),
    "a service": ("<p>本网站自2022年1月1日起关闭评论功能。</p>", "<p>本网站自2022年1月1日起关闭。</p>"),
}


@pytest.mark.parametrize(("healthy", "alike"), BOXES.values(), ids=BOXES.keys())
def test_what_stands_beside_is_not_the_list_s(healthy: str, alike: str) -> None:
    assert sound(body(healthy, healthy))
    assert not sound(body(alike, alike))


def test_pages_may_be_folders() -> None:
    pager = "<div class='page'><a href='/fz/'>1</a><b>2</b><a href='/fz/page/3/'>3</a></div>"
    assert read(body(pager), f"{HERE}page/2/").next == Ask(f"{HERE}page/3/")
    other = pager.replace("/fz/page/3/", "/xw/page/3/")
    assert read(body(other), f"{HERE}page/2/").next is None


def test_a_link_without_a_word_that_turns_pictures_is_not_followed() -> None:
    assert read(body("<a class='next-page' href='/zt/'></a>")).next is None
    assert read(body("<a class='next-page' href='/fz/index_2.html'></a>")).next == Ask(f"{HERE}index_2.html")


def test_numbers_in_titles_are_none_of_the_list() -> None:
    titled = body().replace("第03号事项的工作情况说明", "第03号事项清单（共56条）（共15页）")
    assert sound(titled)
    assert not sound(titled.replace("</body>", "<p>共15页</p></body>"))
    assert not sound(titled.replace("</body>", "<a href='javascript:;'>共 15 页 120 条记录</a></body>"))


@pytest.mark.parametrize(
    "titles",
    [("2025年度报告", "2024年度报告"), ("区领导调研政务服务中心", "我区召开法治政府建设推进会", "镇里举办培训会")],
)
def test_short_titles_that_say_what_they_are_are_clear(titles: tuple[str, ...]) -> None:
    made = "".join(f"<li><a href='/p/{i}.html'>{t}</a><i>2026-03-0{i}</i></li>" for i, t in enumerate(titles, 1))
    assert sound(f"<html><title>法治政府建设</title><body><ul>{made}</ul></body></html>")


def test_a_box_of_another_heading_is_no_rival() -> None:
    box = "<div class='r'>{}<ul>" + rows(6, 50) + "</ul></div>"
    assert sound(body(box.format("<h4>最新公开</h4>")))
    assert not sound(body(box.format("<h4>法治政府建设</h4>")))
    assert not sound(body(box.format("")))
    home = "".join(
        f"<div class='b{n}'><h4>{name}</h4><ul>{rows(6, 10 * n)}</ul></div>" for n, name in enumerate("甲乙丙")
    )
    assert not sound(f"<html><title>法治政府建设</title><body><div class='w'>{home}</div></body></html>")


def test_a_page_that_gathers_columns_is_none_though_one_of_them_is_on_topic() -> None:
    def box(name: str, start: int, word: str) -> str:
        return f"<div class='b{start}'><h4>{name}</h4><ul>{rows(5, start).replace('工作情况', word)}</ul></div>"

    own, others = box("法治政府建设", 10, "法治政府建设情况"), box("规划", 20, "规划") + box("人事", 30, "人事")
    assert not sound(f"<html><title>政务公开</title><body><div class='w'>{own}{others}</div></body></html>")
    assert sound(f"<html><title>法治政府建设</title><body><div class='w'>{own}{others}</div></body></html>")


def test_summaries_in_boxes_of_their_own_make_no_article() -> None:
    prose = "全镇围绕年度任务抓好各项工作落实，" * 8
    cards = "".join(
        f"<div class='k'><h3>{row(i)[4:-5]}</h3><div class='s'><p>{prose}</p></div></div>" for i in range(5)
    )
    assert sound(f"<html><title>法治政府建设</title><body><div class='c'>{cards}</div></body></html>")
    article = f"<div class='a'>{f'<p>{prose}</p>' * 5}</div><ul>{rows(5)}</ul>"
    assert not sound(f"<html><title>法治政府建设</title><body><div class='c'>{article}</div></body></html>")
    annexed = f"<div><div><div>{f'<p>{prose}</p>' * 5}<p>{row(1)[4:-5]}</p></div></div></div>"
    assert not sound(f"<html><title>法治政府建设</title><body>{annexed}</body></html>")


def test_a_column_that_only_lies_in_the_same_folder_is_no_part_of_this_one() -> None:
    menu = "<a href='/zwgk/fzndbg/'>法治政府建设年度报告</a>"
    assert sound(body(menu), f"{HOST}/zwgk/fzzf.htm")
    below = menu.replace("/zwgk/", "/zwgk/fzzf/")
    assert not sound(body(below), f"{HOST}/zwgk/fzzf.htm")
    assert not sound(body(menu), f"{HOST}/zwgk/")


def test_days_by_their_class_and_numbers_are_no_part_of_titles() -> None:
    def titles(inside: str) -> list[tuple[str, str]]:
        made = "".join(f"<li><a href='/p/{i}0001.html'>{inside.format(i)}</a></li>" for i in (1, 2, 3))
        return [(p.title, str(p.listed_on)) for p in read(f"<html><body><ul>{made}</ul></body></html>").posts]

    title = "青石街道关于排水设施管护的说明"
    assert titles(f"<span class='rq'><b>03-0{{}}</b><i>2026</i></span><p>{title}</p>")[0] == (title, "2026-03-01")
    assert titles(f"<em>{{}}.</em>{title}")[1] == (title, "None")
    assert titles(f"第<em>{{}}</em>{title}")[1][0] == f"第2{title}"


def test_a_title_of_a_table_without_headings_names_no_column() -> None:
    made = "".join(
        f"<tr><td><a href='/p/{i}.html'>关于印发青石街道排水设施管护办法的通知（{i}）</a>（2026-03-0{i}）</td></tr>"
        for i in (1, 2)
    )
    assert [str(p.listed_on) for p in read(f"<table>{made}</table>").posts] == ["2026-03-01", "2026-03-02"]
    one = "<tr><td><a href='/p/10001.html'>青石街道排水设施管护办法</a></td><td>2026-03-01</td></tr>"
    headed = f"<tr><th>名称</th><th>印发日期</th></tr>{one}"
    assert [p.listed_on for p in read(f"<table>{headed}</table>").posts] == [None]


def test_a_title_may_stand_beside_the_link_that_opens_it() -> None:
    made = "".join(
        f"<li>青石街道排水设施管护办法{i}<a href='/f/{i}000.pdf'>下载</a><i>2026-03-0{i}</i></li>" for i in (1, 2)
    )
    assert [p.title for p in read(f"<ul>{made}</ul>").posts] == [
        "青石街道排水设施管护办法1",
        "青石街道排水设施管护办法2",
    ]
