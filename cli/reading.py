"""`check`, `parse`, `import`: pages looked at outside the nightly run."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
from pydantic_core import to_jsonable_python

from cli import progress
from cli.chinese import ChineseCommand
from cli.output import json_option, os_words, print_json, print_table, say
from cli.report_page import print_report
from core.posts import Kind
from core.problems import UserProblem
from core.reports import Report
from flows.imports import Imported, import_files
from flows.judge import judge
from flows.limited import LimitedReader, ReaderLostError
from flows.preview import ColumnPreview, columns_to_check, preview
from flows.run import begin_run, load_registry
from parsers import read_report
from parsers.attachments import is_file
from settings import Settings

KIND_WORDS = {
    Kind.ANNUAL_REPORT: "年度报告",
    Kind.NOTICE: "通知",
    Kind.PLAN: "计划方案",
    Kind.INTERPRETATION: "解读",
    Kind.NEWS: "新闻",
    Kind.OTHER_ANNUAL_REPORT: "其他年报",
    Kind.TEMPLATE: "范文模板",
    Kind.INDEX: "目录页",
    Kind.OTHER: "其他",
}
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
    cls=ChineseCommand, help="试查一个栏目（网址、栏目或单位 ID）：会看到什么、认出哪些、其余为什么不是；不写库。"
)
@click.argument("target", metavar="网址或单位")
@click.option("--allow-private", is_flag=True, help="允许内网和本机地址")
@json_option
def check(target: str, allow_private: bool, as_json: bool) -> None:
    settings = Settings()
    columns = columns_to_check(load_registry(settings), target, allow_private=allow_private)
    say(f"正在检查 {'、'.join(column.url for column in columns)} ……")
    seen = preview(settings, columns)
    if as_json:
        print_json(seen[0] if len(seen) == 1 else seen)
    else:
        for column in seen:
            _print_preview(column)
    if not all(column.complete for column in seen):
        raise SystemExit(1)


def _print_preview(column: ColumnPreview) -> None:
    total = f"，页面自称共 {column.total} 条" if column.total is not None else ""
    print(column.url)
    print(f"结果：{column.outcome}（{column.reason}），平台：{column.platform or '未识别'}")
    print(f"列表页 {column.list_pages} 页{total}")
    print_table(
        f"帖子 {len(column.posts)} 条，其中认作年度报告 {sum(post.candidate for post in column.posts)} 条",
        ("日期", "标题", "认作", "年度", "依据"),
        [
            (
                post.listed_on,
                post.title,
                ("？" if post.doubtful else "") + KIND_WORDS[Kind(post.kind)],
                post.report_year,
                "；".join(post.reasons),
            )
            for post in column.posts
        ],
    )


@click.command(
    cls=ChineseCommand,
    help="把存下的页面或附件（html、txt、pdf、docx、doc、wps、ofd、图片）读成报告；不用数据库。文件名 - 表示标准输入。",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--url", metavar="网址", help="页面的原地址")
@json_option
def parse(files: tuple[str, ...], url: str | None, as_json: bool) -> None:
    found = [(name, body) for name in files if (body := _bytes(name)) is not None]
    reader = LimitedReader()
    read = [(name, report) for name, body in found if (report := _report(reader, name, body, url)) is not None]
    reader.close()
    shapes = [(name, to_jsonable_python(report)) for name, report in read]
    if as_json:
        _print_shapes(shapes, len(files))
    else:
        for name, shape in shapes:
            print(f"—— {name}：{_verdict(shape)}；{'；'.join(shape['reasons'])}")
            print_report(shape)
    unread = [name for name, report in read if not _told(name, report)]
    if unread or len(read) < len(files):
        raise SystemExit(1)


def _verdict(shape: dict[str, Any]) -> str:
    if shape["is_report"]:
        return "年度报告（待人工确认）" if shape["doubtful"] else "年度报告"
    kind = Kind(shape["kind"])
    if kind is Kind.ANNUAL_REPORT:
        return "像是年度报告，但没有读到正文，待人工确认"
    return f"不是年度报告（{KIND_WORDS[kind]}）{'，待人工确认' if shape['doubtful'] else ''}"


def _report(reader: LimitedReader, name: str, body: bytes, url: str | None) -> Report | None:
    """The file read; one that only its own libraries can open in a process of its own, which it may break."""
    if not is_file(body):
        return read_report(body, url=url)
    try:
        return reader(body, url=url)
    except ReaderLostError as lost:
        say(f"读不出文件 {name}：{lost}")
        return None


def _told(name: str, report: Report) -> bool:
    """False, and the reason said, where nothing could be read of the file."""
    if report.is_report or report.body or report.title or report.attachments:
        return True
    say(f"读不出文件 {name}：{'；'.join(report.reasons)}")
    return False


def _print_shapes(shapes: list[tuple[str, dict[str, Any]]], asked: int) -> None:
    if asked > 1:
        print_json([{"file": name, **shape} for name, shape in shapes])
    elif shapes:
        print_json(shapes[0][1])


def _bytes(name: str) -> bytes | None:
    """The file's bytes; a file that cannot be read is named and costs itself only."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as problem:
        say(f"读不出文件 {name}：{os_words(problem)}")
        return None


@click.command(
    "import",
    cls=ChineseCommand,
    help="导入手工保存的页面或附件（html、txt、pdf、docx、doc、wps、ofd、图片）作为证据，识别并归到单位。",
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或目录...", type=click.Path(path_type=Path))
@json_option
def import_(paths: tuple[Path, ...], as_json: bool) -> None:
    if missing := [str(path) for path in paths if not path.exists()]:
        raise UserProblem(f"没有这个文件或目录：{'、'.join(missing)}")
    with progress.shown(), begin_run(Settings(), kind="import") as run:
        results = import_files(run, paths)
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
        f"导入 {len(results)} 个文件",
        ("文件", "结果", "单位", "年度", "标题", "说明"),
        [(r.file, IMPORT_WORDS[r.outcome], r.unit, r.report_year, r.title, r.reason) for r in results],
    )
    counts = Counter(IMPORT_WORDS[r.outcome] for r in results)
    print("合计：" + "，".join(f"{word} {number}" for word, number in counts.items()))
