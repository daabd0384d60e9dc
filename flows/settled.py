"""What became of a capture, and the desk where it is settled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from core.changes import Change, ChangeKind
from core.reports import Report
from core.units import Unit
from flows.run import Run
from storage.asides import Aside
from storage.captures import UnreadCapture
from storage.database import Session
from storage.reports import KnownReport

ReadAgain = Callable[[UnreadCapture], Report | None]
"""Reads an older capture with today's parser; None where its bytes cannot be read back."""


@dataclass(frozen=True, slots=True)
class SameAgain:
    """A capture that was read as what is stored, and is yet to be marked so; with the revision that it equals, where it
    is a report's, and the digest of the reading.
    """

    capture_id: int
    revision_id: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one capture. `changes` is empty where it is no unit's report; `reason` says why, in Chinese.

    `review`: it waits for a person. `lost`: reports that the same bytes were read as before and no longer are.
    """

    capture: UnreadCapture
    report: Report | None
    unit: Unit | None
    report_id: int | None
    changes: tuple[Change, ...]
    reason: str
    review: bool = False
    same: SameAgain | None = None
    lost: tuple[KnownReport, ...] = ()

    @classmethod
    def put_aside(
        cls, run: Run, capture: UnreadCapture, seen: Report, aside: Aside, same: SameAgain | None = None
    ) -> Self:
        unit = run.registry.units[aside.unit_id] if aside.unit_id else None
        return cls(capture, seen, unit, None, (), aside.reason, aside.review, same)

    @property
    def kinds(self) -> frozenset[ChangeKind]:
        """What became of the report that stands there; nothing where it is but a copy of one."""
        return frozenset(change.kind for change in self.changes)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(field for change in self.changes for field in change.fields)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one capture is settled: the transaction, the run, and the way back to older captures."""

    session: Session
    run: Run
    read_again: ReadAgain
