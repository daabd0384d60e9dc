"""`demo`: a small town to watch, played over a season."""

import os
import shlex
import threading
from pathlib import Path

import click

from cli import progress
from cli.boards import print_board
from cli.chinese import ChineseCommand
from cli.looking import looking
from cli.nightly import print_summary
from cli.output import json_option, print_json, say
from core.times import SHANGHAI
from demo.play import Night, check_database, play, prepare_home
from demo.script import DAYS, LAST_YEAR
from demo.sites import Town
from settings import Settings
from storage import standings


@click.command(cls=ChineseCommand, help="演示：在本机启动一批模拟政府网站，按天运行真实的夜间任务，直到总览填满。")
@click.option("--serve", is_flag=True, help="演示结束后让模拟网站继续开着，按 Ctrl-C 结束")
@json_option
def demo(serve: bool, as_json: bool) -> None:
    home = Path(os.environ.get("FAZHIWATCH_HOME") or "var/demo").absolute()
    settings = Settings(home=home)
    prepare_home(home)
    if settings.database_url:
        check_database(settings.database_url)
    say(f"演示数据目录：{home}")
    with Town(day=DAYS[0]).serve() as town:
        # the last night is played twice: over unchanged sites the second run fetches, stores and sends nothing
        nights = []
        with progress.shown():
            for night in play(settings, town, (*DAYS, DAYS[-1])):
                nights.append(night)
                say(_line(night, repeated=len(nights) > len(DAYS)))
        if as_json:
            print_json([night.summary for night in nights])
        else:
            _print_end(settings, nights)
        if serve:
            say("模拟网站仍开着，按 Ctrl-C 结束")
            threading.Event().wait()


def _line(night: Night, *, repeated: bool) -> str:
    s = night.summary
    again = "（同一晚再运行一次）" if repeated else ""
    return (
        f"◆ {night.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}{again} "
        f"栏目 {s['columns']['complete']}/{s['columns']['checked']}，"
        f"新帖 {s['posts']['new']}，新报告 {s['reports']['new']}，修改 {s['reports']['revised']}，"
        f"取文章 {s['articles'].get('fetched', 0)} 篇，发出提醒 {s['alerts']['sent']} 条"
    )


def _print_end(settings: Settings, nights: list[Night]) -> None:
    print("\n监督机关收到的消息：")
    for night in nights:
        for message in night.messages:
            if message.audience == "operator":
                continue
            print(f"\n┌ {night.at.astimezone(SHANGHAI):%Y-%m-%d} {message.title}")
            print("\n".join(f"│ {line}" for line in message.body.splitlines()))
    operator = sum(message.audience == "operator" for night in nights for message in night.messages)
    print(f"\n运维另收到 {operator} 条消息（栏目异常、未能核实），用 alerts list 查看\n")
    with looking(settings) as session:
        print_board(standings.board(session, year=LAST_YEAR), f"{LAST_YEAR}年度报告办理状态")
    print_summary(nights[-1].summary)
    print(
        f"""
接下来可以输入：
  export FAZHIWATCH_HOME={shlex.quote(str(settings.home))}
  export FAZHIWATCH_REGISTRY={shlex.quote(str(settings.home / "registry"))}
  .venv/bin/fazhiwatch web                            # 网页，用浏览器打开 http://127.0.0.1:8000/
  .venv/bin/fazhiwatch board --year {LAST_YEAR}            # 状态总览
  .venv/bin/fazhiwatch alerts list                    # 全部提醒
  .venv/bin/fazhiwatch reports list --year {LAST_YEAR}     # 已存报告；reports show 编号 看内容
  .venv/bin/fazhiwatch doctor                         # 自检
监测自己的单位：先 unset FAZHIWATCH_HOME FAZHIWATCH_REGISTRY，照 registry/ 里的文件写一份名录，
再运行 .venv/bin/fazhiwatch units validate 和 run"""
    )
