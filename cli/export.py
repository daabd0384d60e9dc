"""`export`: the ledger for the office, as a workbook or for other programs, and the draft of a circular."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain as chain_of
from pathlib import Path
from typing import BinaryIO

import click

from cli.chinese import ChineseCommand
from cli.looking import looking
from cli.output import say
from cli.written import STANDARD_OUTPUT, written
from core.problems import UserProblem
from core.units import Registry
from evidence.bulletin import write_docx
from evidence.ledger import write_xlsx
from evidence.table import About, Row, csv_lines, json_lines
from flows.run import load_registry
from settings import Settings
from storage import chain, register, standings

_FORMATS = ("xlsx", "csv", "jsonl", "docx")


class NothingThere(UserProblem):
    exit_code = 1


@click.command(
    cls=ChineseCommand,
    help="导出台账：xlsx（台账、统计、说明三张表）、csv（Excel 和 WPS 可直接打开）、jsonl（供其他程序使用），"
    "或者通报代拟稿 docx（按时率和各类名单，可在 Word、WPS 中修改）。文件处写 - 表示标准输出（只限 csv 和 jsonl）。",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, metavar="格式", help="、".join(_FORMATS))
@click.option("--year", type=int, required=True, metavar="年度", help="报告年度（如 2025）")
@click.option("--office", metavar="ID", help="只导出这个监督机关的单位")
@click.argument("path", metavar="文件", type=click.Path(path_type=Path))
def export(form: str, year: int, office: str | None, path: Path) -> None:
    if path == STANDARD_OUTPUT and form not in ("csv", "jsonl"):
        raise UserProblem(f"{form} 不能写到标准输出，请写明文件名")
    settings = Settings()
    registry = load_registry(settings)
    with looking(settings) as session:
        names = register.office_names(session)
        if office is not None and office not in names:
            raise UserProblem(f"没有这个监督机关：{office}")
        about = About(settings.clock(), chain.head(session), names, _rules(registry, names))
        rows = _some(standings.board_rows(session, year=year, office=office), year)
        with written(path) as file:
            count = _WRITERS[form](file, rows, year, names.get(office or ""), about)
    if path != STANDARD_OUTPUT:
        say(f"已导出 {count} 个单位：{path}")


def _rules(registry: Registry, names: Mapping[str, str]) -> dict[str, str]:
    """How what dates an obligation is cited: a rule by its title, an office's own date by what the register says."""
    own = {f"office:{id_}": f"{name}规定的期限" for id_, name in names.items()}
    stated = {
        f"office:{o.id}": f"{o.name}规定的期限（{o.own_due_date.source}）"
        for o in registry.offices.values()
        if o.own_due_date and o.own_due_date.source
    }
    return own | stated | {rule.id: rule.cited for rule in registry.rules}


def _some(rows: Iterator[Row], year: int) -> Iterator[Row]:
    """The same rows; raises where there is none."""
    first = next(rows, None)
    if first is None:
        raise NothingThere(f"还没有 {year} 年度的认定结果；先运行 fazhiwatch run 或 fazhiwatch evaluate")
    return chain_of([first], rows)


def _xlsx(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return write_xlsx(file, rows, f"{office or ''}{year}年度法治政府建设年度报告公布情况台账", about)


def _csv(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return _lines(file, csv_lines(rows, about)) - 1


def _jsonl(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return _lines(file, json_lines(rows))


def _lines(file: BinaryIO, lines: Iterable[str]) -> int:
    return sum(1 for line in lines if file.write(line.encode()))


_WRITERS: Mapping[str, Callable[[BinaryIO, Iterable[Row], int, str | None, About], int]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "jsonl": _jsonl,
    "docx": write_docx,
}
