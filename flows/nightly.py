"""The nightly job: crawl, read, judge, seal, tell."""

from typing import Any

from prefect import flow

from flows import stages, telling
from flows.crawl import lose_shard, plan_shards
from flows.keeping import recognise_again
from flows.run import Run, begin_run, summary
from settings import Settings


@flow(name="nightly", log_prints=False)
def nightly(
    registry: str | None = None,
    units: list[str] | None = None,
    offices: list[str] | None = None,
    deliver: bool = True,
) -> dict[str, Any]:
    """Watches every column of the register (or of the units and offices named) once; returns the run summary."""
    with begin_run(
        Settings(),
        kind="nightly",
        registry_folder=registry,
        unit_ids=units or (),
        office_ids=offices or (),
        deliver=deliver,
    ) as run:
        recognise_again(run)
        crawl_all(run)
        telling.watch_storms(run)
        this = stages.whole(run)
        stages.read_stage(this)
        stages.absences_stage(this)
        stages.judge_stage(this)
        if deliver:
            stages.seal_stage(this)
            stages.deliver_stage(this)
    return summary(run)


def crawl_all(run: Run) -> None:
    """Every shard as a task of its own, side by side; a shard that fails costs its own columns only."""
    plan = plan_shards(run.columns)
    this = stages.whole(run)
    shards = [stages.crawl_stage.submit(this, number, stages.whole(columns)) for number, columns in enumerate(plan)]
    for columns, shard in zip(plan, shards, strict=True):
        shard.wait()
        if not shard.state.is_completed():
            lose_shard(run, columns, str(shard.state.message))
