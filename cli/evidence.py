"""`evidence`: what is said of an obligation, on paper, and all that it rests on in one file."""

from pathlib import Path

import click

from cli.boards import STATUS_WORDS
from cli.chinese import ChineseGroup
from cli.output import json_option, print_json, say
from flows.sheets import Made, make_pack, make_sheet
from settings import Settings

_UNIT = click.argument("unit", metavar="单位")
_YEAR = click.argument("year", type=int, metavar="年度")
_OUT = click.argument("out", type=click.Path(path_type=Path), metavar="[路径]", required=False)


@click.group(cls=ChineseGroup, help="取证：某单位某年度的取证单（HTML、PDF）和证据包（zip）。")
def evidence() -> None:
    pass


@evidence.command(help="取证单：依据、期限、认定、逐次检查、存档摘要和全部日期，可附在通报之后。")
@_UNIT
@_YEAR
@_OUT
@json_option
def sheet(unit: str, year: int, out: Path | None, as_json: bool) -> None:
    _show(make_sheet(Settings(), unit, year, out), as_json=as_json)


@evidence.command(help="证据包：取证单、存档原件、应答报头、截图、摘要和证据链，连同核对方法，合成一个 zip 文件。")
@_UNIT
@_YEAR
@_OUT
@json_option
def pack(unit: str, year: int, out: Path | None, as_json: bool) -> None:
    _show(make_pack(Settings(), unit, year, out), as_json=as_json)


def _show(made: Made, *, as_json: bool) -> None:
    if made.remark:
        say(made.remark)
    for lost in made.lost:
        say(f"已无法取得：{lost}")
    if as_json:
        print_json(made)
        return
    print(f"{STATUS_WORDS[made.status][2:]}：{made.reason}")
    for path, digest in made.files.items():
        print(f"{path}\n  SHA-256 {digest}")
