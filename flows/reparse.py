"""After a parser was mended: every kept article is read again from the archive; no site is touched."""

from typing import Any

from prefect import flow

from flows import stages
from flows.rereading import kind_of, reread
from flows.run import begin_run, summary
from settings import Settings


@flow(name="reparse")
def reparse(registry: str | None = None) -> dict[str, Any]:
    with begin_run(Settings(), kind=kind_of((), None), registry_folder=registry) as run:
        found = reread(run)
        stages.judge_stage(stages.whole(run))
    return summary(run) | found.summary()
