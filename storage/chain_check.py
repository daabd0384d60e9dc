"""Whether the chain holds, and whether today's rows are still what was sealed: every difference is named."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.chain import Fault, Head, Kind, Matter, canonical, faults, named
from core.sealed import about, differences
from storage import chain, chain_facts
from storage.models import ChainRow, RunRow

_Sealed = dict[str, tuple[int, str]]  # subject -> entry, facts


def check(session: Session, heads: tuple[Head, ...] = ()) -> list[Fault]:
    """Everything that does not hold, in Chinese. `heads` are those that somebody was told, besides what runs noted."""
    return [
        *faults(chain.entries(session), [*_noted(session), *heads]),
        *_of_kind(Kind.ARCHIVE_FILE, _sealed(session, Kind.ARCHIVE_FILE), chain_facts.archive_files(session)),
        *_of_runs(session),
    ]


def _noted(session: Session) -> Iterator[Head]:
    """The heads that runs left in their summaries."""
    for summary in session.scalars(select(RunRow.summary).where(RunRow.summary.is_not(None))):
        if (noted := (summary or {}).get("chain")) and noted["seq"]:
            yield Head(noted["seq"], noted["head"])


def _of_runs(session: Session) -> Iterator[Fault]:
    """Runs, and what was found and stated in them."""
    sealed = _sealed(session, Kind.RUN)
    waiting = _waiting(session, sealed)
    yield from _of_kind(Kind.RUN, sealed, (m for m in chain_facts.runs(session) if m.subject not in waiting))
    for kind, (gather, _) in chain_facts.OF_A_RUN.items():
        own = _sealed(session, kind)
        due = (m for m in gather(session) if m.subject in own or m.facts["run"] not in waiting)
        yield from _of_kind(kind, own, due)


def _of_kind(kind: Kind, sealed: _Sealed, today: Iterator[Matter]) -> Iterator[Fault]:
    left = dict(sealed)
    for matter in today:
        found = left.pop(matter.subject, None)
        if found is None:
            whose = f"{named(kind)} {matter.subject}{about(canonical(matter.facts))}"
            yield Fault(None, f"{whose}没有封存过：是事后添加的，或封存它的一环已被删去")
        elif told := "；".join(differences(found[1], matter.facts)):
            yield Fault(
                found[0], f"第{found[0]}环（{named(kind)} {matter.subject}{about(found[1])}）封存之后被改动：{told}"
            )
    for subject, (seq, facts) in left.items():
        yield Fault(seq, f"第{seq}环所封存的{named(kind)} {subject}{about(facts)}已不在数据库中")


def _sealed(session: Session, kind: Kind) -> _Sealed:
    rows = select(ChainRow.subject, ChainRow.seq, ChainRow.facts).where(ChainRow.kind == kind.value)
    return {subject: (seq, facts) for subject, seq, facts in session.execute(rows.order_by(ChainRow.seq)).tuples()}


def _waiting(session: Session, sealed: _Sealed) -> frozenset[str]:
    """Runs that the next run will seal: under way, cut off, or from before there was a chain.

    Where a run ended in order, its summary tells that it was sealed; and whoever began after a lease was over sealed
    first what that run had left.
    """
    runs = session.execute(
        select(RunRow.id, RunRow.state, RunRow.begun_at, RunRow.lease_expires_at, RunRow.summary)
    ).all()
    latest = max((run.begun_at for run in runs if run.id in sealed), default=None)
    return frozenset(run.id for run in runs if run.id not in sealed and _may_wait(run, latest))


def _may_wait(run: Any, latest: datetime | None) -> bool:
    if run.state == "running":
        return True
    return "chain" not in (run.summary or {}) and (latest is None or run.lease_expires_at > latest)
