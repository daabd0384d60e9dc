"""A shard in a child that is forked with everything imported: starting Python for each night would cost seconds."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from core.crawl import ColumnJob, ColumnRead, ShardJob
from core.units import Column
from crawlers.job import ResultLine, load_line
from crawlers.launch import untold
from tests.crawlers.shards import be_a_shard


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
    """Stands for `crawlers.launch.run_shard`; `tests/crawlers/test_shard_launch.py` goes the whole way."""
    asked, told = list(jobs), set()
    log_file.parent.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        be_a_shard(log_file, job, asked, job_dir / "turns", writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as lines:
        for line in lines:
            result = load_line(line)
            told |= {result.column_id} if isinstance(result, ColumnRead) else set()
            on_result(result)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for column in columns:
        if column.id not in told:
            on_result(untold(job, column.id, code))
    return code
