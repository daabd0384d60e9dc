"""After a parser was mended: every kept article is read again from the archive; no site is touched."""

from typing import Any

from prefect import flow

from flows import stages
from flows.run import begin_run, summary
from settings import Settings
from storage import captures


@flow(name="reparse")
def reparse(registry: str | None = None) -> dict[str, Any]:
    with begin_run(Settings(), kind="reparse", registry_folder=registry) as run:
        with run.database.session() as session:
            captures.forget_reading(session)
        stages.read_stage(run)
        stages.judge_stage(run)
    return summary(run)
