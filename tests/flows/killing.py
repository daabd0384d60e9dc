"""A killer of processes: it counts every step that leaves something on a disk, and strikes at the one it was told."""

import os
import signal
from collections.abc import Callable
from io import BytesIO
from multiprocessing import get_context
from typing import Any

import datasketch as _loaded_before_forking  # noqa: F401
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

from crawlers import archive
from storage.engines import READING

_write, _commit, _sync = archive._write, DefaultDialect.do_commit, os.fsync


class Killer:
    """Strikes at step `at` of a process and of all that it starts: kill -9 of them all, or only of the one that came to
    that step. Steps are the moments before, amid and after each record written, and before and after each sync and each
    commit.
    """

    def __init__(self, at: int | None = None, *, alone: bool = False) -> None:
        self._at, self._alone = at, alone
        self._steps = get_context("fork").Value("i", 0)
        self._commits = False

    @property
    def steps(self) -> int:
        """How many there were, in all processes."""
        return int(self._steps.value)

    def watched(self, work: Callable[[], object]) -> int:
        """The way a process ended that does the work under this watch."""
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setpgid(0, 0)
                self._lie_in_wait()
                work()
                code = 0
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _step(self) -> None:
        with self._steps.get_lock():
            self._steps.value += 1
            strikes = self._steps.value == self._at
        if strikes and self._alone:
            os.kill(os.getpid(), signal.SIGKILL)
        elif strikes:
            os.killpg(0, signal.SIGKILL)

    def _lie_in_wait(self) -> None:
        archive._write = self._torn
        os.fsync = self._synced
        DefaultDialect.do_commit = self._committed()  # type: ignore[method-assign]
        event.listen(Engine, "commit", self._note)

    def _torn(self, file: Any, record: Any) -> None:
        whole = BytesIO()
        _write(whole, record)
        data = whole.getvalue()
        self._step()
        for half in (data[: len(data) // 2], data[len(data) // 2 :]):
            file.write(half)
            file.flush()
            self._step()

    def _synced(self, fd: Any) -> None:
        self._step()
        _sync(fd)
        self._step()

    def _note(self, connection: Connection) -> None:
        self._commits = not connection.get_execution_options().get(READING)

    def _committed(self) -> Callable[[DefaultDialect, Any], None]:
        def commit(dialect: DefaultDialect, connection: Any) -> None:
            writes, self._commits = self._commits, False
            if writes:
                self._step()
            _commit(dialect, connection)  # type: ignore[no-untyped-call]
            if writes:
                self._step()

        return commit
