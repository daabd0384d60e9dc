"""Reading files in a process of its own: what a broken or hostile one does there costs one post, not the night.

The libraries that open PDF, Office and picture files are written in C: a crash of theirs cannot be caught.
"""

import resource
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from core.reports import Report
from parsers import read_report

SECONDS = 300
MEMORY = 6 << 30  # bytes of address space; recognising the characters of a scan maps about two

_SPAWN = get_context("spawn")  # a fork would take the threads' locks with it


class ReaderLostError(Exception):
    """Why the reading process gave no answer, in Chinese."""


class LimitedReader:
    """`read_report` with a limit on time and memory. The process starts when first needed and serves many files."""

    def __init__(self, read: Callable[..., Report] = read_report, *, seconds: float = SECONDS) -> None:
        self._read = read
        self.seconds = seconds
        self._link: Connection | None = None

    def __call__(self, source: bytes, **known: Any) -> Report:
        """As `read_report`; ReaderLostError where the process broke or took too long."""
        link = self._link or self._start()
        try:
            link.send((source, known))
            answer: Report | str | None = link.recv() if link.poll(self.seconds) else None
        except (EOFError, OSError):
            self.close()
            raise ReaderLostError("识读附件的进程异常结束，文件可能已损坏") from None
        if answer is None:
            self.close()
            raise ReaderLostError(f"识读附件超过 {self.seconds:g} 秒，已放弃")
        if isinstance(answer, str):
            raise ReaderLostError(f"识读附件失败（{answer}），文件可能已损坏或过大")
        return answer

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._link is not None:
            self._process.kill()
            self._process.join()
            self._link.close()
            self._link = None

    def _start(self) -> Connection:
        self._link, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, self._read), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process ends the pipe
        return self._link


def _serve(link: Connection, read: Callable[..., Report]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard), hard))
    while True:
        try:
            source, known = link.recv()
        except EOFError:
            return
        try:
            link.send(read(source, **known))
        except Exception as error:
            link.send(type(error).__name__)
