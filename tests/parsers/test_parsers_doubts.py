"""What may be the report is at least doubtful: a title with a mark behind it, two matters, no subject, no page."""

import pytest

from core.posts import Kind
from core.reports import TextWarning
from parsers import read_report, recognise_title
from storage.report_shapes import conflict_years

TITLE = "柳溪镇2025年度法治政府建设情况报告"
FILLING = "柳溪镇全年办理行政处罚案件12件，案卷评查全部合格，主要负责人带头履行推进法治建设第一责任人职责。" * 3


def _text(title: str, opening: str, heading: str = "主要举措和成效") -> str:
    parts = (title, "发布日期：2026-03-05", opening, f"一、{heading}", FILLING, "二、存在的不足和原因", FILLING)
    return "\n".join((*parts, "三、下一步工作安排", FILLING))


def _page(body: str, title: str = "柳溪镇人民政府") -> str:
    return f"<html><head><title>{title}</title></head><body><div>{body}</div></body></html>"


@pytest.mark.parametrize(
    "title",
    [
        "2025年柳溪镇法治政府建设年度工作报告。",
        "关于柳溪镇2025年度法治政府建设情况的报告：",
        "柳溪镇2025年度法治政府建设工作报告（公开稿）。",
    ],
)
def test_a_mark_behind_a_title_makes_no_sentence_of_it(title: str) -> None:
    seen = recognise_title(title)
    assert (seen.kind, seen.report_year, seen.doubtful) == (Kind.ANNUAL_REPORT, 2025, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年，我镇坚持依法行政，现将法治政府建设情况报告如下：",
        "现将2025年法治政府建设情况报告如下：",
        "柳溪镇坚持依法行政，认真撰写法治政府建设情况报告。",
        "柳溪镇扎实推进法治政府建设。2025年完成报告",
        "柳溪镇扎实推进法治政府建设各项任务。",
        "一、2025年法治政府建设工作情况：",
    ],
)
def test_a_sentence_stays_refused(sentence: str) -> None:
    assert not recognise_title(sentence).candidate


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("柳溪镇“十四五”收官暨2025年度法治政府建设情况报告", 2025),
        ("柳溪镇“十四五”收官之年暨2025年推进法治政府建设情况报告", 2025),
        ("柳溪镇2025年度法治政府示范创建暨法治政府建设情况报告", 2025),
        ("柳溪镇2025年示范创建暨法治政府建设情况报告", 2025),
        ("柳溪镇2025年度法治政府建设及示范创建工作情况报告", 2025),
        ("柳溪镇2025年度法治政府建设专项报告", 2025),
        ("法治晴川建设2025年工作报告", 2025),
        ("2025年法治柳溪镇建设工作总结", 2025),
        ("柳溪镇2025年度法治政府建设白皮书", 2025),
        ("2025年度报告", 2025),
        ("2025年年度报告", 2025),
        ("《2025年度报告》", 2025),
        ("年度报告（2025年）", 2025),
        ("柳溪镇人民政府2025年度报告", 2025),
        ("年度报告", None),
    ],
)
def test_what_could_be_the_report_is_fetched_in_doubt(title: str, year: int | None) -> None:
    seen = recognise_title(title)
    assert (seen.candidate, seen.doubtful, seen.report_year) == (True, True, year)


@pytest.mark.parametrize(
    "title",
    [
        "柳溪镇2021-2025年法治政府建设情况报告",
        "柳溪镇“十四五”期间（2021—2025年）法治政府建设情况报告",
        "“十四五”法治政府建设情况报告",
        "柳溪镇2025年依法行政暨法治政府建设自查报告",
        "柳溪镇2025年法治政府建设督察整改和示范创建情况报告",
        "2025年度法治社会建设情况报告",
        "2025年法治文化阵地建设工作报告",
        "2025年度政府信息公开年度报告",
        "政府网站2025年度报告",
        "2025年度决算报告",
        "柳溪集团公司2025年度报告",
        "企业2025年度报告",
        "2025年工作报告",
    ],
)
def test_its_look_alikes_stay_refused(title: str) -> None:
    assert not recognise_title(title).candidate


def test_a_bare_title_is_decided_by_the_text() -> None:
    told = read_report(_text("2025年度报告", "现将2025年度法治政府建设情况报告如下："))
    assert (told.is_report, told.report_year, told.doubtful) == (True, 2025, False)
    vague = read_report(_text("2025年度报告", "全镇各项工作稳步推进。"))
    assert (vague.is_report, vague.doubtful) == (True, True)
    opened = "柳溪镇主动公开政府信息，完善政府信息公开目录，办理政府信息公开申请六件，政务公开专区运行良好。\n" * 6
    other = read_report("2025年度报告\n发布日期：2026-03-05\n" + opened)
    assert (other.is_report, other.kind, other.doubtful) == (False, Kind.OTHER_ANNUAL_REPORT, False)


@pytest.mark.parametrize(
    ("opening", "heading"),
    [("2024年，柳溪镇办事更加公开。", "主要举措和成效"), ("柳溪镇办事更加公开。", "2024年主要举措和成效")],
)
def test_the_contradicting_year_is_kept_with_its_place(opening: str, heading: str) -> None:
    report = read_report(_text(TITLE, opening, heading))
    (warning,) = (w for w in report.warnings if w.code == "year_conflict")
    assert warning.detail == "标题为2025年，正文为2024年"
    assert report.body[warning.start : warning.end] == "2024"
    assert "year_conflict" in report.flags
    assert conflict_years(report) == [2024]


def test_every_other_year_is_kept_once() -> None:
    text = _text(TITLE, "2024年，柳溪镇办事更加公开。", "2024年主要举措和成效")
    report = read_report(text, list_title=TITLE.replace("2025", "2023"))
    assert [w.detail for w in report.warnings] == ["标题为2025年，正文为2024年", "标题为2025年，列表标题为2023年"]
    assert conflict_years(report) == [2023, 2024]


def test_a_title_without_year_is_contradicted_too() -> None:
    text = _text("柳溪镇法治政府建设情况报告", "2024年，柳溪镇办事更加公开。")
    report = read_report(text, list_title=TITLE)
    assert (report.report_year, conflict_years(report)) == (2024, [2025])
    assert TextWarning("year_conflict", "正文为2024年，列表标题为2025年") in report.warnings


def test_a_report_without_conflict_names_none() -> None:
    report = read_report(_text(TITLE, "2025年，柳溪镇办事更加公开。"), list_title=TITLE)
    assert (report.warnings, conflict_years(report)) == ((), [])


LIST_ROWS = "".join(
    f'<li><a href="/{y}.html">柳溪镇{y}年法治政府建设情况报告</a>{y}-02-03</li>' for y in range(2016, 2024)
)


@pytest.mark.parametrize(
    "source",
    [
        _page("<p>抱歉，您访问的页面不存在。</p>"),
        _page("<p>您访问的页面不存在。</p>", title=TITLE),
        _page("<p>404 Not Found</p>", title="404"),
        _page("<p>系统维护中。</p>", title="系统维护"),
        _page(f"<ul>{LIST_ROWS}</ul>"),
        "<html><head></head><body></body></html>",
        "",
        b"%PDF-1.4 ...",
        b"\x00\x01\x02" * 100,
    ],
)
def test_a_promised_report_that_is_not_there_is_left_to_a_person(source: bytes | str) -> None:
    report = read_report(source, list_title=TITLE)
    assert report.doubtful
    assert (report.report_year, report.issuers) == (2025, ("柳溪镇",))
    assert report.is_report is (report.kind is Kind.ANNUAL_REPORT)
    assert not read_report(source, list_title="柳溪镇召开春季植树动员会").is_report


def test_a_missing_page_under_a_reports_own_title_is_doubtful() -> None:
    report = read_report(_page("<p>您访问的页面不存在。</p>", title=TITLE))
    assert (report.is_report, report.doubtful, report.report_year) == (False, True, 2025)


def test_a_missing_page_that_nobody_promised_is_nothing() -> None:
    report = read_report(_page("<p>您访问的页面不存在。</p>"), list_title="柳溪镇召开春季植树动员会")
    assert (report.is_report, report.doubtful) == (False, False)


def test_a_vague_page_title_does_not_undo_a_doubtful_list_title() -> None:
    text = _text("公开内容详情", "全镇依法行政水平稳步提升。")
    report = read_report(text, list_title="法治柳溪建设2025年工作报告")
    assert report.doubtful
    assert report.report_year == 2025
