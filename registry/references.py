"""What one file cannot know of itself: ids used twice, hosts agreed upon otherwise elsewhere, columns and successors
that nobody defines.

Works on the raw data, so that a unit with a wrong level still has its columns checked.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from registry.messages import did_you_mean, in_words
from registry.problems import quoted
from registry.sheet import Place, Sheet


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id, and where it stands."""

    sheet: Sheet
    place: Place
    id: str
    data: dict[str, Any]

    @property
    def line(self) -> int:
        return self.sheet.line((*self.place, "id" if "id" in self.data else "host"))


def check_references(sheets: Sequence[Sheet], platforms: Collection[str] | None) -> None:
    """Adds to each sheet the problems that show only beside the others."""
    offices = [named for sheet in sheets for named in _office(sheet)]
    columns = [named for sheet in sheets for named in _items(sheet, "columns")]
    units = [named for sheet in sheets for named in _items(sheet, "units")]
    for noun, found in (("监督机关", offices), ("栏目", columns), ("单位", units)):
        _report_repeated(noun, found)
    _report_other_agreements([named for sheet in sheets for named in _items(sheet, "hosts", "host")])
    if all(sheet.readable for sheet in sheets):  # else what is missing may stand in the file that cannot be read
        _report_unknown_columns(units, {column.id for column in columns})
        _report_successors(units)
    if platforms is not None:
        _report_unknown_platforms(columns, {"auto", *platforms})


def _office(sheet: Sheet) -> Iterator[Named]:
    office = sheet.data.get("office") if isinstance(sheet.data, dict) else None
    if isinstance(office, dict) and isinstance(office.get("id"), str):
        yield Named(sheet, ("office",), office["id"], office)


def _items(sheet: Sheet, key: str, name: str = "id") -> Iterator[Named]:
    items = sheet.data.get(key) if isinstance(sheet.data, dict) else None
    for n, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and isinstance(item.get(name), str):
            yield Named(sheet, (key, n), item[name], item)


def _report_repeated(noun: str, found: Sequence[Named]) -> None:
    first: dict[str, Named] = {}
    for named in found:
        before = first.setdefault(named.id, named)
        if before is not named:
            named.sheet.report(
                named.line, f"{noun}编号{quoted(named.id)}重复，已在 {before.sheet.file}:{before.line} 使用"
            )


def _report_other_agreements(hosts: Sequence[Named]) -> None:
    """Several offices may name one host, as long as they say the same of it."""
    first: dict[str, Named] = {}
    for named in hosts:
        before = first.setdefault(named.id, named)
        for key in sorted({*named.data, *before.data}):
            if named.data.get(key) != before.data.get(key):
                where = f"{before.sheet.file}:{before.line}"
                _report(named, (key,), f"与 {where} 对同一网站的写法不同，请写成一样")


def _report_unknown_columns(units: Sequence[Named], known: set[str]) -> None:
    for unit in units:
        listed = unit.data.get("columns")
        for n, column in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(column, str) and column not in known:
                _report(unit, ("columns", n), f"没有编号为{quoted(column)}的栏目" + did_you_mean(column, known))


def _report_successors(units: Sequence[Named]) -> None:
    follows = {unit.id: list(_successors(unit)) for unit in units}
    for unit in units:
        for place, successor in follows[unit.id]:
            if successor not in follows:
                wrong = f"没有编号为{quoted(successor)}的单位" + did_you_mean(successor, follows)
                _report(unit, place, wrong)
            elif _comes_back(unit.id, successor, follows):
                _report(unit, place, "承继单位绕了一圈又回到本单位")


def _successors(unit: Named) -> Iterator[tuple[Place, str]]:
    """One id, or a list of them, each with its place."""
    said = unit.data.get("successor")
    several = isinstance(said, list)
    for n, successor in enumerate(said if isinstance(said, list) else [said]):
        if isinstance(successor, str):
            yield ("successor", n) if several else ("successor",), successor


def _comes_back(start: str, at: str, follows: dict[str, list[tuple[Place, str]]]) -> bool:
    ahead, passed = [at], set[str]()
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in passed:
            passed.add(one)
            ahead += [successor for _, successor in follows.get(one, ())]
    return False


def _report_unknown_platforms(columns: Sequence[Named], known: set[str]) -> None:
    for column in columns:
        platform = column.data.get("platform")
        if isinstance(platform, str) and platform.strip() not in known:
            _report(column, ("platform",), f"没有名为{quoted(platform)}的平台" + did_you_mean(platform, known))


def _report(named: Named, inner: Place, message: str) -> None:
    place = (*named.place, *inner)
    named.sheet.report(named.sheet.line(place), f"{in_words(named.sheet.data, place)}：{message}")
