"""`reports diff`: what differs between two revisions of a report, for the terminal, as a page, or as JSON."""

from pathlib import Path

import click

from cli.chinese import ChineseCommand
from cli.difference_text import print_compared
from cli.looking import looking
from cli.output import json_option, print_json, say
from core.problems import UserProblem, os_words
from evidence.difference_page import html_of
from evidence.difference_shape import shape_of
from settings import Settings
from storage.compared import load


@click.command(cls=ChineseCommand, help="同一报告两个版本之间的改动（默认最新一版与其前一版）。")
@click.argument("report_id", type=int, metavar="编号")
@click.option("--from", "first", type=int, metavar="版本", help="旧的一版（默认为新的一版的前一版）")
@click.option("--to", "last", type=int, metavar="版本", help="新的一版（默认最新）")
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="文件", help="存为网页，可打印")
@json_option
def diff(report_id: int, first: int | None, last: int | None, page: Path | None, as_json: bool) -> None:
    with looking(Settings()) as session:
        compared = load(session, report_id, first, last)
    if page:
        _write(page, html_of(compared))
    if as_json:
        print_json(shape_of(compared))
    elif not page:
        print_compared(compared)


def _write(page: Path, text: str) -> None:
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserProblem(f"无法写入 {page}：{os_words(error)}") from error
    say(f"已写入 {page}")
