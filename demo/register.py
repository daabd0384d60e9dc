"""Writes the town's register: one YAML file an office, as a person would write it, with the live addresses."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from demo.cast import DIVISION_CODES, TownColumn, TownOffice, TownUnit
from demo.script import FIRST_YEAR, LAST_YEAR, TOWN
from demo.sites import Town


def _office(office: TownOffice, town: Town) -> dict[str, Any]:
    return {
        "id": office.id,
        "name": office.name,
        "notify": [town.receiver_url(f"office/{office.id}")],
        "remind_days_before": [14, 3],
        "escalate_days_after": [1, 7, 30],
    }


def _column(column: TownColumn, town: Town) -> dict[str, Any]:
    return {
        "id": column.id,
        "url": town.column_url(column.id),
        "allow_private": True,
        "expect": {"min_posts": column.min_posts},
    }


def _unit(unit: TownUnit) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": unit.id,
        "name": unit.name,
        "aliases": list(unit.aliases),
        "level": unit.sort.level.value,
        "division_code": DIVISION_CODES[unit.office_id],
        "columns": [unit.column_id],
        "duty": unit.duty.value if unit.duty else "auto",
        "since_year": FIRST_YEAR,
    }
    if unit.exempt_reason:
        entry["exempt"] = [{"year": LAST_YEAR, "reason": unit.exempt_reason}]
    return entry


def write(folder: Path, town: Town) -> None:
    """Writes the register of the served `town` into `folder`, made where missing; an earlier town's is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml = YAML()
    yaml.default_flow_style = False
    for office in TOWN.offices.values():
        units = [u for u in TOWN.units.values() if u.office_id == office.id]
        column_ids = dict.fromkeys(u.column_id for u in units)
        document = {
            "office": _office(office, town),
            "due": {"rule": "national"},
            "columns": [_column(TOWN.columns[c], town) for c in column_ids],
            "units": [_unit(u) for u in units],
        }
        with (folder / f"{office.id}.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(document, file)
