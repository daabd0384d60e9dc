"""What documents and messages tell people to type exists: commands, options, make targets, variables, links."""

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from pydantic_core import to_jsonable_python
from ruamel.yaml import YAML

from cli.main import fazhiwatch
from core.alerts import Event
from core.duties import Status
from core.pages import Outcome
from core.posts import Kind
from core.reports import FileOutcome, Indicator, Section
from core.units import Duty
from flows.tally import Tally
from parsers import read_report
from parsers.indicators import INDICATORS
from settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md"), *CHECKOUT.glob("bench/*.md")])
DOC_IDS = [path.relative_to(CHECKOUT).as_posix() for path in DOCS]
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
READ_ELSEWHERE = {"FAZHIWATCH_BROWSER"}  # crawlers/browser.py

each_document = pytest.mark.parametrize("path", DOCS, ids=DOC_IDS)


def command_lines(text: str) -> list[str]:
    """Every `fazhiwatch …` in code, blocks and spans alike."""
    blocks = [line for _, block in FENCED.findall(text) for line in block.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    found = (re.search(r"(?:^(?:\$ )?|bin/)fazhiwatch(?: (.*))?$", code.strip()) for code in [*blocks, *spans])
    return [match[1] or "" for match in found if match]


def names_in(group: click.Group) -> list[str]:
    return group.list_commands(click.Context(group))


def refusal(words: list[str]) -> str | None:
    """Why the command line would be refused, None when it would not. Runs nothing."""
    command: click.Command = fazhiwatch
    context = click.Context(command, info_name="fazhiwatch")
    while isinstance(command, click.Group):
        if not words:
            return None
        found = command.get_command(context, words[0])
        if found is None:
            return f"no command {words[0]}"
        command, words = found, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    wrong = [word for word in words if word.startswith("--") and word not in known]
    return f"no option {wrong}" if wrong else None


@each_document
def test_every_command_exists(path: Path) -> None:
    lines = command_lines(path.read_text())
    refused = {line: why for line in lines if (why := refusal(shlex.split(line, comments=True)))}
    assert refused == {}


def test_the_readmes_show_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert len(command_lines((CHECKOUT / name).read_text())) > 8


def test_a_command_that_is_not_there_would_be_noticed() -> None:
    assert refusal(["frobnicate"])
    assert refusal(["board", "--yaer", "2025"])
    assert refusal(["alerts", "lst"])
    assert refusal(["board", "--year", "2025"]) is None


def test_our_messages_name_only_commands_that_exist(product_texts: dict[str, str]) -> None:
    code = {p: t for p, t in product_texts.items() if p.endswith(".py") and not p.startswith("tests/")}
    named = {(p, word) for p, t in code.items() for word in re.findall(r"\bfazhiwatch ([a-z]{4,})\b", t)}
    assert len(named) > 5
    assert sorted((p, word) for p, word in named if word not in names_in(fazhiwatch)) == []


@each_document
def test_every_make_target_exists(path: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`?\bmake ([a-z]+)\b(?=`|\s*#|$)", path.read_text(), re.MULTILINE)) <= targets


@each_document
def test_every_variable_is_read(path: Path) -> None:
    read = {f"FAZHIWATCH_{name.upper()}" for name in Settings.model_fields} | READ_ELSEWHERE
    assert set(re.findall(r"FAZHIWATCH_[A-Z_]+", path.read_text())) <= read


def test_the_contract_names_every_variable() -> None:
    table = re.findall(r"^\| `(FAZHIWATCH_\w+)`", (CHECKOUT / "docs/contract.md").read_text(), re.MULTILINE)
    assert set(table) == {f"FAZHIWATCH_{name.upper()}" for name in Settings.model_fields} | READ_ELSEWHERE


def test_the_contract_names_every_command() -> None:
    section = (CHECKOUT / "docs/contract.md").read_text().partition("\n## Commands")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z]+(?: [a-z]+)?)", section, re.MULTILINE)
    there = set()
    for name in names_in(fazhiwatch):
        command = fazhiwatch.get_command(click.Context(fazhiwatch), name)
        below = names_in(command) if isinstance(command, click.Group) else [""]
        there |= {f"{name} {word}".strip() for word in below}
    assert set(rows) == there


@each_document
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text())
    assert [t for t in targets if not (path.parent / t).exists()] == []


@each_document
def test_every_file_named_exists(path: Path) -> None:
    """Paths in backticks that begin with one of our folders."""
    tops = "|".join(p.name for p in CHECKOUT.iterdir() if p.is_dir() and not p.name.startswith((".", "var", "build")))
    named = re.findall(rf"`((?:{tops})/[\w./-]*\w)`", path.read_text())
    assert [n for n in named if not (CHECKOUT / n).exists()] == []


def test_the_contracts_registry_example_is_right(tmp_path: Path) -> None:
    blocks = dict(FENCED.findall((CHECKOUT / "docs/contract.md").read_text()))
    assert YAML(typ="safe").load(blocks["yaml"])["units"]
    (tmp_path / "example.yaml").write_text(blocks["yaml"])
    result = CliRunner().invoke(fazhiwatch, ["units", "validate", str(tmp_path)])
    assert result.exit_code == 0, result.output


def sample(heading: str) -> dict[str, Any]:
    """The JSON sample that stands under a heading of the contract."""
    text = (CHECKOUT / "docs/contract.md").read_text().partition(f"\n### {heading}\n")[2]
    found: dict[str, Any] = json.loads(dict(FENCED.findall(text.partition("\n### ")[0]))["json"])
    return found


def test_the_contracts_report_is_what_parse_gives() -> None:
    given = to_jsonable_python(read_report("2024年，晴川镇……".encode(), url=None))
    assert set(sample("Report")) <= set(given)
    assert set(sample("Report")["outline"][0]) <= {field.name for field in fields(Section)}
    assert set(sample("Report")["indicators"][0]) == {field.name for field in fields(Indicator)}


def test_the_contracts_run_summary_is_what_a_run_gives() -> None:
    of_the_run = {"run_id", "started_at", "finished_at", "chain"}
    assert set(sample("Run summary")) - of_the_run <= set(Tally().summary())


def test_the_readers_examples_run() -> None:
    code = [
        block for language, block in FENCED.findall((CHECKOUT / "docs/reading.md").read_text()) if language == "python"
    ]
    assert len(code) > 2
    exec("\n".join(code), {})


def test_the_readers_guide_names_every_indicator() -> None:
    table = re.findall(r"^\| `(\w+)` \| (\S+) \|", (CHECKOUT / "docs/reading.md").read_text(), re.MULTILINE)
    assert {(key, kind.name) for key, kind in INDICATORS.items()} <= set(table)


def test_the_contract_names_every_outcome_and_status() -> None:
    text = (CHECKOUT / "docs/contract.md").read_text()
    words = [*Outcome, *Status, *Event, *Kind, *Duty, *FileOutcome]
    assert [word.value for word in words if f"`{word.value}`" not in text] == []
