"""Prefect looks through what it hands to a task unless it is told not to: a country's register costs it minutes."""

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from settings import CHECKOUT


class Looked(dict[str, Any]):
    """Counts how often somebody goes through it."""

    times = 0

    def items(self) -> Any:
        self.times += 1
        return super().items()


def test_what_is_handed_over_whole_is_not_looked_through() -> None:
    engine = import_module("prefect.utilities.engine")  # heavy, and every process of the tests loads this file
    whole = import_module("flows.stages").whole
    register = Looked(a=1)
    assert engine.resolve_inputs_sync({"run": register})["run"] == register
    before = register.times
    assert before > 0
    assert engine.resolve_inputs_sync({"run": whole(register)})["run"] is register
    engine.collect_task_run_inputs_sync(whole(register))
    assert register.times == before


def test_every_stage_is_given_its_run_whole() -> None:
    asked = [call for file in sorted((CHECKOUT / "flows").rglob("*.py")) for call in _stages_called(file.read_text())]
    assert len(asked) > 10
    assert [call for call in asked if "(this" not in call and "(stages.whole(run)" not in call] == []


def _stages_called(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).removesuffix(".submit").endswith("_stage"):
            yield ast.unparse(node)
