"""`fazhiwatch web` as a person starts it: with a data folder, certificates, and the processes that it begins."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from cli.main import fazhiwatch
from tests.crawlers.authority import Authority

FAZHIWATCH = Path(sys.executable).parent / "fazhiwatch"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two certificates, each with its key: `one.pem`, `other.pem`; and one's key `locked.pem`."""
    folder = tmp_path_factory.mktemp("keys")
    authority = Authority(folder)
    for name in ("one.pem", "other.pem"):
        before = set(folder.iterdir())
        authority.server("127.0.0.1")
        (made,) = set(folder.iterdir()) - before
        made.rename(folder / name)
    key = load_pem_private_key((folder / "one.pem").read_bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
    (folder / "locked.pem").write_bytes(locked)
    return folder


@pytest.fixture
def home(tmp_path: Path, migrated: Callable[[Path], None]) -> Path:
    """A data folder with an empty database."""
    migrated(tmp_path / "home")
    return tmp_path / "home"


def ask(home: Path, *words: str, said: str | None = None, **environment: str) -> Result:
    """A command in this process; what goes wrong is its exception."""
    return CliRunner().invoke(fazhiwatch, words, input=said, env={"FAZHIWATCH_HOME": str(home)} | environment)


@contextmanager
def started(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process, and the address that it names."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("FAZHIWATCH_")} | {"FAZHIWATCH_HOME": str(home)}
    process = subprocess.Popen(
        [FAZHIWATCH, "web", "--port", "0", *words], env=clean, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout
        yield process, process.stdout.readline().removeprefix("网页地址：").partition("（")[0]
    finally:
        left = workers_of(process)
        process.kill()
        for pid in left:  # be it stopped
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()


def workers_of(process: subprocess.Popen[str]) -> set[int]:
    """The processes that answer, not the one that Python keeps beside them."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    except OSError:  # it has ended
        return set()
    return {int(pid) for pid in children if works(int(pid))}


def works(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
