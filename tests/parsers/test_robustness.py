"""Input that no site should send: every one ends well, with a report or with a reason, and soon."""

import pytest

from core.posts import Kind
from core.reports import Report
from parsers import read_report
from parsers.limits import MOST_BYTES, MOST_TAGS, MOST_TEXT

TITLE = "晴川镇2023年度法治政府建设情况报告"
LINES = (
    "2023年，晴川镇把各项工作纳入法治轨道，办事更加公开，群众更加满意。现将有关情况报告如下：",
    "一、主要举措和成效",
    "镇里健全学法制度，规范执法流程，全年办理案件三十一件，没有一件被撤销；镇主要负责人履行第一责任人职责。",
    "二、存在的不足和原因",
    "普法形式偏旧，执法队伍偏老，与群众的期待相比还有差距，主要原因是投入不够。",
    "三、下一年度主要安排",
    "2024年，晴川镇将办好村级法律服务点，抓实执法培训，让群众办事更有底气。",
)
BODY = "\n".join(LINES)
META = "<div>发布时间：2024-02-26 09:30　来源：晴川镇</div>"
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{META}"
    f'<div class="detail">{"".join(f"<p>{line}</p>" for line in LINES)}</div></body></html>'
)


def _is_refused(report: Report) -> bool:
    return not report.is_report and report.kind is Kind.OTHER and bool(report.reasons) and not report.body


@pytest.mark.parametrize("depth", [300, 10_000, 200_000])
@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul"])
def test_nesting_of_any_depth_ends(depth: int, tag: str) -> None:
    nested = PAGE.replace("<p>", f"<{tag}>" * depth + "<p>", 1)
    report = read_report(nested)
    assert report.reasons
    assert report.body == BODY or _is_refused(report) or depth > 300


def test_what_is_too_large_is_refused_with_the_reason() -> None:
    for source in (b"<p>" * (MOST_BYTES // 3 + 1), "法" * (MOST_BYTES + 1), b"x" * 50_000_000):
        report = read_report(source)
        assert _is_refused(report)
        assert "过大" in report.reasons[0]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (PAGE.replace("<p>", "<p>" + "法" * (MOST_TEXT + 1), 1), "过长"),
        (TITLE + "\n" + "法" * MOST_TEXT, "过长"),
        (PAGE.replace("<p>", "<p>" + "<i></i>" * (MOST_TAGS + 1), 1), "元素"),
    ],
    ids=["paragraph", "saved text", "tags"],
)
def test_more_than_any_report_holds_is_refused(source: str, reason: str) -> None:
    report = read_report(source)
    assert _is_refused(report)
    assert reason in report.reasons[0]


def test_a_page_cut_anywhere_is_read_as_far_as_it_goes() -> None:
    whole = PAGE.encode()
    for end in range(0, len(whole), 7):
        report = read_report(whole[:end])
        assert report.reasons
        kept = report.body.replace("\ufffd", "").split("\n")
        assert all(line in BODY or line in TITLE or line.startswith("发布时间") for line in kept[:-1])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "big5", "no-such-charset", ""])
def test_a_wrong_charset_is_seen_through(encoding: str, declared: str) -> None:
    page = PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode(encoding)
    report = read_report(page, media_type=f"text/html; charset={declared}")
    assert (report.title, report.body) == (TITLE, BODY)


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\udfff\ud800", "\ufffe", "\x1a", "\u202e", "\u200b"])
def test_odd_characters_hurt_nothing_else(odd: str) -> None:
    report = read_report(PAGE.replace("晴川镇将", f"晴川镇{odd}将"))
    assert report.is_report
    assert report.body.split("\n")[:-1] == list(LINES[:-1])
    report.body.encode()  # can be stored


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\xff\xfe",
        b"\x00" * 5000,
        bytes(range(256)) * 40,
        "<html></html>",
        "<html><head><title></title></head></html>",
        "<frameset><frame src=a></frameset>",
        "<!--" + PAGE,
        "<script>" + PAGE,
        "<",
        "<html",
        "&#xD800;&#0;&#x110000;",
        "<html><body>" + "<" * 10_000,
        '<div id="zoom">2023年<p><p>',
        "<html><body>" + "&" * 10_000,
    ],
)
def test_pages_with_nothing_in_them(source: bytes | str) -> None:
    report = read_report(source)
    assert not report.is_report
    assert report.reasons
