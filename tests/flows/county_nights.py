"""Whole nights over a county, from the bytes to the judgement, in whatever order one likes."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.crawl import ColumnJob, FileRead, SecondLook, ShardEnd, ShardJob
from core.reports import Report
from core.times import SHANGHAI
from core.units import Column
from crawlers.job import ResultLine
from flows import absences, crawl, judge, looks, read
from flows.run import Run, begin_run
from flows.tally import Tally
from parsers import read_report
from settings import Settings
from tests.flows import forked
from tests.flows.county import UNITS, County

COLUMNS = ["gong", "fa", "jie", "wen"]


class Reader:
    """Reads files here and now: starting a process for it would cost seconds a night."""

    def __call__(self, source: bytes, **known: Any) -> Report:
        return read_report(source, **known)

    def close(self) -> None:
        pass


@dataclass
class Watch:
    """A data folder over the county. `order` shuffles register, columns and answers; None leaves them as they are."""

    county: County
    folder: Path
    order: random.Random | None = None

    def __post_init__(self) -> None:
        self.county.register(self.folder, self._shuffled(COLUMNS), self._shuffled(list(UNITS)))

    def settings(self, at: str | None = None) -> Settings:
        now = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI) if at else None
        return Settings(home=self.folder / "var", registry=self.folder / "registry", download_delay=0, now=now)

    def night(self, at: str, shards: int = 1) -> Tally:
        """The night's stages, one after the other."""
        with begin_run(self.settings(at), kind="nightly") as run:
            run.file_reader = Reader()  # type: ignore[assignment]
            for number, columns in enumerate(crawl.plan_shards(self._shuffled(run.columns), shards)):
                with patch.object(crawl, "run_shard", self._shard):
                    crawl.crawl_shard(run, number, self._shuffled(columns))
            stages(run)
        return run.tally

    def _shuffled(self, things: Sequence[Any]) -> Any:
        return self.order.sample(things, len(things)) if self.order else things

    def _shard(
        self, job: ShardJob, columns: Sequence[Column], jobs: Iterable[ColumnJob], *,
        on_result: Callable[[ResultLine], None], **more: Any,
    ) -> int:  # fmt: skip
        """A shard whose lines come in another order; what belongs to an article still follows it."""
        if self.order is None:
            return forked.run_shard(job, columns, jobs, on_result=on_result, **more)
        lines: list[ResultLine] = []
        code = forked.run_shard(job, columns, jobs, on_result=lines.append, **more)
        for line in sorted(self.order.sample(lines, len(lines)), key=_rank):
            on_result(line)
        return code


def stages(run: Run) -> None:
    """What follows the crawl."""
    read.read_captures(run)
    looks.read_looks(run)
    absences.find_absences(run)
    judge.judge_and_tell(run)


def _rank(line: ResultLine) -> int:
    return {FileRead: 1, SecondLook: 1, ShardEnd: 2}.get(type(line), 0)
