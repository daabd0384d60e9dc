"""How far a run is, told to whoever listens: the command line does, and every run keeps the last word of each stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """`stage` is the Chinese name of the stage; `total` is 0 while it is not known."""

    stage: str
    done: int
    total: int
    note: str = ""


Listener = Callable[[Progress], None]
_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class Track:
    """The stages of a run in the order in which they began, each as it was last told. Stages run in threads."""

    def __init__(self) -> None:
        self._forward = _listener.get()
        self._stages: dict[str, tuple[datetime, Progress]] = {}
        self._lock = Lock()

    def __call__(self, progress: Progress) -> None:
        with self._lock:
            since = self._stages[progress.stage][0] if progress.stage in self._stages else datetime.now(UTC)
            self._stages[progress.stage] = since, progress
        if self._forward is not None:
            self._forward(progress)

    def shape(self) -> list[dict[str, Any]]:
        """As JSON: name, done, total (0: not known) and since when, by the real clock."""
        with self._lock:
            return [
                {"stage": p.stage, "done": p.done, "total": p.total, "since": since.isoformat()}
                for since, p in self._stages.values()
            ]


def report(stage: str, done: int, total: int, note: str = "") -> None:
    listener = _listener.get()
    if listener is not None:
        listener(Progress(stage, done, total, note))
