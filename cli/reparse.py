"""`reparse`: stored pages read again by today's parser."""

from typing import Any

import click

from cli import progress
from cli.chinese import YEAR, ChineseCommand
from cli.output import json_option, print_json, print_table
from core.rereading import PARTS
from flows.environment import give_way
from flows.judge import judge_and_tell
from flows.rereading import kind_of, reread
from flows.run import begin_run, summary
from settings import Settings


@click.command(
    cls=ChineseCommand, help="用当前的识读程序重新识读已存档的页面，只在结果不同时增加新版本；不访问任何网站。"
)
@click.option("--unit", metavar="ID", help="只重读这个单位的页面")
@click.option("--year", type=YEAR, metavar="年度", help="只重读这个报告年度的页面")
@json_option
def reparse(unit: str | None, year: int | None, as_json: bool) -> None:
    units = (unit,) if unit else ()
    give_way()
    with progress.shown(), begin_run(Settings(), kind=kind_of(units, year), unit_ids=units) as run:
        found = reread(run, units, year)
        judge_and_tell(run)
    shape = summary(run) | found.summary()
    if as_json:
        print_json(shape)
        return
    _print(shape)


def _print(shape: dict[str, Any]) -> None:
    print(
        f"重新识读 {shape['read']} 件：内容一致 {shape['unchanged']}，有更正 {shape['changed']}，"
        f"新认作报告 {shape['newly_recognised']}，不再认作报告 {shape['no_longer_recognised']}（已转人工确认），"
        f"待人工确认共 {shape['review']} 件"
    )
    if shape["by_field"]:
        rows = [(PARTS[name][0], number) for name, number in shape["by_field"].items()]
        print_table("更正涉及的内容", ("内容", "件数"), rows)
    if shape["examples"]:
        shown = [(e["report_id"], e["unit"], e["year"], e["reason"]) for e in shape["examples"]]
        print_table("举例", ("报告编号", "单位", "年度", "说明"), shown)
