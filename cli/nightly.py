"""`run` and `evaluate`: the job itself."""

from typing import Any

import click

from cli import progress
from cli.boards import print_board
from cli.chinese import YEAR, ChineseCommand
from cli.looking import looking
from cli.output import json_option, print_json, print_table, say
from core.chain import Head
from core.times import local_day
from flows.environment import give_way, prepare_prefect
from flows.judge import judge_and_tell
from flows.run import begin_run, load_registry, select_units
from settings import Settings
from storage import standings
from storage.database import open_database


@click.command(cls=ChineseCommand, help="夜间任务：检查栏目、存档、识别、阅读、认定、发送提醒，全部在本进程内完成。")
@click.option("--registry", metavar="目录", help="名录目录（默认 FAZHIWATCH_REGISTRY）")
@click.option("--unit", "units", metavar="ID", multiple=True, help="只检查这个单位，可重复")
@click.option("--office", "offices", metavar="ID", multiple=True, help="只检查这个监督机关的单位，可重复")
@click.option("--no-deliver", is_flag=True, help="提醒只入发件箱，不发送")
@json_option
def run(
    registry: str | None, units: tuple[str, ...], offices: tuple[str, ...], no_deliver: bool, as_json: bool
) -> None:
    settings = Settings()
    select_units(load_registry(settings, registry), units, offices)  # mistakes are named before Prefect takes its time
    open_database(settings.database).close()
    say("正在启动……")
    give_way()
    prepare_prefect(settings)
    from flows.nightly import nightly  # noqa: PLC0415 - only after prepare_prefect

    with progress.shown():
        summary = nightly(registry=registry, units=list(units), offices=list(offices), deliver=not no_deliver)
    if as_json:
        tell_notes(summary)
        print_json(summary)
        return
    print_current_board(settings)
    print_summary(summary)


@click.command(cls=ChineseCommand, help="按已存内容和日历认定办理状态并写入提醒，不访问任何网站。")
@click.option("--year", type=YEAR, metavar="年度", help="只认定这个报告年度")
@json_option
def evaluate(year: int | None, as_json: bool) -> None:
    settings = Settings()
    with progress.shown(), begin_run(settings, kind="evaluate") as job:
        judge_and_tell(job, [year] if year else (), anew=True)
        with job.database.session() as session:
            rows = standings.board(session, year=year)
    if as_json:
        print_json(rows)
        return
    print_board(rows, f"办理状态（{year or '全部年度'}）")


def print_current_board(settings: Settings) -> None:
    """The board of the running cycle."""
    year = local_day(settings.clock()).year - 1
    with looking(settings) as session:
        rows = standings.board(session, year=year)
    print_board(rows, f"{year}年度报告办理状态")


def tell_notes(summary: dict[str, Any]) -> None:
    """What the operator should know, whatever the answer is printed as."""
    for note in summary["notes"]:
        say(note)


def print_summary(summary: dict[str, Any]) -> None:
    columns, posts, reports, alerts = (summary[k] for k in ("columns", "posts", "reports", "alerts"))
    say("")
    print(
        f"本次运行 {summary['run_id']}：检查栏目 {columns['checked']} 个（完整 {columns['complete']}，未能完整检查 "
        f"{columns['failed']}），请求 {summary['requests']} 次；帖子 {posts['seen']} 条（新 {posts['new']}）；"
        f"报告新增 {reports['new']}、修改 {reports['revised']}；提醒新增 {alerts['queued']}、已发送 {alerts['sent']}、"
        f"未送达 {alerts['failed']}"
    )
    if head := summary["chain"]:
        print(f"证据链：{Head(head['seq'], head['head'])}")
    tell_notes(summary)
    if summary["failures"]:
        rows = [(f["column"], f["outcome"], f["reason"]) for f in summary["failures"]]
        print_table("未能完整检查的栏目（不据此认定任何单位未公布）", ("栏目", "结果", "原因"), rows)
