"""`reports`: what is stored."""

from typing import Any

import click

from cli.boards import FLAG_WORDS
from cli.chinese import ChineseGroup
from cli.looking import looking
from cli.output import json_option, print_json, print_table
from core.problems import UserProblem
from settings import Settings
from storage import reports as stored

ITEM_WORDS = {
    "measures": "举措成效",
    "problems": "不足原因",
    "leadership": "第一责任人",
    "plans": "下年安排",
    "other": "其他",
}


@click.group(cls=ChineseGroup, help="已存报告：列表、内容。")
def reports() -> None:
    pass


@reports.command("list", help="已存报告列表，每个单位每个年度一行。")
@click.option("--unit", metavar="ID", help="只看这个单位")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@click.option("--year", type=int, metavar="年度", help="只看这个报告年度")
@json_option
def list_(unit: str | None, office: str | None, year: int | None, as_json: bool) -> None:
    with looking(Settings()) as session:
        rows = stored.list_reports(session, unit=unit, office=office, year=year)
    if as_json:
        print_json(rows)
        return
    print_table(
        f"已存报告 {len(rows)} 份",
        ("编号", "单位", "年度", "标题", "公布日期", "版本", "标记", "地址"),
        [
            (
                row["id"],
                row["unit"],
                row["report_year"],
                row["title"] or "（页面无标题）",
                row["published_on"],
                row["revisions"],
                "、".join(FLAG_WORDS.get(flag, flag) for flag in row["flags"]),
                _address(row["url"]),
            )
            for row in rows
        ],
    )


@reports.command(help="一份报告的内容、提纲和日期。")
@click.argument("report_id", type=int, metavar="编号")
@click.option("--revision", type=int, metavar="版本", help="看某一版本（默认最新）")
@json_option
def show(report_id: int, revision: int | None, as_json: bool) -> None:
    with looking(Settings()) as session:
        report = stored.show_report(session, report_id, revision)
    if report is None:
        raise UserProblem(f"没有编号为 {report_id} 的报告{f'或第 {revision} 版' if revision else ''}")
    if as_json:
        print_json(report)
        return
    print_report(report)


def print_report(report: dict[str, Any]) -> None:
    print(report["title"] or "（页面无标题）")
    for word, value in (
        ("单位", "、".join(report["issuers"])),
        ("报告年度", report["report_year"]),
        ("公布时间", report["published_at"]),
        ("来源", report["source"]),
        ("主送", report["recipient"]),
        ("落款", "、".join(report["signed_by"])),
        ("成文日期", report["signed_on"]),
        ("地址", _address(report.get("url"))),
    ):
        if value:
            print(f"{word}：{value}")
    if report["outline"]:
        print("提纲：")
        _print_outline(report["outline"])
    print()
    print(report["body"])


def _address(url: str | None) -> str | None:
    """A page brought in by hand has no address that a person could open."""
    return "（人工导入）" if url and url.startswith("urn:") else url


def _print_outline(sections: list[dict[str, Any]], depth: int = 1) -> None:
    for section in sections:
        item = f"［{ITEM_WORDS[section['item']]}］" if section.get("item") else ""
        print(f"{'  ' * depth}{section['number']} {section['title'] or '（无题）'}{item}")
        _print_outline(section["children"], depth + 1)
