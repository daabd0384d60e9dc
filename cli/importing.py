"""`import`: pages, files and archives brought in by hand."""

from collections import Counter
from pathlib import Path

import click

from cli import progress
from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, print_table
from core.problems import UserProblem
from flows.imports import Imported, Word, import_files
from flows.judge import judge
from flows.run import begin_run
from settings import Settings

IMPORT_WORDS = {
    "new": "新报告",
    "revised": "修改版",
    "unchanged": "已有",
    "review": "待人工确认",
    "not_report": "不是年度报告",
    "unsupported": "不支持",
    "unreadable": "读不出",
}


@click.command(
    "import",
    cls=ChineseCommand,
    help="导入手工保存的页面（html、mhtml、txt）、附件（pdf、docx、doc、wps、ofd、图片）、目录和 WARC 存档"
    "（.warc、.warc.gz）作为证据，识别并归到单位。重复导入不会重复入库。",
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或目录...", type=click.Path(path_type=Path))
@click.option("--url", metavar="网址", help="这个文件保存自哪个网址（只能导入一个文件）")
@click.option("--unit", "unit_id", metavar="ID", help="标题没写明单位时，指明是哪个单位的（只能导入一个文件）")
@json_option
def import_(paths: tuple[Path, ...], url: str | None, unit_id: str | None, as_json: bool) -> None:
    if missing := [str(path) for path in paths if not path.exists()]:
        raise UserProblem(f"没有这个文件或目录：{'、'.join(missing)}")
    with progress.shown(), begin_run(Settings(), kind="import") as run:
        results = import_files(run, paths, Word(url, unit_id))
        told = [result for result in results if result.unit and result.report_year]
        if told:
            judge(run, {r.report_year for r in told if r.report_year}, {r.unit for r in told if r.unit})
    if as_json:
        print_json(results)
    else:
        _print_imported(results)
    if any(result.outcome in ("unsupported", "unreadable") for result in results):
        raise SystemExit(1)


def _print_imported(results: list[Imported]) -> None:
    print_table(
        f"导入 {len(results)} 项",
        ("文件", "结果", "单位", "年度", "标题", "说明"),
        [(r.file, IMPORT_WORDS[r.outcome], r.unit, r.report_year, r.title or r.url, r.reason) for r in results],
    )
    counts: Counter[str] = Counter()
    for result in results:
        counts[IMPORT_WORDS[result.outcome]] += result.count
    print("合计：" + "，".join(f"{word} {number}" for word, number in counts.items()))
