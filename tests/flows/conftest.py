"""The season, played once for all tests that look at what it leaves."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FAZHIWATCH = Path(sys.executable).parent / "fazhiwatch"


@dataclass(frozen=True)
class Season:
    """A played demo: its data folder and the run summaries, one a night, the last night twice."""

    home: Path
    summaries: list[dict[str, Any]]
    seconds: float

    def ask(self, *words: str) -> Any:
        """The JSON answer of a command over the season's data."""
        done = fazhiwatch(self.home, *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def fazhiwatch(home: Path, *words: str, timeout: float = 300, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAZHIWATCH_", "PREFECT_"))}
    return subprocess.run(
        [FAZHIWATCH, *words], env=clean | {"FAZHIWATCH_HOME": str(home)} | environment,
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    home = tmp_path_factory.mktemp("season")
    began = time.monotonic()
    done = fazhiwatch(home, "demo", "--json", timeout=400)
    assert done.returncode == 0, done.stderr[-4000:]
    return Season(home, json.loads(done.stdout), time.monotonic() - began)
