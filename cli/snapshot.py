"""`snapshot`: a page as evidence, a whole-page picture and a PDF."""

from pathlib import Path

import click

from cli.addresses import check_address
from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, say
from evidence.words import minute
from flows.run import begin_run
from flows.snapshot import Taken, take
from settings import Settings


@click.command(
    cls=ChineseCommand,
    help="截图取证：用浏览器打开网址（或某份报告的页面），把整页截图（PNG）和 A4 打印件（PDF）存入存档，并放到目录里。",
)
@click.argument("target", metavar="网址或报告编号")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="目录",
    help="放到哪个目录（默认数据目录下的 snapshots）",
)
@click.option("--archived", is_flag=True, help="不访问网站，按存档的页面绘制（只用于报告编号）")
@click.option("--allow-private", is_flag=True, help="允许内网和本机地址")
@json_option
def snapshot(target: str, out: Path | None, archived: bool, allow_private: bool, as_json: bool) -> None:
    check_address(target, "不能截图")
    settings = Settings()
    say("正在打开页面并截图 ……")
    with begin_run(settings, kind="snapshot") as run:
        folder = out or settings.home / "snapshots"
        taken = take(run, target, out=folder, allow_private=allow_private, archived=archived)
    if as_json:
        print_json(taken)
    elif taken.screenshot:
        _print(taken)
    if not taken.screenshot:
        say(f"没有截到 {taken.url}：{taken.reason}（{taken.outcome}）")
        raise SystemExit(1)


def _print(taken: Taken) -> None:
    print(f"标题：{taken.title or '（页面无标题）'}")
    print(f"网址：{taken.url}" + (f"（应答 {taken.status}）" if taken.status else ""))
    print(f"时间：{minute(taken.taken_at.isoformat())}（北京时间）")
    print(f"来源：{taken.origin}")
    for name, file in (("截图", taken.screenshot), ("打印件", taken.print)):
        if file:
            print(f"{name}：{file.path}\n  SHA-256 {file.sha256}\n  存档 {file.record_id}")
    if taken.cut:
        print("注意：页面过长，截图只有前面一部分，打印件是全文")
    if taken.outcome != "ok":
        print(f"注意：{taken.reason}（{taken.outcome}）")
