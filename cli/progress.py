"""How far a long command is: a live bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from cli.output import say
from flows.progress import Progress, listening

EVERY = 5.0  # seconds between two plain lines of one stage


@contextmanager
def shown() -> Iterator[None]:
    """Shows the progress of what runs inside, on standard error."""
    if not sys.stderr.isatty():
        with listening(_Lines()):
            yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Bars(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True))
    with bars, listening(_Bar(bars)):
        yield


class _Lines:
    """A line for each stage that begins or ends, and one now and then between."""

    def __init__(self) -> None:
        self.said_at: dict[str, float] = {}

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        between = progress.done > 0 and progress.done != progress.total
        if between and now - self.said_at.get(progress.stage, 0) < EVERY:
            return
        self.said_at[progress.stage] = now
        total = f"/{progress.total}" if progress.total else ""
        say(f"{progress.stage} {progress.done}{total} {progress.note}".rstrip())


class _Bar:
    """One bar a stage; stages report from several threads, which rich allows."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.ids: dict[str, int] = {}

    def __call__(self, progress: Progress) -> None:
        if progress.stage not in self.ids:
            self.ids[progress.stage] = self.bars.add_task(progress.stage, total=None, note="")
        self.bars.update(
            self.ids[progress.stage],  # type: ignore[arg-type]
            completed=progress.done,
            total=progress.total or None,
            note=progress.note,
        )
