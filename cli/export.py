"""`export`: the ledger for the office, as a workbook or for other programs, and the draft of a circular."""

from pathlib import Path

import click

from cli.chinese import YEAR, ChineseCommand
from cli.looking import looking
from cli.output import say
from cli.written import STANDARD_OUTPUT, written
from core.problems import UserProblem
from flows import exports
from flows.run import load_registry
from settings import Settings
from storage import register
from storage.board import Filter


@click.command(
    cls=ChineseCommand,
    help="导出台账：xlsx（台账、统计、说明三张表）、csv（Excel 和 WPS 可直接打开）、jsonl（供其他程序使用），"
    "或者通报代拟稿 docx（按时率和各类名单，可在 Word、WPS 中修改）。文件处写 - 表示标准输出（只限 csv 和 jsonl）。",
)
@click.option(
    "--format", "form", type=click.Choice(exports.FORMS), required=True, metavar="格式", help="、".join(exports.FORMS)
)
@click.option("--year", type=YEAR, required=True, metavar="年度", help="报告年度（如 2025）")
@click.option("--office", metavar="ID", help="只导出这个监督机关的单位")
@click.argument("path", metavar="文件", type=click.Path(path_type=Path))
def export(form: str, year: int, office: str | None, path: Path) -> None:
    if path == STANDARD_OUTPUT and form not in ("csv", "jsonl"):
        raise UserProblem(f"{form} 不能写到标准输出，请写明文件名")
    settings = Settings()
    registry = load_registry(settings)
    with looking(settings) as session:
        if office is not None and office not in register.offices(session):
            raise UserProblem(f"没有这个监督机关：{office}")
        wanted = Filter(office=office, year=year)
        with written(path) as file:
            count = exports.write(file, form, session, registry, wanted=wanted, at=settings.clock())
    if path != STANDARD_OUTPUT:
        say(f"已导出 {count} 个单位：{path}")
