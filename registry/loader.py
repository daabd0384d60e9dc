"""A folder of registry files to the register, or every error in them."""

from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import ValidationError

from core.rules import Rule
from core.units import Registry
from registry.messages import report_errors
from registry.problems import Problem, RegistryProblems
from registry.references import check_references
from registry.rules_loader import read_rules
from registry.schema import FORMS, FileForm
from registry.sheet import Sheet, read_sheet


def load(folder: Path, *, platforms: Collection[str] | None = None) -> Registry:
    """The register of `folder` (its *.yaml and *.yml, in order of name), with the rules of the product and of `rules/`.

    `platforms` are the names a column may ask for (`auto` always may); None leaves them unchecked.
    Raises RegistryProblems with every error of every file.
    """
    sheets = [read_sheet(path) for path in registry_files(folder)]
    forms = [form for sheet in sheets if sheet.readable and (form := _read_form(sheet)) is not None]
    check_references(sheets, platforms)
    rules, rule_sheets = read_rules(folder / "rules")
    if problems := [problem for sheet in (*sheets, *rule_sheets) for problem in sheet.problems]:
        raise RegistryProblems(problems)
    return _assemble(forms, rules)


def registry_files(folder: Path) -> list[Path]:
    """The folder's registry files, hidden ones left out; raises RegistryProblems where there is none to read."""
    if not folder.is_dir():
        wrong = "名录路径不是文件夹" if folder.exists() else "名录文件夹不存在"
        raise RegistryProblems([Problem(str(folder), 0, wrong)])
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise RegistryProblems([Problem(str(folder), 0, f"名录文件夹读不出来（系统错误号 {error.errno}）")]) from None
    files = [p for p in entries if p.suffix.lower() in (".yaml", ".yml") and not p.name.startswith(".")]
    if not files:
        raise RegistryProblems([Problem(str(folder), 0, "名录文件夹中没有 .yaml 文件")])
    return files


def _read_form(sheet: Sheet) -> FileForm | None:
    try:
        return FileForm.model_validate(sheet.data)
    except ValidationError as error:
        report_errors(sheet, error.errors(include_url=False), FORMS)
        return None


def _assemble(forms: Iterable[FileForm], rules: tuple[Rule, ...]) -> Registry:
    registry = Registry(rules=rules)
    for form in forms:
        office = form.supervising_office()
        registry.offices[office.id] = office
        registry.columns.update({c.id: c.column() for c in form.columns})
        registry.units.update({u.id: u.unit(office.id) for u in form.units})
        registry.hosts.update({h.host: h.agreed() for h in form.hosts})
    return registry
