"""Proposals as lines for a registry file: columns and the units whose reports they hold, all to be confirmed. Pure."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from core.discovery import Discovery, Proposal, Rank
from core.pages import Outcome
from core.units import Level
from crawlers.discovery.judging import BY_YEAR
from registry.names import DEPARTMENT, TOWNSHIP_KINDS, Name, read_name

_LEVELS = {"省": Level.PROVINCE, "自治区": Level.PROVINCE, "市": Level.CITY, "自治州": Level.CITY, "地区": Level.CITY}
_LEVELS |= {"盟": Level.CITY, DEPARTMENT: Level.DEPARTMENT} | dict.fromkeys(TOWNSHIP_KINDS, Level.TOWNSHIP)
_COMMON = frozenset({"www", "gov", "cn", "com", "org", "net", "zwgk", "xxgk", "index", "html", "htm", "shtml"})
_SITE_WORDS = re.compile(r"(?:官方|门户|公众信息|信息公开)?(?:网站|网)$")
_HEAD = """\
# 以下由 fazhiwatch discover 提出，请人工核对后并入监督机关的名录文件；核对无误的删去 confirmed: false。
# 编号（id）一经使用不再更改，可先改成便于记忆的写法；层级（level）按名称推断，请核对。
"""
_NO_UNIT = "# 没有看到发文机关：请自行登记单位，并在其 columns 中写上述栏目的编号。\n"


@dataclass(slots=True)
class _Unit:
    name: str
    level: Level
    aliases: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


def snippet(found: Discovery, *, allow_private: bool = False) -> str:
    """YAML with `columns` and `units`; empty where nothing is proven or probable, and can be read."""
    worthy = [p for p in found.proposals if p.rank is not Rank.POSSIBLE and _readable(p)]
    if not worthy:
        return ""
    ids = _unlike(_id_of(proposal.url) for proposal in worthy)
    columns = [_column(p, id_, allow_private) for p, id_ in zip(worthy, ids, strict=True)]
    units = _units(worthy, ids) or _site_itself(found.site_name, ids)
    prefix = _host_part(found.url) or "unit"
    rows = [_unit(unit, f"{prefix}-unit-{n}") for n, unit in enumerate(units, 1)]
    head = _HEAD + (f"# {BY_YEAR}。\n" if any(BY_YEAR in proposal.reasons for proposal in worthy) else "")
    return head + _yaml({"columns": columns} | ({"units": rows} if rows else {})) + ("" if rows else _NO_UNIT)


def _readable(proposal: Proposal) -> bool:
    """A column that its site does not let us read would leave its units unverified for good."""
    return proposal.outcome.sound or proposal.outcome is Outcome.INCOMPLETE


def _column(proposal: Proposal, id_: str, allow_private: bool) -> dict[str, Any]:
    private = {"allow_private": True} if allow_private else {}
    return {"id": id_, "url": proposal.url, **private, "confirmed": False}


def _unit(unit: _Unit, id_: str) -> dict[str, Any]:
    aliases = {"aliases": unit.aliases} if unit.aliases else {}
    row: dict[str, Any] = {"id": id_, "name": unit.name, **aliases, "level": str(unit.level)}
    return {**row, "columns": unit.columns, "confirmed": False}


def _units(proposals: Sequence[Proposal], ids: Sequence[str]) -> list[_Unit]:
    """One unit for all names of one organ; a government before its party committee."""
    units: dict[tuple[str, str], _Unit] = {}
    for proposal, id_ in zip(proposals, ids, strict=True):
        for issuer in sorted(proposal.issuers, key=_party):
            name = read_name(issuer)
            if name is None:
                continue
            unit = units.setdefault((name.stem, name.kind), _Unit(issuer, _level(name)))
            if issuer != unit.name and issuer not in unit.aliases:
                unit.aliases.append(issuer)
            if id_ not in unit.columns:
                unit.columns.append(id_)
    return list(units.values())


def _party(issuer: str) -> bool:
    return issuer.startswith(("中共", "中国共产党"))


def _site_itself(site_name: str | None, ids: Sequence[str]) -> list[_Unit]:
    """No report was seen: the columns may be those of the organ that the site is named after."""
    organ = _SITE_WORDS.sub("", site_name or "")
    name = read_name(organ)
    return [_Unit(organ, _level(name), columns=list(ids))] if name is not None and name.kind else []


def _level(name: Name) -> Level:
    return _LEVELS.get(name.kind, Level.COUNTY)


def _host_part(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return "-".join(step for step in re.split(r"[^a-z0-9]+", host.lower()) if step and step not in _COMMON)


def _id_of(url: str) -> str:
    """Host and the last steps of the path, without what all addresses have."""
    parts = urlsplit(url)
    steps = re.split(r"[^a-z0-9]+", f"{parts.path} {parts.query} {parts.fragment}".lower())
    told = [step for step in steps if step and step not in _COMMON][-2:]
    return "-".join(piece for piece in (_host_part(url), *told) if piece)[:60].strip("-") or "column"


def _unlike(ids: Iterable[str]) -> list[str]:
    """The same ids, numbered where one comes again."""
    taken: list[str] = []
    for id_ in ids:
        number, free = 1, id_
        while free in taken:
            number += 1
            free = f"{id_}-{number}"
        taken.append(free)
    return taken


def _yaml(data: dict[str, Any]) -> str:
    writer, text = YAML(), io.StringIO()
    writer.width = 1000
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump(data, text)
    return text.getvalue()
