"""`units`: the register."""

import click

from cli.chinese import ChineseGroup
from cli.output import json_option, print_json, print_table
from core.units import Registry
from flows.run import load_registry
from registry import RegistryProblems
from settings import Settings

LEVEL_WORDS = {"province": "省级", "city": "市级", "county": "县级", "township": "乡级", "department": "部门"}


@click.group(cls=ChineseGroup, help="名录：单位、栏目、校验。")
def units() -> None:
    pass


@units.command("list", help="名录中的单位和栏目。")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@json_option
def list_(office: str | None, as_json: bool) -> None:
    registry = load_registry(Settings())
    rows = [unit for unit in registry.units.values() if office in (None, unit.office_id)]
    if as_json:
        print_json(rows)
        return
    print_table(
        f"单位 {len(rows)} 个",
        ("单位", "名称", "层级", "监督机关", "栏目", "核对"),
        [
            (
                u.id,
                u.name,
                LEVEL_WORDS[u.level],
                u.office_id,
                _columns(registry, u.column_ids),
                "" if u.confirmed else "待核对",
            )
            for u in rows
        ],
    )


def _columns(registry: Registry, column_ids: tuple[str, ...]) -> str:
    return " ".join(
        registry.columns[c].url + ("" if registry.columns[c].confirmed else "（待核对）") for c in column_ids
    )


@units.command(help="校验名录，逐条指出文件和行号。")
@click.argument("folder", required=False, metavar="[目录]")
@json_option
def validate(folder: str | None, as_json: bool) -> None:
    try:
        registry = load_registry(Settings(), folder)
    except RegistryProblems as problems:
        if not as_json:
            raise
        print_json(problems.as_json())
        raise SystemExit(2) from None
    if as_json:
        print_json([])
        return
    print(
        f"名录正确：监督机关 {len(registry.offices)} 个，单位 {len(registry.units)} 个，栏目 {len(registry.columns)} 个"
    )
