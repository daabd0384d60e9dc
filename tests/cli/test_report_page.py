"""A report as a person reads it on a terminal."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import to_jsonable_python

from cli.report_page import print_report
from core.posts import Kind
from core.reports import (
    Attachment,
    Coverage,
    FileOutcome,
    Indicator,
    Report,
    Section,
    Span,
    TextWarning,
)

BODY = "一、举措\n行政诉讼案件12件，罚款约4000元。"


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def shown(**fields: Any) -> str:
        plain: dict[str, Any] = {"is_report": True, "kind": Kind.ANNUAL_REPORT, "title": "某报告", "body": BODY}
        print_report(to_jsonable_python(Report(**(plain | fields))))
        return capsys.readouterr().out

    return shown


def test_a_title_of_ours_is_named_as_such(printed: Callable[..., str]) -> None:
    assert printed(title=None, made_title="晴川镇2025年报告").startswith("（页面无标题，拟题：晴川镇2025年报告）\n")
    assert printed(title=None).startswith("（页面无标题）\n")


def test_figures_stand_with_name_value_year_and_words(printed: Callable[..., str]) -> None:
    out = printed(
        indicators=(
            Indicator("litigation_cases", 12.0, "件", "行政诉讼案件12件", 5, 14, year=2025),
            Indicator("fines_yuan", 4000.5, "元", "罚款约4000元", 15, 23, approximate=True),
        )
    )
    for words in ("指标 2 项", "行政诉讼案件", "12 件", "2025", "罚没款金额", "约 4,000.5 元", "罚款约4000元"):
        assert words in out


def test_coverage_flaws_and_files_are_in_chinese(printed: Callable[..., str]) -> None:
    out = printed(
        coverage={"measures": Coverage.SECTION, "problems": Coverage.EMBEDDED, "plans": Coverage.MISSING},
        coverage_spans={"problems": Span(5, 9, "行政诉讼")},
        warnings=(TextWarning("numbering", "编号跳号", 0, 1), TextWarning("other", "页外的问题")),
        attachments=(
            Attachment("附件.pdf", "http://a.test/1.pdf", outcome=FileOutcome.ENCRYPTED, reason="需要密码"),
            Attachment("b.doc", "urn:x"),
        ),
        outline=(Section(1, "一", "举措", ""), Section(1, "", "结语", "")),
        body_file="正文.docx",
        published_reason=None,
    )
    for words in ("单设一节", "在其他部分中", "未见", "行政诉讼", "文本瑕疵 2 处", "编号跳号", "已加密", "需要密码"):
        assert words in out
    assert "正文取自附件：正文.docx" in out
    assert "  一 举措\n  结语\n" in out
    assert out.endswith(f"\n{BODY}\n")


def test_a_revision_of_an_older_version_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    shape = to_jsonable_python(Report(True, Kind.ANNUAL_REPORT, body=BODY, attachments=(Attachment("a", "u"),)))
    for newer in ("made_title", "published_reason", "coverage_spans", "body_file"):
        del shape[newer]
    for name in ("outcome", "reason", "sha256"):
        del shape["attachments"][0][name]
    print_report(shape)
    assert "未识读" in capsys.readouterr().out
