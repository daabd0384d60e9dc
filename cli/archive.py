"""`archive`: what is kept, verified, copied out for others, and repaired after a loss."""

from collections.abc import Sequence
from pathlib import Path

import click

from cli import progress
from cli.chinese import YEAR, ChineseGroup
from cli.output import json_option, print_json, say
from flows.archive.export import export as export_warc
from flows.archive.repair import Repaired, plan
from flows.archive.repair import repair as mend
from flows.archive.verify import Finding, Verified
from flows.archive.verify import verify as verify_archive
from flows.run import begin_run
from settings import Settings

_MOST = 200  # lines of a kind that are printed one by one; `--json` has all of them


@click.group(cls=ChineseGroup, help="存档：核验、导出、修复。")
def archive() -> None:
    pass


@archive.command(
    help="核验存档：核对文件、记录、摘要、数据库索引和证据链。字节、时间或次序有改动的，指明位置，退出码为 1。"
)
@click.option("--head", metavar="摘要", help="曾经公布的链首（提醒消息末尾所印）：核对它仍在证据链中")
@json_option
def verify(head: str | None, as_json: bool) -> None:
    with progress.shown():
        found = verify_archive(Settings(), head)
    if as_json:
        print_json(found)
    else:
        _print_verified(found)
    if not found.ok:
        raise SystemExit(1)


@archive.command(help="把与某单位某一年度公开义务有关的全部存档记录原样复制成一个 WARC 文件，可用任何 WARC 工具打开。")
@click.option("--unit", "unit_id", required=True, metavar="ID", help="单位编号")
@click.option("--year", required=True, type=YEAR, metavar="年度", help="报告年度")
@click.argument("path", required=False, metavar="[文件]", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def export(unit_id: str, year: int, path: Path | None, as_json: bool) -> None:
    done = export_warc(Settings(), unit_id, year, path or Path(f"{unit_id}-{year}.warc.gz"))
    if as_json:
        print_json(done)
    else:
        print(f"{done.path}：{done.captures} 次存档，{done.records} 条记录，{done.bytes} 字节")
        for lost in done.lost:
            say(f"取不出：{lost}")
    if done.lost:
        raise SystemExit(1)


@archive.command(
    help="修复存档索引：补录没有入库的记录，按记录更正数据库，丢失或损坏的记为损失并重新抓取。"
    "从不改写或删除存档文件；重复运行没有影响。"
)
@click.option("--dry-run", is_flag=True, help="只列出将做什么，不做任何改动")
@json_option
def repair(dry_run: bool, as_json: bool) -> None:
    with progress.shown():
        if dry_run:
            done = plan(Settings())
        else:
            with begin_run(Settings(), kind="repair") as run:
                done = mend(run)
    if as_json:
        print_json(done)
    else:
        _print_repaired(done, dry_run)
    if done.left:
        raise SystemExit(1)


def _print_verified(found: Verified) -> None:
    _print_findings("问题", found.faults)
    _print_findings("说明", found.notes)
    print(f"共核验 {found.files} 个文件、{found.records} 条记录、{found.captures} 条索引")
    print(f"链首：{found.head or '尚无'}")
    print("核验通过" if found.ok else f"发现 {len(found.faults)} 处问题")


def _print_repaired(done: Repaired, dry_run: bool) -> None:
    _print_findings("将处理" if dry_run else "已处理", done.actions)
    _print_findings("无法修复", done.left)
    if not (done.actions or done.left):
        print("没有需要修复的内容")


def _print_findings(head: str, findings: Sequence[Finding]) -> None:
    for finding in findings[:_MOST]:
        print(f"{head}：{finding.where}：{finding.detail}")
    if len(findings) > _MOST:
        print(f"{head}：另有 {len(findings) - _MOST} 条，见 --json")
