"""`reports`: what is stored."""

import click

from cli.chinese import YEAR, ChineseGroup
from cli.differences import diff
from cli.looking import looking
from cli.output import json_option, print_json, print_table
from cli.provenance_page import print_provenance
from cli.report_page import print_report
from cli.search import search
from cli.similar import similar
from core.problems import UserProblem
from evidence.report_words import address, flag_words
from settings import Settings
from storage import reports as stored
from storage.provenance import provenance


@click.group(cls=ChineseGroup, help="已存报告：列表、内容、改动、检索、雷同。")
def reports() -> None:
    pass


@reports.command("list", help="已存报告列表，每个单位每个年度一行。")
@click.option("--unit", metavar="ID", help="只看这个单位")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@click.option("--year", type=YEAR, metavar="年度", help="只看这个报告年度")
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
                "、".join(filter(None, (flag_words(row["flags"]), row["doubted"] and "待人工确认"))),
                address(row["url"]),
            )
            for row in rows
        ],
    )


@reports.command(help="一份报告的内容、提纲和日期。")
@click.argument("report_id", type=int, metavar="编号")
@click.option("--revision", type=int, metavar="版本", help="看某一版本（默认最新）")
@click.option("--provenance", "sources", is_flag=True, help="每项内容的出处：存档记录、位置、识读程序版本")
@json_option
def show(report_id: int, revision: int | None, sources: bool, as_json: bool) -> None:
    load, printed = (provenance, print_provenance) if sources else (stored.show_report, print_report)
    with looking(Settings()) as session:
        found = load(session, report_id, revision)
    if found is None:
        raise UserProblem(f"没有编号为 {report_id} 的报告{f'或第 {revision} 版' if revision else ''}")
    if as_json:
        print_json(found)
        return
    printed(found)


reports.add_command(diff)
reports.add_command(search)
reports.add_command(similar)
