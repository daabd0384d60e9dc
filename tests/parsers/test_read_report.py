"""Pages of our own, each for one thing that government pages do."""

from datetime import date

import pytest

from core.posts import Kind
from core.reports import Report
from parsers import PARSER_VERSION, read_report
from parsers.limits import MOST_LINES

OPENING = "2023年，云岭镇把各项工作纳入法治轨道，办事更加公开，群众更加满意。现将有关情况报告如下："
TEXT = (
    OPENING,
    "一、主要举措和成效",
    "镇里健全学法制度，规范执法流程，全年办理案件三十一件，没有一件被撤销；镇主要负责人履行第一责任人职责。",
    "二、存在的不足和原因",
    "普法形式偏旧，执法队伍偏老，与群众的期待相比还有差距，主要原因是投入不够。",
    "三、下一年度主要安排",
    "2024年，云岭镇将办好村级法律服务点，抓实执法培训，让群众办事更有底气。",
)
TITLE = "云岭镇2023年度法治政府建设情况报告"
META = "<div>发布时间：2024-02-26 09:30　来源：云岭镇</div>"


def _page(inner: str, head: str = "", title: str = TITLE) -> str:
    menu = '<div class="nav"><a href="/">首页</a><a href="/zwgk">政务公开</a></div>'
    foot = '<div class="footer"><p>主办：青禾县人民政府办公室 浙ICP备00000001号</p></div>'
    return f"<html><head><title>{title}</title>{head}</head><body>{menu}{inner}{foot}</body></html>"


def _paragraphs(*extra: str) -> str:
    return "".join(f"<p>{line}</p>" for line in (*TEXT, *extra))


def _article(*extra: str, above: str = META, title: str = TITLE) -> str:
    return f'<h1>{title}</h1>{above}<div class="detail">{_paragraphs(*extra)}</div>'


def test_an_ordinary_page() -> None:
    report = read_report(_page(_article("云岭镇人民政府", "2024年2月20日")))
    assert report.is_report
    assert report.body == "\n".join(TEXT)
    assert (report.title, report.report_year, report.source) == (TITLE, 2023, "云岭镇")
    assert (report.signed_by, report.signed_on) == (("云岭镇人民政府",), date(2024, 2, 20))
    assert report.issuers == ("云岭镇人民政府",)
    assert report.flags == ()


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<div>　　{line}</div>" for line in TEXT),
        "<br>\n&nbsp;&nbsp;".join(TEXT),
        "<p>" + "".join(f"<p>{line}</p>" for line in TEXT),
        "<table>" + "".join(f"<tr><td><p>{line}</p></td></tr>" for line in TEXT) + "</table>",
        "<font size=4>" + "".join(f"<P>{line}</P>" for line in TEXT) + "</font>",
        "".join(f"<p>{''.join(f'<span>{c}</span>' for c in line)}</p>" for line in TEXT),
        "<section>" + "".join(f"<section><span>{line}</span></section>" for line in TEXT) + "</section>",
        "<pre>" + "\n".join(TEXT) + "</pre>",
    ],
    ids=["div", "br", "p in p", "table", "font", "spans", "section", "pre"],
)
def test_paragraphs_in_any_markup(markup: str) -> None:
    assert read_report(_page(f"<h1>{TITLE}</h1>{META}<div>{markup}</div>")).body == "\n".join(TEXT)


@pytest.mark.parametrize("hide", ['style="display: none"', "hidden", 'class="ng-hide"', 'class="old"', 'id="old"'])
def test_what_is_hidden_is_not_read(hide: str) -> None:
    copy = (
        f"<div {hide}><h2>云岭镇2022年度法治政府建设情况报告</h2><p>去年的稿子，读者看不到，也不该被读进来。</p></div>"
    )
    report = read_report(_page(copy + _article(), "<style>.old, #old {display:none}</style>"))
    assert (report.title, report.body) == (TITLE, "\n".join(TEXT))


def test_a_style_sheet_that_hides_the_article_itself_is_undone_by_a_script() -> None:
    report = read_report(_page(_article().replace("detail", "tab"), "<style>.tab{display:none}</style>"))
    assert report.body == "\n".join(TEXT)


def test_an_early_end_of_the_document_loses_nothing() -> None:
    assert read_report(_page("</body></html>" + _article())).body == "\n".join(TEXT)


def test_the_visible_date_beats_the_tag_and_both_are_kept() -> None:
    report = read_report(_page(_article(), '<meta content="2024-04-24 10:00:43" name="PubDate">'))
    assert report.published_at is not None
    assert report.published_at.isoformat() == "2024-02-26T09:30:00+08:00"
    assert (report.published_basis, report.published_precision) == ("displayed", "minute")
    assert {(d.kind, d.value[:10]) for d in report.dates} == {("displayed", "2024-02-26"), ("meta", "2024-04-24")}


def test_the_tag_counts_where_nothing_is_shown_then_the_list_then_the_address() -> None:
    plain = _article(above="")
    url = "http://www.qinghe.example.gov.cn/art/2024/3/5/art_1_2.html"
    tagged = read_report(
        _page(plain, '<meta name="pubdate" content="2024-03-01">'), url=url, listed_on=date(2024, 3, 4)
    )
    listed = read_report(_page(plain), url=url, listed_on=date(2024, 3, 4))
    stamped = read_report(_page(plain), url=url)
    assert [r.published_basis for r in (tagged, listed, stamped)] == ["meta", "list", "url"]
    assert [r.published_at.date().day for r in (tagged, listed, stamped) if r.published_at] == [1, 4, 5]


def test_the_date_of_writing_and_clocks_are_no_publication_dates() -> None:
    above = "<div>2019年12月3日星期二</div><div>成文日期：2024-01-15</div>"
    report = read_report(_page(f"<h1>{TITLE}</h1>{above}<div>{_paragraphs()}</div>"))
    assert report.published_at is None
    assert report.flags == ("date_missing",)
    assert [(d.kind, d.value) for d in report.dates] == [("signed", "2024-01-15")]


@pytest.mark.parametrize("shown", ["1970年01月01日", "2099-02-26"])
def test_a_date_beyond_reason_is_kept_but_not_used(shown: str) -> None:
    report = read_report(
        _page(_article(above=f"<div>发布日期：{shown}</div>")),
        listed_on=date(2024, 2, 26),
        last_modified="Mon, 26 Feb 2024 02:00:00 GMT",
    )
    assert report.published_basis == "list"
    assert any("未采用" in d.where for d in report.dates if d.kind == "displayed")


def test_labels_side_by_side_and_in_cells() -> None:
    spans = "<div><span>信息来源：本站</span><script>x()</script><span>时间：2024-02-26 07:28:00</span></div>"
    report = read_report(_page(_article(above=spans)))
    assert (report.source, report.published_precision) == ("本站", "second")
    cells = "<table><tr><td>索 引 号：</td><td>0001/2024-7</td><td>发文字号：</td><td>无</td></tr>"
    cells += "<tr><td>发布机构：</td><td>云岭镇</td><td>发布日期：</td><td>2024年02月27日</td></tr></table>"
    report = read_report(_page(_article(above=cells)))
    assert (report.source, report.index_no, report.doc_no) == ("云岭镇", "0001/2024-7", None)
    assert report.published_at is not None
    assert report.published_at.day == 27


def test_an_empty_source_takes_no_other_label_for_its_value() -> None:
    above = "<div><span>来源：</span><span>访问量：<b>199</b></span><span>发布日期：2024-02-26</span></div>"
    assert read_report(_page(_article(above=above))).source is None


def test_a_title_over_two_lines_is_one_title() -> None:
    title = "中共云岭镇委员会 云岭镇人民政府关于2023年法治政府建设情况的报告"
    lines = "中共云岭镇委员会 云岭镇人民政府\n关于2023年法治政府建设情况的报告\n县委依法治县办：\n"
    report = read_report("发布日期:2024-02-24 16:18:53 大 中 小\n" + lines + "\n".join(TEXT))
    assert (report.title, report.issuers) == (title, ("中共云岭镇委员会", "云岭镇人民政府"))
    assert (report.recipient, report.body) == ("县委依法治县办", "\n".join(TEXT))


def test_a_site_name_is_no_title() -> None:
    report = read_report(
        _page(f'<div class="logo">青禾县人民政府</div><div>{_paragraphs()}</div>', title="青禾县人民政府")
    )
    assert report.title is None
    listed = read_report(
        _page(f'<div class="logo">青禾县人民政府</div><div>{_paragraphs()}</div>', title="青禾县人民政府"),
        list_title=TITLE,
    )
    assert (listed.title, listed.report_year, listed.is_report, listed.doubtful) == (TITLE, 2023, True, False)


def test_a_page_title_that_refuses_itself_is_not_overruled_by_the_list() -> None:
    half = "云岭镇2023年上半年法治政府建设工作总结"
    report = read_report(_page(_article(title=half), title=half), list_title=TITLE)
    assert (report.is_report, report.title) == (False, half)
    vague = read_report(_page(_article(title="公开内容详情"), title="公开内容详情"), list_title=TITLE)
    assert (vague.is_report, vague.title, vague.doubtful) == (True, TITLE, True)


def test_a_year_in_the_list_title_that_differs_is_a_conflict() -> None:
    report = read_report(_page(_article()), list_title="云岭镇2022年度法治政府建设情况报告")
    assert report.report_year == 2023
    assert "year_conflict" in report.flags


def test_a_report_without_any_year_is_doubtful() -> None:
    text = [line.replace("2023年，", "").replace("2024年，", "") for line in TEXT]
    report = read_report("法治政府建设情况报告\n" + "\n".join(text))
    assert (report.is_report, report.report_year, report.doubtful) == (True, None, True)


def test_attachments_are_the_articles_not_the_menus() -> None:
    link = '<p><a href="../files/a.pdf">全文.pdf</a></p>'
    page = _page(f'<a href="/guide.doc">指南</a>{_article()}{link}').replace(
        "主办", '<a href="/about.doc">关于</a>主办'
    )
    report = read_report(page, url="http://www.qinghe.example.gov.cn/zwgk/202402/t20240226_1.html")
    assert [(a.name, a.url) for a in report.attachments] == [
        ("全文.pdf", "http://www.qinghe.example.gov.cn/zwgk/files/a.pdf")
    ]


@pytest.mark.parametrize("text", ["", "<p>内容整理中。</p>"])
def test_a_page_with_hardly_any_text_is_no_report_but_doubtful(text: str) -> None:
    report = read_report(_page(f'<h1>{TITLE}</h1>{META}<div id="zoom">{text}</div>'))
    assert (report.is_report, report.doubtful, report.report_year) == (False, True, 2023)


def test_a_short_text_without_heading_or_file_is_doubtful() -> None:
    lead = "".join(f"<p>{OPENING}</p>" for _ in range(4)) + '<a href="/download.jsp?id=3">点击查看全文</a>'
    report = read_report(_page(f'<h1>{TITLE}</h1>{META}<div id="zoom">{lead}</div>'))
    assert report.doubtful
    assert not read_report(_page(_article())).doubtful


def _list_page() -> str:
    years = range(2016, 2024)
    rows = "".join(
        f'<li><a href="/{y}.html">云岭镇{y}年法治政府建设情况报告</a><i>{y + 1}-02-03</i></li>' for y in years
    )
    return _page(f"<h2>法治政府建设年度报告</h2><ul>{rows}</ul>", title="法治政府建设年度报告")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (_page(_article(title=f"图解：{TITLE}"), title=f"图解：{TITLE}"), Kind.INTERPRETATION),
        (_page(_article(title="关于报送2023年法治政府建设年度报告的通知"), title="通知"), Kind.NOTICE),
        (_page(_article().replace("云岭镇把", "××镇把"), title=TITLE), Kind.TEMPLATE),
        (_page("<div>您访问的页面不存在或已被删除！</div>"), Kind.OTHER),
        (_list_page(), Kind.INDEX),
        ("", Kind.OTHER),
        (b"", Kind.OTHER),
        (b"%PDF-1.4 ...", Kind.OTHER),
        (b"\x00\x01\x02" * 100, Kind.OTHER),
        ("\ud800\udfff", Kind.OTHER),
        ("<html>", Kind.OTHER),
        ("<div>" * 10_000 + "深" + "</div>" * 10_000, Kind.OTHER),
        ("<p>一<br>" * 50_000, Kind.OTHER),
        ("云\n" * (MOST_LINES + 1), Kind.OTHER),
        ("今天天气很好，适合出门走走。", Kind.OTHER),
    ],
)
def test_what_is_no_report_says_why(source: bytes | str, kind: Kind) -> None:
    report = read_report(source)
    assert (report.is_report, report.kind) == (False, kind)
    assert report.reasons
    assert report.reasons[0]


def test_the_article_of_another_kind_is_kept_whole() -> None:
    report = read_report(
        _page(_article("云岭镇人民政府", "2024年2月20日", title="云岭镇召开春季植树动员会"), title="动态")
    )
    assert not report.is_report
    assert report.body.endswith("云岭镇人民政府\n2024年2月20日")


def test_tables_are_kept_as_rows() -> None:
    rows = "<table><tr><th>类别</th><th>件数</th></tr><tr><td>邻里<br>纠纷</td><td>102</td></tr></table>"
    report = read_report(_page(_article().replace("</div>", rows + "</div>")))
    assert report.body.endswith("类别\t件数\n邻里纠纷\t102")


def test_saved_text_and_page_give_the_same_report() -> None:
    page = read_report(_page(_article("云岭镇人民政府", "2024年2月20日")))
    above = ("首页>政务公开", TITLE, "发布时间：2024-02-26 09:30 来源：云岭镇", "字号：大 中 小")
    below = ("云岭镇人民政府", "2024年2月20日", "1", "分享到", "重点链接", "青禾县政府部门网站")
    saved = read_report("\n\n".join((*above, *TEXT, *below)))
    assert _essence(saved) == _essence(page)


def _essence(report: Report) -> tuple[object, ...]:
    return (
        report.title, report.issuers, report.report_year, report.published_at, report.source, report.body,
        report.signed_by, report.signed_on, report.outline, report.coverage, report.kind,
    )  # fmt: skip


def test_a_slogan_above_the_meta_line_is_no_text() -> None:
    above = ("您好，欢迎访问青禾县人民政府网站！", "东风化雨润青禾。", TITLE, "发布时间：2024-02-26 09:30 来源：云岭镇")
    report = read_report("\n".join((*above, *TEXT)))
    assert (report.title, report.source, report.body) == (TITLE, "云岭镇", "\n".join(TEXT))


def test_other_posts_listed_below_the_text_are_no_text() -> None:
    related = "<p>相关文章</p><p>云岭镇2022年度法治政府建设情况报告</p><p>云岭镇召开春季植树动员会</p>"
    report = read_report(_page(_article().replace("</div>", related + "</div>")))
    assert report.body == "\n".join(TEXT)


def test_the_version_is_a_word() -> None:
    assert PARSER_VERSION
