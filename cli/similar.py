"""`reports similar`: which reports share text with one, how much, and where."""

from typing import Any

import click

from cli.chinese import ChineseCommand
from cli.looking import looking
from cli.output import json_option, print_json, print_table
from core.problems import UserProblem
from evidence.report_words import verdict
from settings import Settings
from storage import similar_views

_MOST_PASSAGES = 3  # of a section, on a terminal; --json has them all
_LONGEST = 80


@click.command(cls=ChineseCommand, help="与这份报告文字相近的其他报告：相同比例、逐节对照、相同段落。")
@click.argument("report_id", type=int, metavar="编号")
@json_option
def similar(report_id: int, as_json: bool) -> None:
    with looking(Settings()) as session:
        rows = similar_views.list_similar(session, report_id)
    if rows is None:
        raise UserProblem(f"没有编号为 {report_id} 的报告")
    if as_json:
        print_json(rows)
        return
    if not rows:
        print(f"没有发现与报告 {report_id} 文字相近的其他报告")
        return
    _print(report_id, rows)


def _print(report_id: int, rows: list[dict[str, Any]]) -> None:
    print_table(
        f"与报告 {report_id} 文字相近的报告 {len(rows)} 份",
        ("编号", "单位", "年度", "公布日期", "相同比例", "认定", "标题"),
        [_row(row) for row in rows],
    )
    for row in rows:
        whose = "本报告" if row["later"] == "self" else "该报告"
        print(f"\n对照报告 {row['report_id']}（{row['unit_name']}，{row['report_year']}年度），引文取自{whose}：")
        for section in row["sections"]:
            print(f"  {section['title']}：相同 {_percent(section['share'])}，对应“{section['other_title']}”")
            for passage in section["passages"][:_MOST_PASSAGES]:
                print(f"    「{_short(passage['quote'])}」")
            if (more := len(section["passages"]) - _MOST_PASSAGES) > 0:
                print(f"    （另有 {more} 处）")


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    facts = (row["report_id"], row["unit_name"], row["report_year"], row["published_on"])
    return (*facts, _percent(row["share"]), verdict(row), row["title"])


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……"
