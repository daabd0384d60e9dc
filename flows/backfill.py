"""Past years: lists are walked back to the first year asked for, the sites' own search is asked, the years judged."""

from typing import Any

from prefect import flow

from flows import stages
from flows.crawl import lose_shard, plan_shards
from flows.run import Run, begin_run, summary
from settings import Settings
from storage import runs, walks


@flow(name="backfill", log_prints=False)
def backfill(
    from_year: int, to_year: int, units: list[str] | None = None, registry: str | None = None, deliver: bool = True
) -> dict[str, Any]:
    """Report years `from_year` to `to_year` of the units named (all when none are); resumes where it was broken off."""
    with begin_run(Settings(), kind="backfill", registry_folder=registry, unit_ids=units or ()) as run:
        _begin_anew(run)
        _walk_all(run, from_year)
        this = stages.whole(run)
        stages.read_stage(this)
        stages.judge_stage(this, range(from_year, to_year + 1))
        if deliver:
            stages.seal_stage(this)
            stages.deliver_stage(this)
    return summary(run)


def _begin_anew(run: Run) -> None:
    """After a run that came to its end, walks that did so are begun anew; after one that broke off they are done."""
    with run.database.session() as session:
        if not runs.left_unfinished(session, "backfill", run.id):
            walks.forget_ended(session, [column.id for column in run.columns])


def _walk_all(run: Run, from_year: int) -> None:
    plan = plan_shards(run.columns)
    this = stages.whole(run)
    shards = [
        stages.history_stage.submit(this, number, stages.whole(columns), from_year)
        for number, columns in enumerate(plan)
    ]
    for columns, shard in zip(plan, shards, strict=True):
        shard.wait()
        if not shard.state.is_completed():
            lose_shard(run, columns, str(shard.state.message))
