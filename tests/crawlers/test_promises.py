"""Posts whose titles do not say what they are, in lists that are there for reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from crawlers.promises import with_promises
from storage.shapes import dump_listing, load_listing

URL = "http://www.yunxi.example/zwgk/fzzf/"
NEWEST = date(2026, 3, 20)
REPORT = PostRef(URL + "r.html", "晴川镇人民政府2025年度法治政府建设情况报告", NEWEST)
VAGUE = PostRef(URL + "v.html", "晴川镇2025年报", date(2026, 3, 1))
CALLED = "法治政府建设年度报告"


def page(title: str = "信息公开", head: str = "", inside: str = "") -> Page:
    text = f"<html><head><title>{title}</title>{head}</head><body>{inside}<ul><li>一</li></ul></body></html>"
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(Ask(URL), URL, 200, text.encode(), datetime(2026, 3, 21, tzinfo=UTC), kind)


def promised(seen: Page, *posts: PostRef) -> list[str]:
    return [post.title for post in with_promises(seen, Listing(posts), {}).posts if post.promised]


@pytest.mark.parametrize(
    "seen",
    [
        page(f"{CALLED}_云溪市人民政府"),
        page(head=f"<meta name='ColumnName' content='{CALLED}'>"),
        page(inside=f"<div>您当前所在的位置：<a>首页</a> &gt; <a>政务公开</a> &gt; {CALLED}</div>"),
    ],
)
def test_the_name_of_the_column_promises(seen: Page) -> None:
    assert promised(seen, REPORT, VAGUE) == [VAGUE.title]


@pytest.mark.parametrize(
    "seen",
    [
        page("法治政府建设_云溪市人民政府"),
        page("政府信息公开年度报告"),
        page(inside=f"<div>当前位置：首页 &gt; {CALLED} &gt; 公告</div>"),
    ],
)
def test_other_columns_promise_nothing(seen: Page) -> None:
    others = [replace(VAGUE, url=f"{URL}{n}.html", title=f"第{n}号权责清单") for n in range(3)]
    assert promised(seen, REPORT, VAGUE, *others) == []


def test_a_list_half_of_reports_promises_whatever_it_is_called() -> None:
    another = replace(REPORT, url=URL + "r2.html", title="青石镇2025年度法治政府建设情况报告")
    assert promised(page(), REPORT, another, VAGUE) == [VAGUE.title]
    assert promised(page(), REPORT, VAGUE) == []


@pytest.mark.parametrize(
    "title",
    [
        "关于春节放假的通知",
        "晴川镇召开普法工作会议",
        "2026年法治政府建设工作要点",
        "晴川镇2025年政府信息公开工作年度报告",
    ],
)
def test_a_title_that_says_what_it_is_needs_no_column(title: str) -> None:
    assert promised(page(CALLED), REPORT, replace(VAGUE, title=title)) == []


def test_what_is_old_concerns_nobody() -> None:
    old = replace(VAGUE, listed_on=NEWEST - timedelta(days=401))
    assert promised(page(CALLED), REPORT, old) == []
    assert promised(page(CALLED), REPORT, replace(VAGUE, listed_on=None)) == [VAGUE.title]


def test_a_promise_is_kept_with_the_list() -> None:
    listing = with_promises(page(CALLED), Listing((REPORT, VAGUE), total=2), {})
    assert load_listing(dump_listing(listing)) == listing


def test_what_was_known_is_not_marked_again_but_under_another_title() -> None:
    listing, seen = Listing((REPORT, VAGUE)), page(CALLED)
    assert with_promises(seen, listing, {VAGUE.document: VAGUE}) == listing
    before = replace(VAGUE, title="晴川镇2024年报")
    assert with_promises(seen, listing, {VAGUE.document: before}).posts[1].promised
