"""Reports that stand on a list page outside of its list are not lost."""

import json
from datetime import UTC, date, datetime

import pytest

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from crawlers.strays import with_strays

URL = "http://www.yunxi.example/zwgk/fzzf/"
TITLE = "晴川镇人民政府2025年度法治政府建设情况报告"
NEWS = Listing((PostRef(URL + "1.html", "晴川镇召开安全生产会议"),))


def page(body: str, kind: str = "text/html; charset=utf-8") -> Page:
    return Page(Ask(URL), URL, 200, body.encode(), datetime(2026, 3, 1, tzinfo=UTC), (("Content-Type", kind),))


def html(inside: str) -> Page:
    return page(f"<html><head><title>{TITLE}</title></head><body><ul><li>消息</li></ul>{inside}</body></html>")


@pytest.mark.parametrize(
    "beside",
    [
        f'<div class="top"><h2><a href="t9.html">{TITLE}</a></h2></div>',
        f'<div class="box"><a href="./t9.html" title="{TITLE}">晴川镇人民政府2025年度法治…</a></div>',
        f"<div onclick=\"go(9)\"><a href='t9.html'><em>{TITLE}</em></a></div>",
        f'<a class="pic" href="t9.html"><img src="9.jpg" alt="{TITLE}"></a>',
    ],
)
def test_a_report_in_another_box_is_taken(beside: str) -> None:
    listing, lost = with_strays(html(beside), NEWS)
    assert lost is None
    assert [(post.url, post.title) for post in listing.posts[1:]] == [(URL + "t9.html", TITLE)]
    assert with_strays(html(beside), listing) == (listing, None)


@pytest.mark.parametrize(
    "beside",
    [
        f'<a href="javascript:void(0)" onclick="openDoc(\'9\')">{TITLE}</a>',
        f'<a href="#" data-id="9">{TITLE}</a>',
        f'<li onclick="show(9)">{TITLE}</li>',
        f"<select><option value='9'>{TITLE}</option></select>",
        f"<map><area alt='{TITLE}' onclick='show(9)'></map>",
        f"<p>{TITLE}<i>2026-03-02</i></p>",
        f"<div class='row'>{TITLE}<i>2026-03-02</i></div>",
    ],
)
def test_one_that_leads_nowhere_is_named(beside: str) -> None:
    assert with_strays(html(beside), NEWS) == (NEWS, TITLE)


PLAIN = "晴川镇人民政府法治政府建设工作报告"


@pytest.mark.parametrize(
    ("row", "lost"),
    [
        (f"<li>{PLAIN}<span>2026-03-01</span></li>", PLAIN),
        (f'<li><a href="javascript:;" onclick="go(9)">{PLAIN}</a><span>2026-03-01</span></li>', PLAIN),
        (f'<li><a href="javascript:;" onclick="go(9)">{PLAIN}</a></li>', None),  # a tab
    ],
)
def test_without_a_year_a_day_tells_a_post_from_a_column(row: str, lost: str | None) -> None:
    assert with_strays(html(f"<ul>{row}</ul>"), NEWS) == (NEWS, lost)


ESCAPED = TITLE.encode("unicode_escape").decode()


@pytest.mark.parametrize(
    "data",
    [
        f'<script>var rows = [{{"t": "{TITLE}", "id": 9}}];</script>',
        f'<script>window.DATA = {{"title":"{ESCAPED}"}}</script>',
        f"<textarea style='display:none'><li><a href='/p/9.html'>{TITLE}</a></li></textarea>",
    ],
)
def test_a_report_in_the_data_of_a_script_is_named(data: str) -> None:
    assert with_strays(named(data, "政务公开"), NEWS) == (NEWS, TITLE)
    assert with_strays(named(data, TITLE), NEWS) == (NEWS, None)  # the name of the column
    listed = Listing((PostRef(URL + "t9.html", TITLE),))
    assert with_strays(named(data, "政务公开"), listed) == (listed, None)


def named(inside: str, title: str) -> Page:
    return page(f"<html><head><title>{title}</title></head><body><ul><li>消息</li></ul>{inside}</body></html>")


def test_the_name_of_a_unit_in_the_list_hides_no_report_of_it() -> None:
    listing = Listing((PostRef(URL + "t1.html", "晴川镇"), PostRef(URL + "t2.html", "2025年度")))
    assert len(with_strays(html(f'<h2><a href="t9.html">{TITLE}</a></h2>'), listing)[0].posts) == 3


def test_a_row_that_opens_by_a_script_with_an_address_is_taken() -> None:
    row = f"<tr onclick=\"location.href='t9.html'\"><td>{TITLE}</td><td>2026-03-02</td></tr>"
    assert with_strays(html(f"<table>{row}</table>"), NEWS)[0].posts[1:] == (PostRef(URL + "t9.html", TITLE),)


def test_a_row_of_data_without_an_address_is_named() -> None:
    for rows in (
        {"rows": [{"title": TITLE, "url": None}]},
        {"html": f"<li><a onclick='go(9)'><b>{TITLE}</b></a></li>"},
    ):
        assert with_strays(page(json.dumps({"data": rows}), "application/json"), NEWS)[1] == TITLE


def test_what_the_list_holds_is_no_stray_cut_or_in_full() -> None:
    known = Listing((PostRef(URL + "t9.html", TITLE),))
    cut = f"{TITLE[:18]}…"
    rows = [{"title": TITLE, "shorttitle": cut, "content": f"<p>{TITLE}</p><p>2025年，全镇……</p>", "note": TITLE}]
    assert with_strays(page(json.dumps({"data": rows}), "application/json"), known) == (known, None)
    assert with_strays(html(f'<a href="javascript:;" title="{cut}">{cut}</a>'), known) == (known, None)


@pytest.mark.parametrize(
    "beside",
    [
        '<a href="/fzzf/">法治政府建设年度报告</a>',  # the column's own name
        '<a href="/p/3.html">关于报送2025年度法治政府建设情况报告的通知</a>',
        '<a href="/p/4.html">2025年政府信息公开工作年度报告</a>',
        f'<a href="/zwgk/fzzf/index.html">{TITLE}</a>',  # the page itself
        f"<p>{TITLE}的全部内容由各单位自行公布，如有疑问请与本单位联系。</p>",
    ],
)
def test_what_is_no_report_is_left_where_it_is(beside: str) -> None:
    assert with_strays(html(beside), NEWS) == (NEWS, None)


def test_a_report_without_a_year_is_taken_where_it_leads_to_an_article() -> None:
    plain = "晴川镇人民政府法治政府建设工作报告"
    pinned = f'<ul class="top"><li><a href="202603/t20260302_81.html">{plain}</a><span>2026-03-02</span></li></ul>'
    listing, lost = with_strays(html(pinned), NEWS)
    assert lost is None
    assert listing.posts[1:] == (PostRef(f"{URL}202603/t20260302_81.html", plain, date(2026, 3, 2)),)
    assert with_strays(html(f'<a href="/zwgk/qcz/">{plain}</a>'), NEWS) == (NEWS, None)  # a column of a town


def test_the_same_report_without_a_year_comes_again_every_year() -> None:
    plain = "晴川镇人民政府法治政府建设工作报告"
    last_year = Listing((PostRef(URL + "t2025_31.html", plain, date(2025, 3, 1)),))
    beside = f'<div class="top"><a href="t2026_81.html">{plain}</a></div>'
    assert len(with_strays(html(beside), last_year)[0].posts) == 2


HIDDEN = "<div class='tab' style='display: none'>{}</div>"


@pytest.mark.parametrize("box", ["<aside>{}</aside>", "<div class='hot'>{}</div>", HIDDEN])
def test_in_a_column_of_reports_what_only_the_column_explains_is_taken_from_any_box(box: str) -> None:
    titles = ("晴川镇工作总结", "关于举办普法骨干培训班的通知", "区司法局2025年")
    listed = "".join(f"<li><a href='/p/{i}0001.html'>{t}</a> 2026-03-0{i}</li>" for i, t in enumerate(titles, 1))
    for name, posts in (("法治政府建设年度报告", ["晴川镇工作总结", "区司法局2025年"]), ("工作动态", [])):
        seen = page(f"<html><title>{name}_晴川</title><body>{box.format(f'<ul>{listed}</ul>')}</body></html>")
        assert [post.title for post in with_strays(seen, NEWS)[0].posts[1:]] == posts


def test_where_only_strays_stand_the_list_was_not_seen() -> None:
    beside = f'<div class="top"><a href="t9.html">{TITLE}</a></div>'
    assert [place.url for place in with_strays(html(beside), Listing(()))[0].elsewhere] == [""]
    framed = Listing((), Ask(URL + "frame.html"))
    assert with_strays(html(beside), framed)[0].elsewhere == ()  # it is still to come


@pytest.mark.parametrize("key", ["attachments", "resList", "files", "content"])
def test_the_files_and_the_text_of_a_row_are_not_lost_posts(key: str) -> None:
    carried = f"<a href='/f/1.pdf'>附件：{TITLE}.pdf</a>" if key == "content" else [{"name": f"附件：{TITLE}.pdf"}]
    rows = [{"title": "关于公布本年度工作报告的通知", "url": "/p/1.html", key: carried}]
    assert with_strays(page(json.dumps({"data": rows}), "application/json"), NEWS) == (NEWS, None)
