"""Notices that publish the report may hold it: they are fetched, and the page or a person decides."""

import pytest

from core.posts import Kind
from parsers import read_report, recognise_title

BODY = """柳溪镇2025年法治政府建设情况公示
发布日期：2026-03-05
现将柳溪镇2025年度法治政府建设情况报告如下：
一、主要举措和成效
全年办理行政处罚案件12件，案卷评查全部合格，镇主要负责人带头履行推进法治建设第一责任人职责，专题研究法治工作四次。
二、存在的不足和原因
执法力量仍显薄弱，普法形式不够丰富，个别工作人员运用法治思维的能力有待提高，制度落实还有差距。
三、2026年工作安排
继续加强执法队伍建设，落实行政执法三项制度，推进法治宣传进村入户，提升群众满意度。
柳溪镇人民政府
2026年2月28日
"""


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2025年法治政府建设情况公示", 2025),
        ("关于公开2025年法治政府建设年度报告的公告", 2025),
        ("柳溪镇关于印发《2025年度法治政府建设情况报告》的通知", 2025),
        ("柳溪镇2025年度法治政府建设情况报告的函", 2025),
    ],
)
def test_a_publishing_notice_is_looked_at(title: str, year: int) -> None:
    seen = recognise_title(title)
    assert (seen.candidate, seen.doubtful, seen.report_year) == (True, True, year)


@pytest.mark.parametrize(
    "title",
    [
        "关于报送2025年度法治政府建设情况报告的通知",
        "关于做好2025年度法治政府建设年度报告公开工作的通知",
        "关于印发2026年法治政府建设工作要点的通知",
        "关于开展2025年法治政府建设情况督察的通报",
    ],
)
def test_a_call_or_a_plan_is_not(title: str) -> None:
    assert not recognise_title(title).candidate


def test_the_page_tells_the_report_inside_the_notice() -> None:
    report = read_report(BODY)
    assert (report.is_report, report.kind, report.report_year) == (True, Kind.ANNUAL_REPORT, 2025)
    pointer = read_report("关于公开2025年法治政府建设年度报告的公告\n发布日期：2026-03-05\n报告全文见镇公告栏。\n")
    assert (pointer.is_report, pointer.doubtful) == (False, True)


@pytest.mark.parametrize("title", ["2025年度“法治政府”建设工作报告", "附件：2025年度法治政府建设报告"])
def test_marks_before_the_year_are_no_issuer(title: str) -> None:
    assert recognise_title(title).issuers == ()


@pytest.mark.parametrize(
    ("opening", "recipient", "first"),
    [
        ("现将我镇2025年度法治政府建设情况报告如下：", None, "现将我镇2025年度法治政府建设情况报告如下："),
        ("县政府：\n现将有关情况报告如下：", "县政府", "现将有关情况报告如下："),
    ],
)
def test_a_leading_in_line_belongs_to_the_body(opening: str, recipient: str | None, first: str) -> None:
    text = BODY.replace("公示\n", "报告\n").replace("现将柳溪镇2025年度法治政府建设情况报告如下：", opening)
    report = read_report(text)
    assert (report.recipient, report.body.split("\n")[0]) == (recipient, first)
