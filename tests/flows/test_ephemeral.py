"""A command that is killed leaves no server behind."""

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from settings import CHECKOUT

_PARENT = """
import subprocess, time
from crawlers.child import end_with_us
child = subprocess.Popen(["sleep", "60"])
end_with_us(child.pid)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_what_a_killed_process_started_ends_with_it() -> None:
    command = [sys.executable, "-c", _PARENT]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline()) if parent.stdout else 0
        time.sleep(0.2)
        assert _runs(child)
        parent.kill()
    until = time.monotonic() + 10
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _runs(child)


def test_prefect_starts_its_server_by_way_of_ours() -> None:
    """A later Prefect may start it otherwise."""
    # heavy, and every process of the tests loads this file
    theirs = import_module("prefect.server.api.server").SubprocessASGIServer
    made_here = import_module("flows.ephemeral").OurServer
    assert "_run_uvicorn_command" in vars(theirs)
    ours = made_here(port=1)
    try:
        assert theirs(port=1) is ours
    finally:
        ours.stop()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
