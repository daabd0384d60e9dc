"""Who answers at the address: this process, or several that it watches over, since Python makes pages on one core only.

They are processes of Python's own `multiprocessing`. uvicorn's supervisor was tried and left: it kills workers that
take more than five seconds to begin, waits for ever for one that does not end, and leaves all of them behind where it
is killed itself.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from logging.handlers import RotatingFileHandler
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from secrets import token_bytes
from socket import socket

from core.problems import UserProblem
from settings import Settings
from storage.database import open_database
from web.access.door import Door
from web.logs import join_log, turn_over
from web.serve import certificate, serve, until_asked

logger = logging.getLogger(__name__)
_SPAWN = get_context("spawn")  # a fork would share what must not be shared: connections, locks
_THREADS = 4  # of each worker
_END_SECONDS = 4.0  # then a worker that was asked to end is killed
_LOG_SECONDS = 5.0  # between two looks at how long the log is
_AGAIN_SECONDS = 0.5  # before a worker that was lost is replaced: one that cannot begin must not keep us busy


@dataclass(frozen=True, slots=True)
class Plan:
    """What all who answer have to know alike. `keys`: certificate and private key; `secret`: see `Site`.

    `threads`: of each process, None for as many as one alone has. Each costs a connection and its memory.
    """

    settings: Settings
    door: Door
    keys: tuple[Path, Path] | None = None
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    threads: int | None = None


def answer(plan: Plan, listener: socket) -> None:
    """Answers in this process until it is asked to end. Raises UserProblem where it cannot begin."""
    from web.app import THREADS, create_app  # noqa: PLC0415 - who only watches over workers does without its 40 MB

    tls = certificate(*plan.keys) if plan.keys else None
    threads = plan.threads or THREADS
    database = open_database(plan.settings.database, readers=threads)
    try:
        app = create_app(plan.settings, database, plan.door, secret=plan.secret, threads=threads)
        with until_asked():  # no sooner: an interrupt in the middle of an import may be lost
            serve(app, listener, tls)
    finally:
        database.close()


def attend(plan: Plan, listener: socket, count: int, log: RotatingFileHandler) -> None:
    """Lets so many processes answer, and replaces who is lost. Raises KeyboardInterrupt when it is asked to end."""
    plan = replace(plan, threads=_THREADS)
    resource_tracker.ensure_running()  # its first start would undo `_deaf`
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc gives each thread a heap, and takes 60 MB more for that
    try:
        workers = [_begun(plan, listener) for _ in range(count)]
        while True:
            wait([worker.sentinel for worker in workers], timeout=_LOG_SECONDS)
            turn_over(log)
            for lost in [worker for worker in workers if not worker.is_alive()]:
                workers.remove(lost)
                logger.warning("网页进程 %s 意外结束（%s），换上新的", lost.pid, lost.exitcode)
                time.sleep(_AGAIN_SECONDS)
                workers.append(_begun(plan, listener))
    finally:
        with _deaf(signal.SIGINT, signal.SIGTERM):
            _end()


def _begun(plan: Plan, listener: socket) -> SpawnProcess:
    """Ctrl-C in a terminal reaches all of its processes: a worker is to hear of it by us alone."""
    worker = _SPAWN.Process(target=_work, args=(plan, listener), name="web")
    with _deaf(signal.SIGINT):
        worker.start()
    return worker


@contextmanager
def _deaf(*signals: signal.Signals) -> Iterator[None]:
    """These wait for the end of what goes on inside, and for ever in a process that is begun there."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def _end() -> None:
    """All that were begun, be it in the moment when we were asked to end."""
    workers = active_children()
    for worker in workers:
        worker.terminate()
    until = time.monotonic() + _END_SECONDS
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
        worker.kill()
        worker.join()


def _work(plan: Plan, listener: socket) -> None:
    """In the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # what it starts in its turn may hear of it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        join_log(plan.settings.log_dir)
        answer(plan, listener)
    except KeyboardInterrupt:  # asked to end in the moment when it began
        sys.exit(0)
    except UserProblem as problem:
        logger.error("%s", problem)
        sys.exit(problem.exit_code)


def _end_with_parent() -> None:
    """However it went; what still goes on when the time is over is broken off."""
    parent = parent_process()
    if parent is not None:
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_END_SECONDS)
    os._exit(1)
