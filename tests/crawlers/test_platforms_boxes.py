"""Which rows of a page are the list's: whatever boxes, tabs and frames its site sets them in."""

import pytest

from core.pages import Ask
from crawlers import platforms
from tests.crawlers.test_platforms_ends import HOST, read, row, rows

REPORTS = [f"{place}2025年度法治政府建设情况报告" for place in ("青石街道", "柳河镇", "荷塘乡", "区水务局")]
NEWS = ["荷塘乡开展春季植树活动", "关于调整公交线路的公告", "区领导调研防汛工作", "关于征集立法建议的公告"]


def titled(titles: list[str], start: int = 0) -> str:
    return "".join(
        f'<li><a href="/p/{start + i}000.html">{title}</a><span>2026-03-{i + 1:02d}</span></li>'
        for i, title in enumerate(titles, 1)
    )


def columns(inside: str) -> str:
    return f"<html><title>栏目</title><body><div class='w'><div class='c'>{inside}</div></div></body></html>"


def numbers(body: str) -> list[int]:
    """The numbers of the rows that were taken for the list, in their order."""
    return [int(post.url.rpartition("/")[2].partition(".")[0]) for post in read(body).posts]


PINNED = {
    "a list above the list": f"<ul class='top'>{row(90)}</ul><ul class='list'>{rows(8)}</ul>",
    "a headline": '<div class="hl"><h2><a href="/p/90.html">青石街道关于第90号事项的工作情况说明</a></h2><p>摘要</p>'
    f"<span>2026-03-28</span></div><ul class='list'>{rows(8)}</ul>",
    "under a year": f"<h3>2026年</h3><ul class='x'>{row(90)}</ul><ul class='list'>{rows(8)}</ul>",
}


@pytest.mark.parametrize("inside", PINNED.values(), ids=PINNED.keys())
def test_what_is_pinned_above_a_list_belongs_to_it(inside: str) -> None:
    assert numbers(columns(inside)) == [90, *range(8)]


OTHERS = {
    "a heading in the box": f"<div class='x'><h3>热点</h3><ul>{rows(3, 90)}</ul></div>",
    "a heading above the box": f"<div class='tit'>热点</div><ul class='x'>{rows(3, 90)}</ul>",
    "a side box": f"<aside><ul>{rows(3, 90)}</ul></aside>",
}


@pytest.mark.parametrize("box", OTHERS.values(), ids=OTHERS.keys())
def test_a_box_of_another_name_does_not(box: str) -> None:
    assert numbers(columns(f"<ul class='list'>{rows(8)}</ul>{box}")) == [*range(8)]
    assert numbers(columns(f"{box}<ul class='list'>{rows(8)}</ul>")) == [*range(8)]


def test_rows_of_two_classes_by_turns_are_one_list() -> None:
    inside = "".join(f"<div class='{'white' if i % 2 else 'gray'}'>{row(i)[4:-5]}</div>" for i in range(8))
    assert numbers(columns(inside)) == [*range(8)]


def test_tabs_that_are_not_shown_first_belong_to_the_list() -> None:
    tabs = f"<div class='tab'><ul>{rows(5)}</ul></div><div class='tab' style='display:none'><ul>{rows(4, 5)}</ul></div>"
    assert numbers(columns(tabs)) == [*range(9)]
    popup = f"<div class='pop' style='display:none'><ul>{rows(4, 5)}</ul></div>"
    assert numbers(columns(f"<div class='tab'><ul>{rows(5)}</ul></div>{popup}")) == [*range(5)]


def test_years_in_boxes_of_their_own_are_one_list() -> None:
    years = "".join(f"<div class='y{2026 - i}'><h3>{2026 - i}年</h3><ul>{rows(4, 4 * i)}</ul></div>" for i in range(3))
    assert numbers(columns(years)) == [*range(12)]


def test_two_groups_of_reports_are_no_riddle() -> None:
    body = columns(
        f"<div class='a'><h3>街道</h3><ul>{titled(REPORTS)}</ul></div>"
        f"<div class='b'><h3>部门</h3><ul>{titled(REPORTS, 40)}</ul></div>"
    )
    assert len(read(body).posts) == 4  # the others are taken from wherever they stand
    with pytest.raises(platforms.Unreadable, match="两组"):
        read(body.replace("2025年度法治政府建设情况报告", "召开会议研究部署安全工作"))


def test_a_list_in_a_side_box_is_one_where_it_speaks_of_the_reports() -> None:
    assert len(read(columns(f"<aside><ul>{titled(REPORTS + NEWS)}</ul></aside>")).posts) == 8
    assert read(columns(f"<aside><ul>{titled(NEWS)}</ul></aside>")).posts == ()
    drawn = columns(
        f"<div id='list'></div><aside><ul>{titled(REPORTS)}</ul></aside><script src='/js/list.js'></script>"
    )
    assert read(drawn).posts == ()


@pytest.mark.parametrize("link", ["javascript:window.open('/p/7.html')", "javascript:location.href='/p/7.html'", "#"])
def test_rows_may_open_by_a_script(link: str) -> None:
    opening = "onclick=\"window.open('/p/7.html')\"" if link == "#" else ""
    inside = (
        f'<ul>{rows(7)}<li><a href="{link}" {opening}>青石街道关于第07号事项的说明</a><span>2026-03-08</span></li></ul>'
    )
    assert read(columns(inside)).posts[-1].url == f"{HOST}/p/7.html"


def test_a_frame_below_a_list_does_not_replace_it() -> None:
    frame = "<iframe src='{}' width='600' height='400'></iframe>"
    listing = read(columns(f"<ul class='list'>{rows(8)}</ul>{frame.format('/gk/index.html')}"))
    assert len(listing.posts) == 8
    assert listing.next == Ask(f"{HOST}/gk/index.html")  # whether the list goes on there is seen there
    for other in ("/zt/index.html", "/hd/letter_list.html"):
        assert read(columns(f"<ul class='list'>{rows(8)}</ul>{frame.format(other)}")).next is None


def test_of_two_jpage_units_the_one_that_is_drawn_for_the_column_is_read() -> None:
    def unit(name: str, column: int, n: int) -> str:
        records = "".join(f"<record><![CDATA[{row(i)}]]></record>" for i in range(n, 2 * n))
        settings = f"{{proxyUrl:'/module/jpage/dataproxy.jsp',perPage:9,columnid:{column},unitid:'{name}'}}"
        store = f"<datastore><totalrecord>{n}</totalrecord><recordset>{records}</recordset></datastore>"
        drawn = f"<script>$('#{name}').jpage({settings});</script>"
        return f"<div id='{name}'></div><script type='text/xml'>{store}</script>{drawn}"

    body = f"<html><body>{unit('u1', 31, 9)}{unit('u2', 44, 3)}</body></html>"
    assert len(read(body, f"{HOST}/col/col44/index.html", "jpage").posts) == 3
    assert len(read(body, f"{HOST}/col/col31/index.html", "jpage").posts) == 9
