"""The morning look at the calendar: judge what is stored, tell what is due; no site is touched."""

from typing import Any

from prefect import flow

from flows import stages
from flows.run import begin_run, summary
from settings import Settings


@flow(name="deadlines")
def deadlines(registry: str | None = None) -> dict[str, Any]:
    with begin_run(Settings(), kind="deadlines", registry_folder=registry, deliver=True) as run:
        this = stages.whole(run)
        stages.judge_stage(this)
        stages.seal_stage(this)
        stages.deliver_stage(this)
    return summary(run)
