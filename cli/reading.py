"""`parse`: saved pages and attachments read outside the nightly run."""

import sys
from pathlib import Path
from typing import Any

import click
from pydantic_core import to_jsonable_python

from cli.addresses import check_address
from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, say
from cli.report_page import print_report
from core.posts import Kind
from core.problems import os_words
from core.reports import Report
from flows.limited import LimitedReader, ReaderLostError
from parsers import read_report
from parsers.attachments import is_file

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


@click.command(
    cls=ChineseCommand,
    help="把存下的页面或附件（html、txt、pdf、docx、doc、wps、ofd、图片）读成报告；不用数据库。文件名 - 表示标准输入。",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--url", metavar="网址", help="页面的原地址")
@json_option
def parse(files: tuple[str, ...], url: str | None, as_json: bool) -> None:
    check_address(url or "", "--url")
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
