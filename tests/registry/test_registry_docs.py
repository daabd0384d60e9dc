"""The documents about the register hold: examples load, errors read as printed, every key is explained."""

import re
from datetime import date, time
from pathlib import Path

import pytest

from registry import RegistryProblems, load
from registry.rules_schema import DutyForm, RuleForm
from registry.schema import (
    ColumnForm,
    ExemptForm,
    ExpectForm,
    HostForm,
    NationalDueForm,
    OfficeForm,
    OwnDueForm,
    RecipientForm,
    UnitForm,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
BOTH = ("registry.md", "registry.zh-CN.md")
RULES = re.compile(r"^```yaml rules( wrong)?\n(.*?)^```$(?:\s*^```text\n(.*?)^```$)?", re.M | re.S)
BLOCK = re.compile(r"^```yaml( wrong)?\n(.*?)^```$(?:\s*^```text\n(.*?)^```$)?", re.M | re.S)


def blocks(name: str, *, wrong: bool) -> list[tuple[str, str]]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return [(yaml, said) for kind, yaml, said in BLOCK.findall(text) if bool(kind) is wrong]


@pytest.mark.parametrize("name", BOTH)
def test_examples_load(name: str, tmp_path: Path) -> None:
    for n, (yaml, _) in enumerate(blocks(name, wrong=False)):
        (tmp_path / f"{n}.yaml").write_text(yaml, encoding="utf-8")
    registry = load(tmp_path, platforms=())
    assert {"sample", "full"} == set(registry.offices)
    assert registry.units["full-dongguan"].successors == ("full-xinguan",)
    office = registry.offices["full"]
    assert (office.quiet_hours, office.workdays_only, office.repeat_every_days) == ((time(20), time(8)), True, 15)
    assert [(one.after_days, one.events) for one in office.notify] == [(0, ()), (0, ()), (30, ("overdue", "withdrawn"))]
    assert registry.hosts["www.example.gov.cn"].window == (time(22), time(6))
    assert registry.columns["full-dongguan-latest"].since == date(2026, 11, 20)


@pytest.mark.parametrize("name", BOTH)
def test_errors_read_as_printed(name: str, tmp_path: Path) -> None:
    examples = blocks(name, wrong=True)
    assert len(examples) == 2
    for yaml, said in examples:
        (tmp_path / "example.yaml").write_text(yaml, encoding="utf-8")
        with pytest.raises(RegistryProblems) as caught:
            load(tmp_path)
        assert str(caught.value).replace(f"{tmp_path}/", "") == said.strip()


@pytest.mark.parametrize("name", BOTH)
def test_rules_load_and_their_errors_read_as_printed(name: str, tmp_path: Path) -> None:
    [good, wrong] = RULES.findall((DOCS / name).read_text(encoding="utf-8"))
    (tmp_path / "o.yaml").write_text(blocks(name, wrong=False)[0][0], encoding="utf-8")
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "example.yaml"
    file.write_text(good[1], encoding="utf-8")
    [rule] = [rule for rule in load(tmp_path).rules if rule.id == "yunxi-2024"]
    assert (rule.jurisdiction, rule.due, rule.borderline) == (("5304",), (2, 28), (3, 1))
    file.write_text(wrong[1], encoding="utf-8")
    with pytest.raises(RegistryProblems) as caught:
        load(tmp_path)
    assert str(caught.value).replace(f"{tmp_path}/", "") == wrong[2].strip()


@pytest.mark.parametrize("name", BOTH)
def test_every_key_is_explained(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    explained = set(re.findall(r"`\{?(\w+)", text))
    for form in (
        OfficeForm,
        RecipientForm,
        NationalDueForm,
        OwnDueForm,
        ColumnForm,
        ExpectForm,
        UnitForm,
        ExemptForm,
        HostForm,
        RuleForm,
        DutyForm,
    ):
        assert set(form.model_fields) <= explained


def test_both_documents_hold_the_same_examples() -> None:
    def bare(name: str) -> list[str]:
        texts = [yaml for wrong in (False, True) for yaml, _ in blocks(name, wrong=wrong)]
        texts += [yaml for _, yaml, _ in RULES.findall((DOCS / name).read_text(encoding="utf-8"))]
        return [re.sub(r"^\s*#.*\n", "", text, flags=re.M) for text in texts]

    assert bare("registry.md") == bare("registry.zh-CN.md")
