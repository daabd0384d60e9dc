"""A database to start from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import open_database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Lays a database with the newest schema into a data folder: copied, which is quicker than migrating."""
    template = tmp_path_factory.mktemp("migrated") / "fazhiwatch.db"
    open_database(f"sqlite:///{template}").close()

    def lay(home: Path) -> None:
        home.mkdir()
        shutil.copy(template, home)

    return lay
