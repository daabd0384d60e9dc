"""Past years: the lists are walked anew to their ends, and the years asked for are judged."""

from typing import Any

from prefect import flow

from flows import stages
from flows.nightly import crawl_all
from flows.run import begin_run, summary
from settings import Settings


@flow(name="backfill")
def backfill(
    years: list[int] | None = None, units: list[str] | None = None, registry: str | None = None
) -> dict[str, Any]:
    """Walks the columns of the units named (all when none are) from the first list page to the last."""
    with begin_run(Settings(), kind="backfill", registry_folder=registry, unit_ids=units or ()) as run:
        crawl_all(run, afresh=True)
        stages.read_stage(run)
        stages.judge_stage(run, years or ())
        stages.deliver_stage(run)
    return summary(run)
