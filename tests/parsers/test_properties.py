"""What holds for every input, whatever it is."""

import re
from collections.abc import Iterator, Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.posts import Kind
from core.reports import Report, Section
from parsers import read_report, recognise_title
from parsers.text import clean_line, words

WORDS = st.sampled_from(
    (
        *words(
            """
        2023年 二〇二四年 云岭镇 人民政府 法治政府建设 依法行政 情况 报告 关于 的 年度 工作 总结 通知 解读 要点
        一、 二、 （一） (二) 1. 2 3、 （1） ① ， 。 ； ： 、 “ ” 《 》 … 来源： 发布日期： 2024-03-01 2024年3月1日
        2021226 20204月 第一责任人 存在 不足 问题 下一步 打算 举措 成效 现将 如下： 当前位置： 首页 > 打印 关闭
        附件： 市委、市政府： 某县 XX市 办事处 4000余件 31件 100% \u200b \ufffd
        """
        ),
        " ",
        "　",
        "\t",
    )
)
TAGS = st.sampled_from(
    (
        *words(
            """
            <p> </p> <div> </div> <br> <span> </span> <table> <tr> <td> </td> </tr> </table> <h1> </h1> </a> <li> <html>
            <body> </body> </html> <title> </title> <!-- --> <script> </script> <style>.a{display:none}</style> <pre>
            </pre> <![CDATA[ &nbsp; &#0; &#xD800; < >
            """
        ),
        '<a href="a.pdf">',
        '<div class="a">',
        '<div id="zoom">',
        '<div style="display:none">',
        '<meta name="PubDate" content="2024-01-01">',
        '<iframe src="x.docx">',
    )
)
LINES = st.lists(WORDS, max_size=12).map("".join)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)
PAGES = st.lists(WORDS | TAGS, max_size=120).map("".join)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.children)


def _check(report: Report) -> None:
    """What every report keeps, however it came about."""
    assert report.kind is Kind.ANNUAL_REPORT or not report.is_report
    assert report.is_report or report.kind is not Kind.ANNUAL_REPORT or report.doubtful  # one that cannot be read yet
    assert report.reasons
    assert (report.published_at is None) is ("date_missing" in report.flags)
    for warning in report.warnings:
        assert 0 <= warning.start <= warning.end <= len(report.body)
    lines = set(report.body.split("\n"))
    assert "" not in lines or lines == {""}
    for section in _sections(report.outline):
        assert section.title is None or section.title in report.body
        assert all(any(text in line for line in lines) for text in section.text.split("\n"))
    for told in (w for w in report.warnings if w.end > w.start):
        assert report.body[told.start : told.end] in told.detail or told.code == "undecodable"


@MANY
@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    _check(read_report(body))


@MANY
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    _check(read_report(text))


@MANY
@given(PAGES)
def test_any_soup_of_tags(page: str) -> None:
    _check(read_report(page, url="http://www.a.gov.cn/t20240301_1.html", list_title="云岭镇2023年法治政府建设情况报告"))


@MANY
@given(TEXTS)
def test_nothing_is_invented_in_a_text(text: str) -> None:
    report = read_report(text)
    _check(report)
    published = {clean_line(line) for line in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", text)}
    assert {line for line in report.body.split("\n") if line} <= published


@MANY
@given(LINES)
def test_a_title_is_always_recognised_as_something(title: str) -> None:
    seen = recognise_title(title)
    assert seen.reasons
    assert seen.report_year is None or 1900 <= seen.report_year < 2100
    assert all(issuer.strip() for issuer in seen.issuers)
    assert recognise_title(title) == seen
