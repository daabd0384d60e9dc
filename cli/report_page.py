"""One report as a person reads it: what it says of itself, its outline, its figures, its flaws, its text."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.output import print_table
from evidence.report_words import (
    COVERAGE_WORDS,
    FILE_WORDS,
    ITEM_WORDS,
    address,
    around,
    figure,
    flag_words,
    name_of,
    title_of,
)

_LONGEST = 60  # characters of a passage in a table


def print_report(report: Mapping[str, Any]) -> None:
    """Any report in the contract's shape, stored or just read; a revision of an older version may lack fields."""
    print(title_of(report))
    for word, value in _facts(report):
        if value:
            print(f"{word}：{value}")
    if report["outline"]:
        print("提纲：")
        _print_outline(report["outline"])
    _print_coverage(report)
    _print_indicators(report)
    _print_attachments(report)
    _print_warnings(report)
    print()
    print(report["body"])


def _facts(report: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    dated = report["published_at"]
    why = report.get("published_reason")
    yield "单位", "、".join(report["issuers"])
    yield "报告年度", report["report_year"]
    yield "公布时间", f"{dated}（{why}）" if dated and why else dated
    yield "来源", report["source"]
    yield "文号", report["doc_no"]
    yield "索引号", report["index_no"]
    yield "主送", report["recipient"]
    yield "落款", "、".join(report["signed_by"])
    yield "成文日期", report["signed_on"]
    yield "正文取自附件", report.get("body_file")
    yield "标记", flag_words(report["flags"])
    yield "待人工确认", report.get("doubted")
    yield "地址", address(report.get("url"))


def _print_outline(sections: list[dict[str, Any]], depth: int = 1) -> None:
    for section in sections:
        item = f"［{ITEM_WORDS[section['item']]}］" if section.get("item") else ""
        number = f"{section['number']} " if section["number"] else ""
        print(f"{'  ' * depth}{number}{section['title'] or '（无题）'}{item}")
        _print_outline(section["children"], depth + 1)


def _print_coverage(report: Mapping[str, Any]) -> None:
    coverage, spans = report["coverage"] or {}, report.get("coverage_spans") or {}
    rows = [
        (ITEM_WORDS.get(item, item), COVERAGE_WORDS[how], _short((spans.get(item) or {}).get("quote", "")))
        for item, how in coverage.items()
    ]
    if rows:
        print_table("法定内容", ("内容", "情况", "依据"), rows)


def _print_indicators(report: Mapping[str, Any]) -> None:
    rows = [(name_of(i["key"]), figure(i), i["year"], _short(i["quote"])) for i in report["indicators"]]
    if rows:
        print_table(f"指标 {len(rows)} 项", ("指标", "数值", "年度", "原文"), rows)


def _print_attachments(report: Mapping[str, Any]) -> None:
    rows = [
        (a["name"], FILE_WORDS.get(a.get("outcome"), a.get("outcome")), a.get("reason"), address(a["url"]))
        for a in report["attachments"]
    ]
    if rows:
        print_table(f"附件 {len(rows)} 个", ("名称", "识读结果", "说明", "地址"), rows)


def _print_warnings(report: Mapping[str, Any]) -> None:
    body = report["body"]
    rows = [(w["detail"], _short(around(body, w["start"], w["end"]))) for w in report["warnings"]]
    if rows:
        print_table(f"文本瑕疵 {len(rows)} 处（原文照录，未作改动）", ("问题", "所在"), rows)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……"
