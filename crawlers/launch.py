"""Starting a shard in a process of its own: its lines are handed on as they come; it is ended when its time is up."""

import contextlib
import logging
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.crawl import ColumnJob, ColumnRead, ShardJob
from core.pages import Outcome
from core.units import Column
from crawlers.child import child, kill
from crawlers.job import ResultLine, dump_column, dump_job, load_line
from crawlers.telling import DISK_FAILED

logger = logging.getLogger(__name__)


def run_shard(
    job: ShardJob,
    columns: Sequence[Column],
    jobs: Iterable[ColumnJob],
    *,
    job_dir: Path,
    log_file: Path,
    on_result: Callable[[ResultLine], None],
    timeout: float,
) -> int:
    """Reads `columns`, or works for `timeout` seconds; gives the exit code (negative: the signal that ended it).

    `jobs` are theirs, one each; they are taken as the shard gets to them, in a thread, so that neither side holds all
    of them. `on_result` is called for each line as it comes, and gets exactly one ColumnRead for each column: one that
    the process could not tell of is CRASHED, or NOT_KEPT where its disk failed. `job_dir` should be the same for all
    shards of a run: they take turns there at hosts that more than one of them asks. What `jobs` or `on_result` raise
    ends the shard and comes through.
    """
    told: set[str] = set()

    def hand_on(result: ResultLine) -> None:
        if isinstance(result, ColumnRead):
            told.add(result.column_id)
        on_result(result)

    with (
        _job_file(job, job_dir) as file,
        child("crawlers.shard", file, log_file, timeout) as process,
        _Feeder(process, jobs) as feeder,
    ):
        for result in _results(process, log_file):
            hand_on(result)
    if feeder.failure is not None:
        raise feeder.failure
    for column in columns:
        if column.id not in told:
            on_result(untold(job, column.id, process.returncode))
    return process.returncode


def untold(job: ShardJob, column_id: str, code: int) -> ColumnRead:
    """What is said of a column whose shard ended before it, with that exit code."""
    full = code == DISK_FAILED
    return ColumnRead(
        column_id=column_id,
        outcome=Outcome.NOT_KEPT if full else Outcome.CRASHED,
        reason="存档没有写进磁盘，采集到此为止，本栏目没有查完" if full else "采集进程提前结束，本栏目没有查完",
        complete=False,
        checked_at=job.now or datetime.now(UTC),
        platform=None,
        pages=(),
    )


class _Feeder:
    """Writes the columns to the shard's standard input from a thread; the pipe itself keeps it from running ahead."""

    def __init__(self, process: subprocess.Popen[bytes], jobs: Iterable[ColumnJob]) -> None:
        self.failure: BaseException | None = None
        self._process = process
        self._jobs = jobs
        self._thread = threading.Thread(target=self._feed, name="columns", daemon=True)

    def __enter__(self) -> "_Feeder":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():  # what is not taken by now never will be
            kill(self._process)
        self._thread.join()

    def _feed(self) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise ValueError("the shard was started without standard input")
        try:
            with contextlib.suppress(BrokenPipeError):  # the shard ended early: its columns are told of elsewhere
                for column in self._jobs:
                    pipe.write(dump_column(column))
        except BaseException as error:
            self.failure = error
            kill(self._process)
        finally:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


@contextlib.contextmanager
def _job_file(job: ShardJob, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{job.run_id}-{job.shard}.json"
    file.write_bytes(dump_job(job))
    try:
        yield file.absolute()
    finally:
        file.unlink(missing_ok=True)


def _results(process: subprocess.Popen[bytes], log_file: Path) -> Iterator[ResultLine]:
    for line in process.stdout or ():
        try:
            yield load_line(line)
        except ValueError as error:
            logger.warning("unreadable line of a shard (see %s): %s", log_file, error)
