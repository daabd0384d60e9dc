"""The stages as Prefect tasks: one task a shard and stage, never one a page (a task costs 10–60 ms).

Prefect looks through what a task is given for futures, piece by piece, which for the register of a country takes
minutes: whoever calls a stage hands over the run and its columns `whole`.
"""

from collections.abc import Sequence
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from core.units import Column
from flows import absences, crawl, deliver, judge, looks, read, sealing
from flows.run import Run

Thing = TypeVar("Thing")


def whole(thing: Thing) -> Thing:
    """A stage gets the thing itself; Prefect does not look into it."""
    return cast(Thing, quote(thing))


@task(name="crawl", task_run_name="crawl-shard-{shard}", cache_policy=NO_CACHE)
def crawl_stage(run: Run, shard: int, columns: Sequence[Column]) -> int:
    complete = crawl.crawl_shard(run, shard, columns)
    get_run_logger().info("shard %s: %s of %s columns complete", shard, complete, len(columns))
    return complete


@task(name="history", task_run_name="history-shard-{shard}", cache_policy=NO_CACHE)
def history_stage(run: Run, shard: int, columns: Sequence[Column], from_year: int) -> int:
    walked = crawl.walk_history(run, shard, columns, from_year)
    get_run_logger().info("shard %s: %s of %s columns walked to %s", shard, walked, len(columns), from_year)
    return walked


@task(name="read", cache_policy=NO_CACHE)
def read_stage(run: Run) -> int:
    total = read.read_captures(run)
    looks.read_looks(run)
    return total


@task(name="absences", cache_policy=NO_CACHE)
def absences_stage(run: Run) -> int:
    return absences.find_absences(run)


@task(name="judge", cache_policy=NO_CACHE)
def judge_stage(run: Run, years: Sequence[int] = ()) -> judge.Judged:
    return judge.judge_and_tell(run, years)


@task(name="seal", cache_policy=NO_CACHE)
def seal_stage(run: Run) -> None:
    sealing.seal_so_far(run.database, run.settings.archive_dir, run.id)


@task(name="deliver", cache_policy=NO_CACHE)
def deliver_stage(run: Run) -> deliver.Delivered:
    return deliver.deliver_run(run)
