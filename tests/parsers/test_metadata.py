"""Metadata with its place: dates and why one was chosen, source, numbers, site and column, a title that is made."""

from datetime import date
from typing import Any

import pytest

from core.reports import Report
from parsers import read_report
from parsers.dates import read_meta_stamp
from parsers.sources import read_unit_code

TITLE = "柳溪镇2024年度法治政府建设情况报告"
TEXT = (
    "2024年，柳溪镇把各项工作纳入法治轨道，办事更加公开，群众更加满意。现将有关情况报告如下：",
    "一、主要举措和成效",
    "镇里健全学法制度，规范执法流程，全年办理案件三十一件，没有一件被撤销；镇主要负责人履行第一责任人职责。",
    "二、存在的不足和原因",
    "普法形式偏旧，执法队伍偏老，与群众的期待相比还有差距，主要原因是投入不够。",
    "三、下一年度主要安排",
    "2025年，柳溪镇将办好村级法律服务点，抓实执法培训，让群众办事更有底气。",
)


def _read(info: str = "", head: str = "", *, title: str = TITLE, tag: str | None = None, **known: Any) -> Report:
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    shown = f"<h1>{title}</h1>" if title else ""
    page = (
        f"<html><head><title>{title if tag is None else tag}</title>{head}</head><body>"
        f"<div class='nav'><a href='/'>首页</a></div>{shown}{info}<div class='content'>{body}</div>"
        "<div class='footer'><p>主办：云陵县人民政府办公室</p></div></body></html>"
    )
    return read_report(page, **known)


@pytest.mark.parametrize(
    ("info", "iso"),
    [
        ("<div>发布日期：2025-03-04 10:20</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>[ 发布日期 ] 2025-03-04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>【发布日期】2025-03-04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>发 布 日 期 ： 2025 年 3 月 4 日</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>发布日期 ： 2025年3月4日 10 : 20</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>时间：2025-03-04 来源：柳溪镇</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>日期：2025/03/04 10:20:33</div>", "2025-03-04T10:20:33+08:00"),
        ("<div>2025-03-04 10:20 来源：柳溪镇 浏览：12</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>2025-03-04 10:20 来源 柳溪镇 浏览 12</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>2025-03-04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>（2025-03-04 10:20）</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>日期：二〇二五年三月四日</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>发布日期：二○二五年三月十四日</div>", "2025-03-14T00:00:00+08:00"),
        ("<div>发布时间：2025年03月04日 下午 3:20</div>", "2025-03-04T15:20:00+08:00"),
        ("<div>发布时间：2025年03月04日10时20分</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>发布时间：2025.03.04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div><span>来源：柳溪镇</span><span>发布时间：2025-03-04 10:20</span></div>", "2025-03-04T10:20:00+08:00"),
        ("<table><tr><td>索 引 号</td><td>发布日期</td><td>2025-03-04</td></tr></table>", "2025-03-04T00:00:00+08:00"),
        (
            "<table><tr><td>成文日期</td><td>2025-01-22</td><td>发布日期</td><td>2025-03-04</td></tr></table>",
            "2025-03-04T00:00:00+08:00",
        ),
        ("<div>更新时间：2025-06-01</div><div>发布时间：2025-03-04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>今天是2019年12月3日 星期二</div><div>发布时间：2025-03-04</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>时间：2019年12月3日</div><div>2025-03-04 10:20</div>", "2025-03-04T10:20:00+08:00"),
    ],
)  # fmt: skip
def test_a_displayed_date_is_read_however_it_is_written(info: str, iso: str) -> None:
    report = _read(info)
    assert report.published_at is not None
    assert (report.published_at.isoformat(), report.published_basis) == (iso, "displayed")
    assert report.published_reason is not None
    assert report.published_reason.startswith("以页面显示为准")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2025-03-04 10:20", "2025-03-04T10:20+08:00"),
        ("2025-03-04 10:20:33", "2025-03-04T10:20:33+08:00"),
        ("2025/3/4 10:20", "2025-03-04T10:20+08:00"),
        ("2025——03——04 10:20", "2025-03-04T10:20+08:00"),
        ("2025-03-04-10:20:33", "2025-03-04T10:20:33+08:00"),
        ("2025-03-04", "2025-03-04"),
        ("20250304", "2025-03-04"),
        ("20250304102033", "2025-03-04T10:20:33+08:00"),
        ("1741054833000", "2025-03-04T10:20:33+08:00"),
        ("1741054833", "2025-03-04T10:20:33+08:00"),
        ("2025-03-04T02:20:33Z", "2025-03-04T10:20:33+08:00"),
        ("2025-03-04T10:20:33+08:00", "2025-03-04T10:20:33+08:00"),
        ("2025-03-04T10:20:33.000+0800", "2025-03-04T10:20:33+08:00"),
        ("2025-03-04T10:20", "2025-03-04T10:20+08:00"),
        ("Tue Mar 04 10:20:33 CST 2025", "2025-03-04T10:20:33+08:00"),
        ("Tue Xyz 04 10:20:33 CST 2025", None),
        ("{$PubDate}", None),
        ("9999999999999", "2286-11-21T01:46:39+08:00"),
        ("20251399", None),
    ],
)
def test_a_tags_date_is_read_as_programs_write_it(value: str, iso: str | None) -> None:
    stamp = read_meta_stamp(value)
    assert (stamp.iso if stamp else None) == iso


@pytest.mark.parametrize(
    "name", ["PubDate", "publishdate", "firstpublishedtime", "article:published_time", "datePublished"]
)
def test_a_tag_counts_where_the_page_shows_no_date(name: str) -> None:
    report = _read(head=f'<meta name="{name}" content="2025-03-04 10:20">')
    assert report.published_at is not None
    assert (report.published_at.isoformat(), report.published_basis) == ("2025-03-04T10:20:00+08:00", "meta")
    assert report.provenance["published_at"] == f"meta {name.lower()}"
    assert report.published_reason == f"页面未显示日期，取meta {name.lower()}"


def test_linked_data_counts_as_a_tag() -> None:
    data = '{"@type": "Article", "datePublished": "2025-03-04T10:20:00+08:00", "dateModified": "2025-03-05"}'
    report = _read(head=f'<script type="application/ld+json">{data}</script>')
    assert report.published_at is not None
    assert (report.published_at.isoformat(), report.published_basis) == ("2025-03-04T10:20:00+08:00", "meta")
    assert ("last_modified", "2025-03-05") in {(d.kind, d.value) for d in report.dates}


def test_a_tag_that_repeats_when_the_page_was_made_counts_last() -> None:
    head = '<meta name="PubDate" content="2026-04-24 10:00:43"><meta name="maketime" content="2026-04-24 10:00:43">'
    assert (_read(head=head, listed_on=date(2025, 3, 4)).published_basis, _read(head=head).published_basis) == (
        "list",
        "meta",
    )


def test_a_tag_far_from_list_and_address_counts_last() -> None:
    url = "http://www.yunling.example.gov.cn/zwgk/202503/t20250304_1.html"
    report = _read(head='<meta name="PubDate" content="2025-09-24">', url=url, listed_on=date(2025, 3, 4))
    assert report.published_basis == "list"
    assert report.published_reason == "页面没有可用日期，取列表页日期；meta pubdate为2025-09-24，未采用"


@pytest.mark.parametrize(
    ("info", "iso"),
    [
        ("<div>发布日期：2025-03-04</div><div>发布时间：2025-03-04 10:20</div>", "2025-03-04T10:20:00+08:00"),
        ("<div>发布日期：2025-03-04</div><div>2025-03-04 10:20:33 来源：柳溪镇</div>", "2025-03-04T10:20:33+08:00"),
        ("<div>发布日期：2025-03-04</div><div>发布时间：2025-03-05 10:20</div>", "2025-03-04T00:00:00+08:00"),
        ("<div>发布日期：2025-03-04</div><div>更新时间：2025-03-04 17:40</div>", "2025-03-04T00:00:00+08:00"),
    ],
)
def test_of_one_day_shown_twice_the_hour_counts(info: str, iso: str) -> None:
    report = _read(info, '<meta name="PubDate" content="2025-03-04 09:15">')
    assert (report.published_at and report.published_at.isoformat(), report.published_basis) == (iso, "displayed")


def test_no_report_is_published_before_its_year() -> None:
    report = _read("<div>时间：2019-12-03</div>", listed_on=date(2025, 3, 4))
    assert (report.published_basis, report.flags) == ("list", ())
    assert report.published_reason == "页面没有可用日期，取列表页日期；页面“时间”的2019-12-03早于报告年度2024年，未采用"
    alone = _read("<div>时间：2019-12-03</div>")
    assert alone.published_basis == "displayed"


@pytest.mark.parametrize("shown", ["1970-01-01", "1999-12-31", "2099-01-01"])
def test_an_impossible_date_is_kept_and_said(shown: str) -> None:
    report = _read(f"<div>发布日期：{shown}</div>", listed_on=date(2025, 3, 4))
    assert report.published_basis == "list"
    assert ("displayed", shown, "页面“发布日期”（不合情理，未采用）") in {
        (d.kind, d.value, d.where) for d in report.dates
    }
    assert f"页面“发布日期”的{shown}不合情理，未采用" in (report.published_reason or "")


def test_the_date_of_writing_is_never_the_publication() -> None:
    report = _read("<div>成文日期：2025-01-22</div>")
    assert (report.published_at, report.flags) == (None, ("date_missing",))
    assert report.published_reason == "页面、meta、列表页和网址都没有可用的发布日期；成文日期不作为发布日期"


def test_every_date_is_kept_with_its_place() -> None:
    report = _read(
        "<div>成文日期：2025-01-22</div><div>发布日期：2025-03-04</div>",
        '<meta name="PubDate" content="2025-03-04 10:20">',
        url="http://www.yunling.example.gov.cn/zwgk/202503/t20250305_1.html",
        listed_on=date(2025, 3, 4),
        last_modified="Thu, 06 Mar 2025 02:00:00 GMT",
    )
    assert [(d.kind, d.value) for d in report.dates] == [
        ("displayed", "2025-03-04"),
        ("meta", "2025-03-04T10:20+08:00"),
        ("list", "2025-03-04"),
        ("url", "2025-03-05"),
        ("signed", "2025-01-22"),
        ("last_modified", "2025-03-06T10:00:00+08:00"),
    ]
    assert report.published_precision == "day"
    assert report.published_reason == "以页面显示为准：页面“发布日期”；网址为2025-03-05，未采用"


@pytest.mark.parametrize(
    ("info", "head", "source", "where"),
    [
        ("来源：柳溪镇", "", "柳溪镇", "页面“来源”"),
        ("来源：本站", "", "本站", "页面“来源”"),
        ("来 源：本网 时间：2025-03-04", "", "本网", "页面“来源”"),
        ("信息来源：柳溪镇人民政府 发布时间：2025-03-04 10:20", "", "柳溪镇人民政府", "页面“信息来源”"),
        ("稿源：云陵县司法局 作者：王某", "", "云陵县司法局", "页面“稿源”"),
        ("来源：<a href='/'>柳溪镇人民政府</a> 浏览次数：12", "", "柳溪镇人民政府", "页面“来源”"),
        ("2025-03-04 10:20 来源 柳溪镇 浏览 12", "", "柳溪镇", "标题下“来源”"),
        ("来源： 发布时间：2025-03-04", "", None, None),
        ("来源：{$Source} 时间：2025-03-04", "", None, None),
        ("来源：无", "<meta name=ContentSource content=柳溪镇>", "柳溪镇", "meta contentsource"),
        ("来源：云陵县", "<meta name=ContentSource content=柳溪镇>", "云陵县", "页面“来源”"),
        ("", "<meta name=ContentSource content='{$ContentSource}'>", None, None),
        ("", f"<meta name=ContentSource content='{TITLE}'>", None, None),
        ("发布机构：柳溪镇人民政府", "", "柳溪镇人民政府", "页面“发布机构”"),
    ],
)
def test_the_source_is_what_is_shown(info: str, head: str, source: str | None, where: str | None) -> None:
    report = _read(f"<div>{info}</div>", head)
    assert (report.source, report.provenance.get("source")) == (source, where)


SITE = (
    '<meta name="SiteName" content="云陵县人民政府"><meta name="SiteIDCode" content="9901000001">'
    '<meta name="ColumnName" content="年度报告">'
)


def test_site_and_column_are_read_from_their_tags() -> None:
    report = _read(head=SITE)
    assert (report.site_name, report.site_id_code, report.column_name) == ("云陵县人民政府", "9901000001", "年度报告")
    assert [report.provenance[n] for n in ("site_name", "site_id_code", "column_name")] == [
        "meta sitename", "meta siteidcode", "meta columnname",
    ]  # fmt: skip


def test_what_the_page_shows_of_site_and_column_beats_the_tags() -> None:
    crumbs = "<div>当前位置：首页 > 政务公开 > 法治政府建设 > 正文</div>"
    report = _read(head=SITE, tag=f"{TITLE}_柳溪镇人民政府门户网站", info=crumbs)
    assert (report.site_name, report.column_name) == ("柳溪镇人民政府门户网站", "法治政府建设")
    assert (report.provenance["site_name"], report.provenance["column_name"]) == ("网页标题", "页面“当前位置”")


@pytest.mark.parametrize(
    "value", ["", "{$SiteName}", "<%=name%>", "[!--name--]", "null", "无", TITLE, "http://a.gov.cn"]
)
def test_a_tag_that_says_nothing_is_refused(value: str) -> None:
    head = "".join(f'<meta name="{n}" content="{value}">' for n in ("SiteName", "ColumnName", "SiteIDCode"))
    report = _read(head=head.replace("<%", "&lt;%").replace("%>", "%&gt;"))
    assert (report.site_name, report.column_name, report.site_id_code) == (None, None, None)
    assert "site_name" not in report.provenance


@pytest.mark.parametrize(
    ("index_no", "code"),
    [
        ("11500230008689762A/2026-00004", "11500230008689762A"),
        ("11500230008689762a/2026-00004", "11500230008689762A"),
        ("１１５００２３０００８６８９７６２Ａ-2026-4", "11500230008689762A"),
        ("11500230008689763A/2026-00004", None),  # the check digit is another
        ("1150023000868976OA/2026-00004", None),  # no O in such a code
        ("000014349/2026-00004", None),
        ("", None),
        (None, None),
    ],
)
def test_the_unit_code_is_told_only_where_its_check_digit_is_right(index_no: str | None, code: str | None) -> None:
    assert read_unit_code(index_no) == code


def test_the_unit_code_stands_at_the_head_of_the_index_number() -> None:
    cells = ("索 引 号：", "11500230008689762A/2026-00004", "文号：", "柳政〔2025〕3号")
    report = _read(f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>")
    assert (report.index_no, report.doc_no) == ("11500230008689762A/2026-00004", "柳政〔2025〕3号")
    assert (report.unit_code, report.provenance["unit_code"]) == ("11500230008689762A", "索引号")


def test_a_document_number_may_stand_in_the_title() -> None:
    report = _read(title=TITLE + "（柳政〔2025〕3号）")
    assert (report.doc_no, report.provenance["doc_no"]) == ("柳政〔2025〕3号", "标题")


def test_a_report_without_title_gets_one_that_is_marked_as_made() -> None:
    text = "\n".join((*TEXT, "中共柳溪镇委员会", "柳溪镇人民政府", "2025年1月20日")).replace(
        "有关情况", "法治政府建设情况"
    )
    report = read_report("县委依法治县委员会：\n" + text)
    assert (report.title, report.report_year) == (None, 2024)
    assert report.issuers == ("中共柳溪镇委员会", "柳溪镇人民政府")
    assert report.made_title == "中共柳溪镇委员会 柳溪镇人民政府2024年法治政府建设情况报告"
    assert report.provenance["issuers"] == "落款"
    assert "title" not in report.provenance


def test_a_printed_title_is_never_made() -> None:
    report = _read("<div>来源：柳溪镇</div>")
    assert (report.title, report.made_title) == (TITLE, None)
    places = {n: report.provenance[n] for n in ("title", "issuers", "report_year", "source")}
    assert places == {"title": "页面标题", "issuers": "标题", "report_year": "标题", "source": "页面“来源”"}


@pytest.mark.parametrize(
    "shown",
    [
        "<p>柳溪镇人民政府</p><p>关于2024年度法治政府建设情况的报告</p>",
        "<p>柳溪镇人民政府<br>关于2024年度法治政府建设情况的报告</p>",
        "<p>柳溪镇人民政府关于2024年度</p><p>法治政府建设情况的报告</p>",
        "<p>柳溪镇人民政府</p><p>关于2024年度法治政府建设</p><p>情况的报告</p>",
        "<h2>柳溪镇人民政府</h2><h2>关于2024年度法治政府建设情况的报告</h2>",
    ],
)
def test_a_title_over_lines_is_one_title(shown: str) -> None:
    report = _read(shown + "<div>发布时间：2025-03-04</div>", title="", tag="云陵县人民政府")
    assert report.title == "柳溪镇人民政府关于2024年度法治政府建设情况的报告"
    assert (report.issuers, report.report_year) == (("柳溪镇人民政府",), 2024)
    assert report.provenance["title"] == "页面标题（分行）"


@pytest.mark.parametrize("tag", ["2024年度法治政府建设情况报告", "云陵县人民政府"])
@pytest.mark.parametrize(
    "head",
    [
        "<header><a href='/'>返回</a><span>石桥镇</span></header><h1>{}</h1>",
        "<header><span>石桥镇</span></header><h1>{}</h1>",
        "<div><a href='/zwgk/'>石桥镇</a></div><h1>{}</h1>",
    ],
)
def test_what_stands_above_a_whole_title_is_no_part_of_it(head: str, tag: str) -> None:
    report = _read(head.format("2024年度法治政府建设情况报告") + "<p>2025-03-04</p>", title="", tag=tag)
    assert (report.title, report.issuers) == ("2024年度法治政府建设情况报告", ())


def test_a_link_is_no_part_of_a_title_over_lines() -> None:
    shown = "<div><a href='/'>返回</a></div><p>柳溪镇人民政府</p><p>关于2024年度法治政府建设情况的报告</p>"
    report = _read(shown + "<div>发布时间：2025-03-04</div>", title="", tag="云陵县人民政府")
    assert report.title == "柳溪镇人民政府关于2024年度法治政府建设情况的报告"


@pytest.mark.parametrize(
    ("title", "tag", "head"),
    [
        ("", f"{TITLE}_云陵县人民政府", ""),
        ("", f"{TITLE} - 柳溪镇 - 云陵县人民政府网", ""),
        ("", "云陵县人民政府", f'<meta name="ArticleTitle" content="{TITLE}">'),
        (f"《{TITLE}》", f"《{TITLE}》", ""),
        (TITLE + "（公开稿）", TITLE, ""),
    ],
)
def test_a_title_in_tags_or_in_brackets(title: str, tag: str, head: str) -> None:
    report = _read("<div>发布时间：2025-03-04</div>", head, title=title, tag=tag)
    assert (report.title, report.report_year, report.doubtful) == (title or TITLE, 2024, False)


def test_a_cut_list_title_is_completed_by_the_page() -> None:
    report = _read("<div>发布时间：2025-03-04</div>", list_title="柳溪镇2024年度法治政府…")
    assert (report.title, report.is_report, report.doubtful) == (TITLE, True, False)


@pytest.mark.parametrize(
    ("written", "issuers"),
    [
        ("中共柳溪镇委员会柳溪镇人民政府关于", ("中共柳溪镇委员会", "柳溪镇人民政府")),
        ("中共柳溪镇委员会 柳溪镇人民政府关于", ("中共柳溪镇委员会", "柳溪镇人民政府")),
        ("柳溪镇党委、政府", ("柳溪镇党委", "柳溪镇政府")),
        ("柳溪镇党委、镇政府关于", ("柳溪镇党委", "柳溪镇政府")),
        ("石桥街道党工委、办事处", ("石桥街道党工委", "石桥街道办事处")),
        ("石桥街道党工委、街道办事处关于", ("石桥街道党工委", "石桥街道办事处")),
        ("中共云陵县委、县人民政府关于", ("中共云陵县委", "云陵县人民政府")),
        ("柳溪镇人民政府关于柳溪镇", ("柳溪镇人民政府",)),
    ],
)  # fmt: skip
def test_joint_issuers_are_told_apart(written: str, issuers: tuple[str, ...]) -> None:
    assert _read(title=f"{written}2024年度法治政府建设情况的报告").issuers == issuers


def _signed(*lines: str, before: str = "") -> Report:
    body = "".join(f"<p>{line}</p>" for line in (before, *TEXT, *lines) if line)
    return read_report(f"<h1>{TITLE}</h1><div>发布时间：2025-03-04</div><div class='content'>{body}</div>")


@pytest.mark.parametrize(
    ("lines", "on"),
    [
        (["柳溪镇人民政府（盖章）", "2025年3月4日"], date(2025, 3, 4)),
        (["柳溪镇人民政府（公章） 2025年3月4日"], date(2025, 3, 4)),
        (["报告单位：柳溪镇人民政府", "报告时间：2025年3月4日"], date(2025, 3, 4)),
        (["报送单位（盖章）：柳溪镇人民政府 报送日期：2025年3月4日"], date(2025, 3, 4)),
        (["柳溪镇人民政府 2025年3月"], None),
        (["柳溪镇人民政府", "二〇二五年三月"], None),
    ],
)
def test_a_signature_is_taken_off_however_it_is_written(lines: list[str], on: date | None) -> None:
    report = _signed(*lines)
    assert (report.signed_by, report.signed_on) == (("柳溪镇人民政府",), on)
    assert report.body.split("\n")[-1] == TEXT[-1]


def test_a_month_in_a_table_of_terms_is_no_signature() -> None:
    rows = ("云陵县教育局", "2025年5月", "云陵县司法局", "2025年6月")
    report = _signed(*rows)
    assert (report.signed_by, report.body.endswith("\n".join(rows))) == ((), True)


@pytest.mark.parametrize(
    "names", ["党中央、国务院", "盟委、行署", "市委市政府、市人大常委会", "州委、州政府", "县委、县政府，县政协"]
)
def test_the_recipient_is_taken_off_the_text(names: str) -> None:
    report = _signed(before=f"{names}：")
    assert (report.recipient, report.body.split("\n")[0]) == (names, TEXT[0])


@pytest.mark.parametrize(
    ("info", "iso"),
    [
        ("<div>更新时间：2025-06-11 创建时间：2025-02-11</div>", "2025-02-11T00:00:00+08:00"),
        ("<div>修改时间：2025-06-11</div>", None),
    ],
)
def test_the_day_of_a_change_is_no_day_of_publication(info: str, iso: str | None) -> None:
    report = _read(info)
    assert (report.published_at.isoformat() if report.published_at else None) == iso
    assert ("last_modified", "2025-06-11") in [(d.kind, d.value) for d in report.dates]
