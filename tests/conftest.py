"""Tests see nothing of the person who runs them: no settings, no `.env` with real channels, no Prefect server."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import open_database
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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Lays a database with the newest schema into a data folder: copied, which is quicker than migrating."""
    template = tmp_path_factory.mktemp("migrated") / "fazhiwatch.db"
    open_database(f"sqlite:///{template}").close()

    def lay(home: Path) -> None:
        home.mkdir()
        shutil.copy(template, home)

    return lay
