"""`units`: the register."""

from datetime import date

import click

from alerts import rules
from cli.boards import DUTY_WORDS
from cli.chinese import ChineseGroup
from cli.output import json_option, print_json, print_table
from core.duties import Obligation
from core.kinds import kind_of
from core.times import local_day
from core.units import Registry, Unit
from evidence.registered import shape_of
from flows.remarks import remarks
from flows.run import load_registry
from registry import RegistryProblems
from settings import Settings

LEVEL_WORDS = {"province": "省级", "city": "市级", "county": "县级", "township": "乡级", "department": "部门"}
KIND_WORDS = {
    "government": "政府",
    "department": "部门",
    "town": "乡镇",
    "subdistrict": "街道",
    "zone": "开发区",
    "vertical": "垂直管理",
    "institution": "事业单位等",
    "other": "其他",
}


@click.group(cls=ChineseGroup, help="名录：单位、栏目、校验。")
def units() -> None:
    pass


@units.command("list", help="名录中的单位和栏目。")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@json_option
def list_(office: str | None, as_json: bool) -> None:
    settings = Settings()
    registry = load_registry(settings)
    chosen = [unit for unit in registry.units.values() if office in (None, unit.office_id)]
    today = local_day(settings.clock())
    year = today.year - 1
    if as_json:
        print_json([shape_of(registry, unit, year) for unit in chosen])
        return
    rows = [(unit, rules.obligation(unit, registry.offices[unit.office_id], year, registry.rules)) for unit in chosen]
    print_table(
        f"单位 {len(rows)} 个（义务、期限和规定为{year}年度）",
        ("单位", "名称", "层级", "类别", "义务", "期限", "规定", "监督机关", "栏目", "核对"),
        [_row(registry, unit, owed, today) for unit, owed in rows],
    )


def _row(registry: Registry, unit: Unit, owed: Obligation, today: date) -> tuple[object, ...]:
    ended = unit.valid_to is not None and unit.valid_to < today
    return (
        unit.id,
        unit.name,
        LEVEL_WORDS[unit.level],
        KIND_WORDS[kind_of(unit.level, unit.name)],
        "已终止" if ended else DUTY_WORDS[owed.duty],
        owed.due_on,
        owed.rule,
        unit.office_id,
        _columns(registry, unit.column_ids),
        "" if unit.confirmed else "待核对",
    )


def _columns(registry: Registry, column_ids: tuple[str, ...]) -> str:
    return " ".join(
        registry.columns[c].url + ("" if registry.columns[c].confirmed else "（待核对）") for c in column_ids
    )


@units.command(help="校验名录，逐条指出文件和行号。")
@click.argument("folder", required=False, metavar="[目录]")
@json_option
def validate(folder: str | None, as_json: bool) -> None:
    settings = Settings()
    try:
        registry = load_registry(settings, folder)
    except RegistryProblems as problems:
        if not as_json:
            raise
        print_json(problems.as_json())
        raise SystemExit(2) from None
    if as_json:
        print_json([])
        return
    offices, units, columns = len(registry.offices), len(registry.units), len(registry.columns)
    print(f"名录正确：监督机关 {offices} 个，单位 {units} 个，栏目 {columns} 个，规定 {len(registry.rules)} 条")
    for remark in remarks(registry, local_day(settings.clock()).year - 1):
        print(f"提示：{remark}")
