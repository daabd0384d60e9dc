"""`doctor`: what works, and what to do where it does not."""

import click

from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, print_table
from flows.doctor import STATE_WORDS, examine
from settings import Settings


@click.command(cls=ChineseCommand, help="自检：数据库、名录、浏览器、字体、通知渠道、时钟、磁盘、Prefect。")
@json_option
def doctor(as_json: bool) -> None:
    checks = list(examine(Settings()))
    if as_json:
        print_json(checks)
    else:
        rows = [(c.name, STATE_WORDS[c.state], c.detail, c.advice) for c in checks]
        print_table("自检", ("项目", "状态", "情况", "怎么办"), rows)
    if any(check.state == "failed" for check in checks):
        raise SystemExit(1)
