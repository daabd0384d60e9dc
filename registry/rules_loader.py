"""The rules that come with the product, and those of the user's own folder, or every error in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from core.rules import Rule
from registry.messages import report_errors
from registry.problems import RegistryProblems, quoted
from registry.rules_schema import FORMS, RulesForm
from registry.sheet import Sheet, read_sheet

PACKAGED = Path(__file__).parent / "rules"
_FOREVER = 9999


@dataclass(frozen=True, slots=True)
class _Placed:
    """A rule, and where it stands."""

    rule: Rule
    sheet: Sheet
    line: int

    @property
    def where(self) -> str:
        return f"{self.sheet.file}:{self.line}"


@cache  # they come with the program
def packaged_rules() -> tuple[Rule, ...]:
    return load_rules(None)


def load_rules(folder: Path | None) -> tuple[Rule, ...]:
    """The rules in order of their years; those of `folder` stand in the stead of packaged ones with the same id.

    Raises RegistryProblems with every error of every file.
    """
    rules, sheets = read_rules(folder)
    if problems := [problem for sheet in sheets for problem in sheet.problems]:
        raise RegistryProblems(problems)
    return rules


def read_rules(folder: Path | None) -> tuple[tuple[Rule, ...], list[Sheet]]:
    """The rules as far as they can be read, and the sheets with what is wrong in them."""
    ours = _folder(PACKAGED)
    theirs = [] if folder is None or _same(folder) else _folder(folder)
    placed = [list(_placed(sheets)) for sheets in (ours, theirs)]
    for group in placed:
        _report_repeated(group)
    own = {one.rule.id for one in placed[1]}
    standing = [*(one for one in placed[0] if one.rule.id not in own), *placed[1]]
    _report_overlaps(standing)
    rules = sorted((one.rule for one in standing), key=lambda rule: (rule.from_year, len(rule.jurisdiction), rule.id))
    return tuple(rules), [*ours, *theirs]


def _same(folder: Path) -> bool:
    return folder.is_dir() and folder.samefile(PACKAGED)


def _folder(folder: Path) -> list[Sheet]:
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".yaml", ".yml") and not p.name.startswith("."))
    return [read_sheet(path) for path in files]


def _placed(sheets: Iterable[Sheet]) -> Iterator[_Placed]:
    for sheet in sheets:
        if not sheet.readable:
            continue
        try:
            form = RulesForm.model_validate(sheet.data)
        except ValidationError as error:
            report_errors(sheet, error.errors(include_url=False), FORMS)
            continue
        for n, rule in enumerate(form.rules):
            yield _Placed(rule.rule(), sheet, sheet.line(("rules", n, "id")))


def _report_repeated(placed: Sequence[_Placed]) -> None:
    first: dict[str, _Placed] = {}
    for one in placed:
        before = first.setdefault(one.rule.id, one)
        if before is not one:
            one.sheet.report(one.line, f"规定编号{quoted(one.rule.id)}重复，已在 {before.where} 使用")


def _report_overlaps(placed: Sequence[_Placed]) -> None:
    """Two rules for one place and year would leave open which of them counts."""
    for n, one in enumerate(placed):
        for before in placed[:n]:
            if before.rule.id != one.rule.id and (year := _both_govern(before.rule, one.rule)) is not None:
                one.sheet.report(
                    one.line,
                    f"规定{quoted(one.rule.id)}与{quoted(before.rule.id)}（{before.where}）适用于同一地区，"
                    f"{year}年度起重叠；请写明其中一个的 to_year 或 levels，或合并为一条（自带的规定可用同编号的代替）",
                )


def _both_govern(a: Rule, b: Rule) -> int | None:
    """The first year in which both govern units of the same level, made for the same place."""
    places = bool(set(a.jurisdiction) & set(b.jurisdiction)) or (a.national and b.national)
    levels = not a.levels or not b.levels or bool(set(a.levels) & set(b.levels))
    first, last = max(a.from_year, b.from_year), min(a.to_year or _FOREVER, b.to_year or _FOREVER)
    return first if places and levels and first <= last else None
