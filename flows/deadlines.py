"""The morning look at the calendar: judge what is stored, tell what is due; no site is touched."""

from typing import Any

from prefect import flow

from flows import stages
from flows.run import begin_run, summary
from settings import Settings


@flow(name="deadlines")
def deadlines(registry: str | None = None) -> dict[str, Any]:
    with begin_run(Settings(), kind="deadlines", registry_folder=registry, deliver=True) as run:
        stages.judge_stage(run)
        stages.seal_stage(run)
        stages.deliver_stage(run)
    return summary(run)
