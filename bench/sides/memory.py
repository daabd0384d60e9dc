"""Memory of processes by Linux's own book: the most that each ever held, even in a moment when nobody looked."""

import contextlib
import os
import re
import threading
from pathlib import Path
from typing import Self

_LOOK_EVERY = 0.2  # seconds; the book keeps the peak, only a process's last moments can be missed


def peak_mb(pid: int | str = "self") -> float:
    """The peak of a process's resident memory; 0 where it is gone."""
    with contextlib.suppress(OSError):
        if found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()):
            return int(found.group(1)) / 1024
    return 0.0


def descendants(pid: int) -> list[int]:
    found = [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in _words(file)]
    return found + [below for child in found for below in descendants(child)]


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []


def share_mb(pid: int) -> float:
    """A process's resident memory now, what it shares with others counted in parts; 0 where it is gone."""
    with contextlib.suppress(OSError):
        if found := re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M):
            return int(found.group(1)) / 1024
    return 0.0


class Watch:
    """Looks at everything below this process while the block runs. `mb` is the largest peak of a single process;
    `shares_mb`, where `shares` are wanted, the most that all held together at one look.
    """

    def __init__(self, *, shares: bool = False) -> None:
        self._shares = shares
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.mb = 0.0
        self.shares_mb = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            processes = descendants(os.getpid())
            self.mb = max([self.mb, *map(peak_mb, processes)])
            if self._shares:
                self.shares_mb = max(self.shares_mb, sum(map(share_mb, processes)))
