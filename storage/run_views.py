"""Runs as they are shown: the list by pages, one with its summary, and how far the one under way is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RunRow

_PLAIN = (
    RunRow.id,
    RunRow.number,
    RunRow.kind,
    RunRow.state,
    RunRow.started_at,
    RunRow.finished_at,
    RunRow.begun_at,
    RunRow.lease_expires_at,
    RunRow.outcomes,
)


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run. `begun_at` is by the real clock, as `alive_until` is; `progress` only of one under way.

    `outcomes`: how many columns ended how; `summary` only where one run was asked for.
    """

    run_id: str
    number: int
    kind: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    begun_at: datetime
    alive_until: datetime
    outcomes: dict[str, int] = field(default_factory=dict)
    progress: dict[str, Any] | None = None
    summary: dict[str, Any] | None = None

    def alive(self, real_now: datetime) -> bool:
        return self.state == "running" and self.alive_until > real_now


def page(
    session: Session, *, kind: str | None = None, state: str | None = None, before: int | None = None, limit: int = 50
) -> list[RunShown]:
    """At most `limit` runs, newest first; `before`: the number of the last one on the page before."""
    rows = select(*_PLAIN).order_by(RunRow.number.desc()).limit(limit)
    if kind is not None:
        rows = rows.where(RunRow.kind == kind)
    if state is not None:
        rows = rows.where(RunRow.state == state)
    if before is not None:
        rows = rows.where(RunRow.number < before)
    return [_shown(row) for row in session.execute(rows).tuples()]


def one(session: Session, run_id: str) -> RunShown | None:
    found = session.execute(select(*_PLAIN, RunRow.progress, RunRow.summary).where(RunRow.id == run_id)).tuples()
    return next((_shown(row) for row in found), None)


def running(session: Session) -> RunShown | None:
    """The run under way, or one that died and was not found dead yet."""
    rows = select(*_PLAIN, RunRow.progress).where(RunRow.state == "running")
    return next((_shown(row) for row in session.execute(rows).tuples()), None)


def _shown(row: Sequence[Any]) -> RunShown:
    *plain, outcomes = row[: len(_PLAIN)]
    return RunShown(*plain, outcomes or {}, *row[len(_PLAIN) :])  # type: ignore[call-arg]
