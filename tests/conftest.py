"""Tests see nothing of the person who runs them: no settings, no `.env` with real channels, no Prefect server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.seasons import Season, played

settings.register_profile("suite", max_examples=50)
settings.load_profile("suite")

# Of our own, which browser to take, and how much to try (see the tests that read it).
KEPT = ("FAZHIWATCH_BROWSER", "FAZHIWATCH_TEST_")

for name in [n for n in os.environ if n.startswith(("FAZHIWATCH_", "PREFECT_")) and not n.startswith(KEPT)]:
    del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """`.env` and the default data folder are looked for in the current folder: tests stand in an empty one."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    yield
    os.chdir(before)


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    return played(tmp_path_factory)
