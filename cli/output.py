"""What commands print: tables and lines for people, one JSON document for programs."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import click
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.markup import escape
from rich.table import Table

json_option = click.option("--json", "as_json", is_flag=True, help="标准输出只给一份 JSON")


def print_json(value: Any) -> None:
    json.dump(to_jsonable_python(value), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def console() -> Console:
    """Wide enough for a table when the output is not a terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def print_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table()
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    console().print(f"[bold]{escape(title)}[/bold]", soft_wrap=True)
    console().print(table)


def say(line: str) -> None:
    """Progress and remarks: standard error, so that standard output stays the answer."""
    click.echo(line, err=True)
