"""A process of our own for what may crash, leak or hang: started as a module, ended with all that it started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from settings import CHECKOUT

_LAST_WORDS = 10.0  # seconds that a process has to end once nobody listens any more
_WHEN_THE_PIPE_ENDS = 'read -r _; kill "$1" 2>/dev/null'
_watchers: list[subprocess.Popen[bytes]] = []  # each pipe is held for as long as we are


@contextlib.contextmanager
def child(module: str, job_file: Path, log_file: Path, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module JOBFILE` as the leader of its own group, for `seconds` at most.

    Its standard input and output are pipes, its standard error joins the log. Whatever happens in the block, nothing
    of the group is left behind.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(job_file.absolute())],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    timer = threading.Timer(seconds, kill, [process])
    timer.daemon = True
    timer.start()
    try:
        yield process
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LAST_WORDS)
    finally:
        timer.cancel()
        kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def end_with_us(pid: int) -> None:
    """Ends a process that we started as soon as this one is gone, however it went."""
    command = ["/bin/sh", "-c", _WHEN_THE_PIPE_ENDS, "sh", str(pid)]
    _watchers.append(subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True))


def kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def own_stdout() -> BinaryIO:
    """In the child: standard output for what is told alone; whatever else is written there joins the log."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def tell(out: BinaryIO, line: bytes) -> None:
    """In the child: one line, at once; where whoever started us is gone, nobody would keep what we find."""
    try:
        out.write(line)
        out.flush()
    except BrokenPipeError:
        os._exit(1)
