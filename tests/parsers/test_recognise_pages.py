"""Whole pages: what the title promises against what the text is, and texts that say themselves what they are."""

import pytest

from core.posts import Kind
from core.reports import Report
from parsers import bears_another, read_report

TITLE = "柳溪镇2024年度法治政府建设情况报告"
FILL = "柳溪镇健全学法制度，规范执法流程，公开办事指南，全年办理案件三十一件，没有一件被撤销，群众更加满意。"
PARTS = (
    "一、主要举措和成效", FILL, "二、党政主要负责人履行推进法治建设第一责任人职责情况", FILL,
    "三、存在的不足和原因", FILL, "四、下一年度主要安排", "2025年，柳溪镇将办好村级法律服务点，抓实执法培训。" + FILL,
)  # fmt: skip
OPENING = "2024年，柳溪镇把各项工作纳入法治轨道，依法行政水平稳步提升。"
LEAD = "现将2024年度法治政府建设情况报告如下："


def _page(*lines: str, title: str = TITLE, head: str = "", list_title: str | None = None) -> Report:
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<div>发布时间：2025-03-04 10:20 来源：柳溪镇</div><div class='content'>{body}</div></body></html>"
    )
    return read_report(page, list_title=list_title)


def test_a_report_says_why_it_is_one() -> None:
    report = _page(OPENING + LEAD, *PARTS)
    assert (report.is_report, report.doubtful) == (True, False)
    assert report.reasons == ("标题是法治政府建设年度报告", "报告年度2024取自标题")


@pytest.mark.parametrize("title", ["工作报告", "公开内容详情", "柳溪镇人民政府", "信息公开", "柳溪镇2024年工作情况"])
def test_a_title_that_says_nothing_is_decided_by_the_text(title: str) -> None:
    report = _page(OPENING + LEAD, *PARTS, title=title)
    assert (report.is_report, report.doubtful, report.report_year) == (True, False, 2024)
    assert "正文写明" in report.reasons[0]


@pytest.mark.parametrize(
    "title",
    [
        "柳溪镇2024年度法治政府建设情况",
        "柳溪镇2024年度法治政府建设情况公开",
        "柳溪镇2024年度法治政府建设白皮书",
        "云陵县2024年全面依法治县工作总结",
    ],
)
def test_a_whole_report_under_a_vague_title_is_no_doubt(title: str) -> None:
    report = _page(OPENING, *PARTS, title=title)
    assert (report.is_report, report.doubtful, report.report_year) == (True, False, 2024)
    assert "但正文是完整的年度报告" in report.reasons
    short = _page(OPENING + FILL * 3, title=title)
    assert short.doubtful


@pytest.mark.parametrize("noun", ["公示", "公开稿的公告"])
def test_a_notice_that_holds_the_report_is_the_report(noun: str) -> None:
    report = _page(OPENING + LEAD, *PARTS, title=f"柳溪镇2024年度法治政府建设情况报告{noun}")
    assert (report.kind, report.report_year, report.doubtful) == (Kind.ANNUAL_REPORT, 2024, False)


def test_a_notice_that_only_tells_of_the_report_is_left_to_a_person() -> None:
    report = _page("现将报告予以公布，全文张贴在镇公告栏。" + FILL, title="关于公布2024年度法治政府建设年度报告的公告")
    assert (report.is_report, report.kind, report.doubtful) == (False, Kind.NOTICE, True)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (TITLE, ("一、起草背景", FILL, "二、起草过程", FILL, "三、主要内容", FILL, "解读机关：柳溪镇司法所")),
        (f"《{TITLE}》解读", (OPENING + LEAD, *PARTS)),
        (f"【政策解读】{TITLE}", ("一、编制依据", FILL, "二、主要内容", FILL)),
    ],
)
def test_an_explanation_of_the_report_is_none(title: str, lines: tuple[str, ...]) -> None:
    report = _page(*lines, title=title)
    assert (report.is_report, report.kind) == (False, Kind.INTERPRETATION)


@pytest.mark.parametrize(
    "title", ["柳溪镇2024年上半年法治政府建设情况报告", "柳溪镇人民政府2024年第三季度依法行政工作总结"]
)
def test_a_half_year_report_is_flagged_as_interim_only(title: str) -> None:
    report = _page("2024年以来，柳溪镇依法行政。" + LEAD.replace("年度", "年上半年"), *PARTS, title=title)
    assert (report.is_report, report.kind, report.doubtful) == (False, Kind.OTHER, False)
    assert report.flags == ("interim_only",)
    assert (report.report_year, report.issuers[0][:3]) == (2024, "柳溪镇")


def test_a_half_year_text_under_a_yearly_title_is_doubtful() -> None:
    report = _page("2024年上半年，柳溪镇依法行政水平稳步提升。", *PARTS)
    assert (report.is_report, report.doubtful) == (True, True)
    assert "可能是半年或季度总结" in "".join(report.reasons)


@pytest.mark.parametrize(
    ("title", "flagged"),
    [("柳溪镇2024年上半年工作总结", False), ("柳溪镇2024年上半年普法工作总结", False), (TITLE, False)],
)
def test_no_other_post_is_flagged_as_interim(title: str, flagged: bool) -> None:
    assert ("interim_only" in _page(OPENING, *PARTS, title=title).flags) is flagged


@pytest.mark.parametrize("title", ["柳溪镇“十四五”法治政府建设情况报告", "柳溪镇2020—2024年法治政府建设情况报告"])
def test_a_report_on_several_years_is_none_of_one_year(title: str) -> None:
    report = _page(OPENING, *PARTS, title=title)
    assert (report.is_report, report.doubtful, report.report_year) == (False, False, None)
    assert "跨多个年度" in report.reasons[0]


OPEN = "柳溪镇主动公开政府信息，完善政府信息公开目录，办理政府信息公开申请六件，政务公开专区运行良好。"


@pytest.mark.parametrize("title", ["柳溪镇2024年政府信息公开工作年度报告", "柳溪镇2024年度报告", "公开内容详情"])
def test_the_report_on_openness_is_another_even_with_words_of_law(title: str) -> None:
    lead = "2024年，柳溪镇推进依法行政，现将政府信息公开工作情况报告如下："
    parts = ("一、主动公开情况", OPEN * 3, "二、存在的主要问题及改进情况", OPEN, "三、下一步工作打算", OPEN)
    report = _page(lead, *parts, title=title)
    assert (report.is_report, report.kind) == (False, Kind.OTHER_ANNUAL_REPORT)


@pytest.mark.parametrize("name", ["某镇", "XX镇", "××镇", "**镇"])
def test_a_template_under_a_reports_title_is_none(name: str) -> None:
    report = _page(
        f"2024年，{name}坚持依法行政。" + LEAD,
        *(p.replace("柳溪镇", name) for p in PARTS),
        title="2024年度法治政府建设情况报告",
    )
    assert (report.is_report, report.kind) == (False, Kind.TEMPLATE)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("柳溪镇发布2024年度法治政府建设情况报告", Kind.NEWS),
        ("县政府常务会议审议《柳溪镇2024年度法治政府建设情况报告》", Kind.NEWS),
        ("柳溪镇2025年法治政府建设工作要点", Kind.PLAN),
        ("关于报送2024年度法治政府建设情况报告的通知", Kind.NOTICE),
        ("柳溪镇党政主要负责人2024年度述法报告", Kind.OTHER),
    ],
)
def test_look_alikes_stay_refused_whatever_their_text(title: str, kind: Kind) -> None:
    report = _page("2024年，柳溪镇依法行政。" + FILL, title=title)
    assert (report.is_report, report.kind, report.doubtful) == (False, kind, False)
    assert "“" in report.reasons[0]  # the words that tell it


def test_an_index_page_is_no_report() -> None:
    rows = "".join(
        f"<li><a href='/{y}.html'>柳溪镇{y}年法治政府建设情况报告</a><span>{y + 1}-02-03</span></li>"
        for y in range(2015, 2025)
    )
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><ul>{rows}</ul></body></html>"
    report = read_report(page)
    assert not report.is_report
    assert report.kind in (Kind.INDEX, Kind.OTHER)


def test_the_lists_title_does_not_make_a_report_of_another_page() -> None:
    report = _page(
        "柳溪镇昨日召开春季植树动员会，两百余名干部群众参加。" + FILL,
        title="柳溪镇召开春季植树动员会",
        list_title=TITLE,
    )
    assert not report.is_report


def test_a_year_conflict_is_told_not_settled_in_silence() -> None:
    report = _page("2023年，柳溪镇依法行政水平稳步提升。", *PARTS)
    assert (report.report_year, report.flags) == (2024, ("year_conflict",))
    assert any("年度不一致" in reason for reason in report.reasons)


def test_a_letter_that_hands_the_report_in_may_hold_it() -> None:
    title = "柳溪镇关于报送《2024年法治政府建设情况报告》的函"
    whole = _page("云陵县司法局：", OPENING + LEAD, *PARTS, title=title)
    assert (whole.is_report, whole.report_year, whole.issuers) == (True, 2024, ("柳溪镇",))
    short = _page("云陵县司法局：", "现将报告送上，请查收。", title=title)
    assert (short.is_report, short.kind, short.doubtful) == (False, Kind.NOTICE, True)


@pytest.mark.parametrize("title", ["柳溪镇2024年1-11月法治政府建设工作总结", "2024年度各部门法治政府建设年度报告"])
def test_a_title_of_a_shorter_year_or_of_many_units_stays_doubtful(title: str) -> None:
    report = _page(OPENING + LEAD, *PARTS, title=title)
    assert (report.is_report, report.doubtful, report.report_year) == (True, True, 2024)


@pytest.mark.parametrize("info", [" ", " 发布时间：2025-03-04 10:20 来源：柳溪镇 "])
def test_a_report_saved_in_one_line_is_doubtful(info: str) -> None:
    report = read_report(TITLE + info + " ".join((OPENING, LEAD, *PARTS)))
    assert (report.doubtful, report.report_year, report.issuers) == (True, 2024, ("柳溪镇",))
    assert "标题与正文连成一行，无法分开" in report.reasons
    news = read_report("柳溪镇召开会议听取2024年度法治政府建设情况报告" + info + FILL * 6)
    assert (news.is_report, news.doubtful) == (False, False)


def _whole(heading: str, *lines: str, more: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><title>{heading}</title><body><h1>{heading}</h1><div class='content'>{text}{more}</div></body></html>"
    )


BOX = "<div><h3>第{0}类信息</h3><ul><li><a href='/{0}/1.html'>柳溪镇举办第{0}场招聘会</a></li></ul></div>"
BOXES = "".join(map(BOX.format, range(6)))
NEWS = "三月十日，春耕生产现场会在中心村召开，各村到场观摩。" * 5
NOTICE = "自四月一日起，本镇垃圾清运时间调整为每日六时至八时，请各住户相互转告。" * 4
FILE = "<p>附件：<a href='/a.pdf'>柳溪镇报告.pdf</a></p>"


@pytest.mark.parametrize(
    ("page", "another"),
    [
        (_whole(TITLE, OPENING + LEAD, *PARTS, FILL), False),
        (_whole("公开内容详情", OPENING + LEAD, *PARTS), False),
        (_whole(TITLE), False),
        (_whole(TITLE, more=FILE), False),
        (_whole("公开内容详情", more=FILE), False),
        (f"<html><title>信息公开</title><body><div class='content'>{FILE * 6}</div></body></html>", False),
        (_whole("", "正在加载"), False),
        (_whole("柳溪镇召开春耕生产现场会", NEWS), True),
        (
            _whole(
                "关于调整垃圾清运时间的通告",
                "自四月一日起，本镇垃圾清运时间调整为每日六时至八时，请各住户相互转告。" * 4,
            ),
            True,
        ),
        (f"<html><title>柳溪镇人民政府</title><body>{BOXES}</body></html>", True),
    ],
)
def test_whether_something_else_stands_where_a_report_stood(page: str, another: bool) -> None:
    seen = bears_another(page, url="http://a.example/t1.html", media_type="text/html", list_title=TITLE)
    assert seen is another
    vague = bears_another(page, url="http://a.example/t1.html", media_type="text/html", list_title="公开内容详情")
    assert vague is False
