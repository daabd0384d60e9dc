"""Programs of others that we are measured against: each in an environment of its own (`bench/peers`), told nothing of
ours, and reached on loopback only.
"""

import os
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from settings import CHECKOUT

_ENVIRONMENTS = CHECKOUT / ".venv-bench" / "peers"


def installed(name: str) -> bool:
    return Path(program(name)).exists()


def program(name: str) -> str:
    return str(_ENVIRONMENTS / name / "bin" / name)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of ours."""
    return {"HOME": str(folder), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
