"""The demo's season, played once for all tests of a run that look at what it leaves."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

from cli.main import fazhiwatch as command

FAZHIWATCH = Path(sys.executable).parent / "fazhiwatch"


@dataclass(frozen=True)
class Season:
    """A played demo: its data folder and the run summaries, one a night, the last night twice."""

    home: Path
    summaries: list[dict[str, Any]]
    seconds: float
    answers: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def ask(self, *words: str) -> Any:
        """The JSON answer of a command over the season's data, each asked once: nothing changes any more."""
        if words not in self.answers:
            self.answers[words] = self._answer(*words)
        return self.answers[words]

    def _answer(self, *words: str) -> Any:
        """In this process: that the commands work as one of their own is for others to test."""
        done = CliRunner().invoke(command, [*words, "--json"], env={"FAZHIWATCH_HOME": str(self.home)})
        assert done.exit_code == 0, (words, done.output, done.exception)
        return json.loads(done.stdout)

    def letters(self) -> list[dict[str, str]]:
        """The messages that arrived, in their order: path, title, body and the town's day."""
        with (self.home / "inbox.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]


def fazhiwatch(home: Path, *words: str, timeout: float = 300, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAZHIWATCH_", "PREFECT_"))}
    return subprocess.run(
        [FAZHIWATCH, *words], env=clean | {"FAZHIWATCH_HOME": str(home)} | environment,
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


def play(home: Path, seconds: float = 400) -> Season:
    began = time.monotonic()
    done = fazhiwatch(home, "demo", "--json", timeout=seconds)
    assert done.returncode == 0, done.stderr[-4000:]
    return Season(home, json.loads(done.stdout), time.monotonic() - began)


def played(factory: pytest.TempPathFactory) -> Season:
    """The season of this run of the tests: the first process that asks plays it, the others wait for it.

    Nobody may change what lies in its folder; who needs to, copies it.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home, note = shared / "the-season", shared / "the-season.json"
    with FileLock(shared / "the-season.lock"):
        if not note.exists():
            season = play(home)
            note.write_text(json.dumps([season.summaries, season.seconds]))
    return Season(home, *json.loads(note.read_text()))
