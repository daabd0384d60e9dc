"""Tests see nothing of the person who runs them: no settings, no `.env` with real channels, no Prefect server."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from sqlalchemy import URL

from storage import database
from tests.seasons import Season, played

settings.register_profile("suite", max_examples=30, deadline=None)  # a busy machine is no fault of ours
settings.load_profile("suite")

# Of our own, which browser to take, and how much to try (see the tests that read it).
KEPT = ("FAZHIWATCH_BROWSER", "FAZHIWATCH_TEST_")

for name in [n for n in os.environ if n.startswith(("FAZHIWATCH_", "PREFECT_")) and not n.startswith(KEPT)]:
    del os.environ[name]

# Where no bytecode is kept, each of the many processes that tests start would compile the product anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Of several processes one rewrites the assertions of all test files and keeps what came of it; the others wait."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    shared = Path(str(session.config.option.basetemp)).parent
    with FileLock(shared / "collection.lock") as lock:
        if (shared / "collected").exists():
            lock.release()
        found = yield
        (shared / "collected").touch()
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playing the season takes a minute: it begins first, and whoever looks at what it leaves comes last, so that
    nobody has to wait for it.
    """
    lookers = {item.path for item in items if "season" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path.name != "test_season.py", item.path in lookers))


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
    database.open_database(f"sqlite:///{template}").close()

    def lay(home: Path) -> None:
        home.mkdir(exist_ok=True)
        beside = home / f"{os.getpid()}.new"
        shutil.copy(template, beside)
        with contextlib.suppress(FileExistsError):  # another process was quicker: a database never changes under it
            os.link(beside, home / template.name)
        beside.unlink()

    return lay


@pytest.fixture(scope="module")
def copied_databases(migrated: Callable[[Path], None]) -> Iterator[None]:
    """Whoever opens a data folder's database that is not there yet gets a copy of one with the newest schema."""
    migrate = database._migrate

    def copy_or_migrate(address: URL) -> None:
        path = Path(str(address.database))
        if path.name == "fazhiwatch.db" and not path.exists():
            migrated(path.parent)
        migrate(address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_migrate", copy_or_migrate)
        yield


@pytest.fixture(scope="module")
def forked_readers() -> Iterator[None]:
    """Files are read in a child that is forked with everything imported; `flows/test_limited` goes the whole way."""
    import_module("parsers.report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.limited._SPAWN", get_context("fork"))
        yield
