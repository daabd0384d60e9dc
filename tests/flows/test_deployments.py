"""The deployments of prefect.yaml against a real server and worker: a *scheduled* run must happen and succeed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from demo import register
from demo.script import DAYS
from demo.sites import Town
from settings import CHECKOUT

BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@dataclass
class Prefect:
    """A Prefect server with its state in a temporary folder; commands run in its environment, in the checkout."""

    api: str
    environment: dict[str, str]
    logs: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "prefect", "--no-prompt", *words],
            env=self.environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [BIN / "prefect", *words], env=self.environment, cwd=CHECKOUT, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def ask(self, path: str, query: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(f"{self.api}/{path}", headers={"Content-Type": "application/json"})
        if query is not None:
            request.data = json.dumps(query).encode()
        for waited in range(30):
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code != 503 or waited == 29:  # its SQLite is busy: Prefect's own client asks again, too
                    raise
                time.sleep(1)
        return None


def wait_for(what: str, look: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            found = None
        if found:
            return found
        time.sleep(0.5)
    pytest.fail(f"{what} did not happen within {seconds:.0f} s")


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(day=DAYS[1]).serve() as served:
        yield served


@pytest.fixture
def prefect(tmp_path: Path, town: Town) -> Iterator[Prefect]:
    register.write(tmp_path / "registry", town)
    (tmp_path / "registry" / "yunxi.yaml").unlink()  # one office is enough for a schedule; the season watches both
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "FAZHIWATCH_"))} | {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
        "FAZHIWATCH_HOME": str(tmp_path / "var"),
        "FAZHIWATCH_REGISTRY": str(tmp_path / "registry"),
        "FAZHIWATCH_NOW": DAYS[1].isoformat(),
        "FAZHIWATCH_DOWNLOAD_DELAY": "0",
        "FAZHIWATCH_OPERATOR_URLS": town.receiver_url("operator"),
    }
    server = Prefect(environment["PREFECT_API_URL"], environment, tmp_path)
    process = server.start("server", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    try:
        wait_for("server start", lambda: server.ask("health"), 90)
        yield server
    finally:
        stop(process)


@pytest.mark.timeout(400)
def test_a_scheduled_run_happens_and_shows_its_shards(prefect: Prefect, town: Town) -> None:
    prefect.ask("work_pools/", {"name": "fazhiwatch", "type": "process"})
    deployed = prefect.command("deploy", "--all")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    deployments = {d["name"]: d for d in prefect.ask("deployments/filter", {})}
    assert set(deployments) == {"nightly", "deadlines", "watchdog", "delivering", "backfill", "reparse"}
    assert {name: [s["schedule"].get("cron") for s in d["schedules"]] for name, d in deployments.items()} == {
        "nightly": ["0 2 * * *"],
        "deadlines": ["0 9 * 3-4 *"],
        "watchdog": ["30 8 * * *"],
        "delivering": ["5 8-20 * * *"],
        "backfill": [],
        "reparse": [],
    }
    assert deployments["nightly"]["schedules"][0]["schedule"]["timezone"] == "Asia/Shanghai"

    # once in this test: the next one would come an hour later
    first_at = (datetime.now(UTC) + timedelta(seconds=20)).isoformat()
    scheduled = prefect.command(
        "deployment", "schedule", "create", "nightly/nightly", "--interval", "3600", "--anchor-date", first_at, "-y"
    )
    assert scheduled.returncode == 0, scheduled.stdout + scheduled.stderr
    worker = prefect.start("worker", "worker", "start", "--pool", "fazhiwatch", "--type", "process")
    try:
        run = wait_for("scheduled run", lambda: finished(prefect, deployments["nightly"]["id"]), 200)
        assert run["state_type"] == "COMPLETED", (prefect.logs / "worker.log").read_text()
        assert run["auto_scheduled"] is True
        names = {t["name"]: t["state_type"] for t in prefect.ask("task_runs/filter", flow_run(run["id"]))}
        assert {name for name in names if name.startswith("crawl-shard-")} >= {"crawl-shard-0"}
        assert len(names) < 10  # one task a shard and stage, never one a page
        assert set(names.values()) == {"COMPLETED"}
        assert sum(town.requests.values()) > 20

        # the other deployments run the same way when asked
        for name, parameters in (
            ("deadlines", {}),
            ("reparse", {}),
            ("backfill", {"units": ["ql-sfj"], "from_year": 2022, "to_year": 2022}),
        ):
            asked = prefect.ask(
                f"deployments/{deployments[name]['id']}/create_flow_run",
                {"parameters": parameters, "idempotency_key": name},
            )
            ended = wait_for(name, partial(ended_run, prefect, asked["id"]), 120)
            assert ended["state_type"] == "COMPLETED", f"{name}: {(prefect.logs / 'worker.log').read_text()}"
    finally:
        stop(worker)


def flow_run(run_id: str) -> dict[str, Any]:
    return {"flow_runs": {"id": {"any_": [run_id]}}}


def ended_run(prefect: Prefect, run_id: str) -> dict[str, Any] | None:
    run: dict[str, Any] = prefect.ask(f"flow_runs/{run_id}")
    return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED") else None


def finished(prefect: Prefect, deployment_id: str) -> dict[str, Any] | None:
    query = {
        "deployments": {"id": {"any_": [deployment_id]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}},
    }
    runs = prefect.ask("flow_runs/filter", query)
    return runs[0] if runs else None
