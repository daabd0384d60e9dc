"""`watchdog`: whether the nightly run happened."""

from datetime import UTC, datetime

import click

from cli.chinese import ChineseCommand
from cli.output import json_option, print_json
from flows.watching import look_and_tell
from settings import Settings


@click.command(cls=ChineseCommand, help="值守：夜间任务是否按时运行；没有运行或没有完成的，提醒运维并以 1 退出。")
@json_option
def watchdog(as_json: bool) -> None:
    seen = look_and_tell(Settings(), datetime.now(UTC))
    if as_json:
        missed_on = seen.missed_on.isoformat() if seen.missed_on else None
        print_json({"ok": seen.ok, "state": seen.state, "detail": seen.detail, "missed_on": missed_on})
    else:
        print(f"{seen.detail}。")
    if not seen.ok:
        raise SystemExit(1)
