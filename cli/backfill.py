"""`backfill`: past years, from the lists' older pages and the sites' own search."""

import click

from cli import progress
from cli.chinese import ChineseCommand
from cli.nightly import print_summary
from cli.output import json_option, print_json, say
from core.problems import UserProblem
from core.times import local_day
from flows.environment import give_way, prepare_prefect
from flows.run import load_registry, select_units
from settings import Settings
from storage.database import open_database

_EARLIEST = 2004  # 国发〔2004〕10号 first asked for such reports


@click.command(
    cls=ChineseCommand, help="回溯往年报告：把栏目翻到所要的最早年度，并使用网站自己的检索；中断后再次运行会接着做。"
)
@click.option("--from", "from_year", type=int, required=True, metavar="年度", help="最早的报告年度")
@click.option("--to", "to_year", type=int, required=True, metavar="年度", help="最晚的报告年度")
@click.option("--unit", "units", metavar="ID", multiple=True, help="只回溯这个单位，可重复")
@click.option("--no-deliver", is_flag=True, help="提醒只入发件箱，不发送")
@json_option
def backfill(from_year: int, to_year: int, units: tuple[str, ...], no_deliver: bool, as_json: bool) -> None:
    settings = Settings()
    _check_years(from_year, to_year, local_day(settings.clock()).year - 1)
    select_units(load_registry(settings), units, ())
    open_database(settings.database).close()
    say("正在启动……")
    give_way()
    prepare_prefect(settings)
    from flows.backfill import backfill as walk  # noqa: PLC0415 - only after prepare_prefect

    with progress.shown():
        summary = walk(from_year=from_year, to_year=to_year, units=list(units), deliver=not no_deliver)
    if as_json:
        print_json(summary)
    else:
        print_summary(summary)


def _check_years(first: int, last: int, latest: int) -> None:
    if first > last:
        raise UserProblem(f"最早年度 {first} 晚于最晚年度 {last}")
    if first < _EARLIEST or last > latest:
        raise UserProblem(f"年度应在 {_EARLIEST} 至 {latest} 之间")
