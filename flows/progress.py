"""How far a run is, told to whoever listens (the command line does; a worker does not)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


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


def report(stage: str, done: int, total: int, note: str = "") -> None:
    listener = _listener.get()
    if listener is not None:
        listener(Progress(stage, done, total, note))
