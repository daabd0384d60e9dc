"""prefect.yaml: one stanza a flow and cadence, each of which can be loaded, and no unit named in it."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from prefect.flows import load_flow_from_entrypoint
from ruamel.yaml import YAML

CHECKOUT = Path(__file__).resolve().parents[2]
DEPLOYMENTS: dict[str, dict[str, Any]] = {
    stanza["name"]: stanza for stanza in YAML(typ="safe").load(CHECKOUT / "prefect.yaml")["deployments"]
}
CADENCES = {
    "nightly": [("0 2 * * *", "Asia/Shanghai")],
    "deadlines": [("0 9 * 3-4 *", "Asia/Shanghai")],
    "backfill": [],
    "reparse": [],
    "watchdog": [("30 8 * * *", "Asia/Shanghai")],
    "delivering": [("5 8-20 * * *", "Asia/Shanghai")],
}


def test_every_cadence_is_there() -> None:
    told = {
        name: [(schedule["cron"], schedule["timezone"]) for schedule in stanza.get("schedules", [])]
        for name, stanza in DEPLOYMENTS.items()
    }
    assert told == CADENCES


@pytest.mark.parametrize("name", sorted(CADENCES))
def test_each_can_be_loaded_and_takes_its_parameters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    flow: Flow[..., Any] = load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"])
    assert flow.name == name
    assert set(DEPLOYMENTS[name].get("parameters", {})) <= set(inspect.signature(flow.fn).parameters)
    assert DEPLOYMENTS[name]["work_pool"]["name"] == "fazhiwatch"


def test_no_unit_is_named() -> None:
    text = (CHECKOUT / "prefect.yaml").read_text()
    ids = [
        entry["id"]
        for path in (CHECKOUT / "registry").glob("*.yaml")
        for part in ("units", "columns")
        for entry in YAML(typ="safe").load(path)[part]
    ]
    assert ids
    assert [i for i in ids if i in text] == []
