"""Runs under a lease: one at a time over all processes, and a run that died makes way for the next."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.problems import UserProblem
from core.times import SHANGHAI
from storage.models import RunRow
from storage.shapes import iso
from storage.sql import hits

KINDS = {
    "nightly": "夜间任务",
    "backfill": "补查往年",
    "import": "导入",
    "reparse": "重新识读",
    "evaluate": "重新认定",
    "deadlines": "期限检查",
    "snapshot": "截图",
    "repair": "修复存档",
    "deliver": "发送提醒",
    "review": "人工认定",
}


STATES = {"running": "进行中", "finished": "完成", "failed": "失败", "abandoned": "中断"}


class RunInProgress(UserProblem):
    """Another run holds the lease; the message says in Chinese which, and since when."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run as it is known. `alive`: it is under way, and its lease holds."""

    run_id: str
    kind: str
    state: str
    started_at: datetime
    alive: bool


def begin(
    session: Session,
    *,
    kind: str,
    now: datetime,
    real_now: datetime,
    lease: timedelta,
    holder: str = "",
    alive: Callable[[str], bool] = bool,
) -> str:
    """Takes the lease and returns the new run's id. Leases live by `real_now`, the run's own times by `now`.

    Raises RunInProgress while another run holds an unexpired lease and its `holder` is `alive`; a run whose lease ran
    out or whose process is gone is marked abandoned.
    """
    _abandon_dead(session, now, real_now, alive)
    if other := _running(session):
        raise RunInProgress(_in_words(other))
    run_id = _new_id(session, now)
    run = RunRow(
        id=run_id,
        number=next_number(session),
        kind=kind,
        state="running",
        started_at=now,
        begun_at=real_now,
        holder=holder,
        lease_expires_at=real_now + lease,
    )
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:  # a rival process began in this very moment: the one-running index let one of us in
        if other := _running(session):
            raise RunInProgress(_in_words(other)) from None
        raise
    return run_id


def _new_id(session: Session, now: datetime) -> str:
    """The time in Shanghai, and what tells runs of one second apart: many where the clock is a rehearsed one."""
    while True:
        run_id = f"{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        if session.get(RunRow, run_id) is None:
            return run_id


def next_number(session: Session) -> int:
    """The number of the run that is made known next."""
    return (session.scalar(select(func.max(RunRow.number))) or 0) + 1


def _abandon_dead(session: Session, now: datetime, real_now: datetime, alive: Callable[[str], bool]) -> None:
    run = _running(session)
    if run and (run.lease_expires_at <= real_now or (run.holder and not alive(run.holder))):
        run.state, run.finished_at = "abandoned", now
        session.flush()


def _running(session: Session) -> RunRow | None:
    return session.scalars(select(RunRow).where(RunRow.state == "running")).first()


def _in_words(run: RunRow) -> str:
    started = f"{run.started_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    kind = kind_words(run.kind)
    return f"另一次任务正在进行（{kind}，{run.id}，开始于 {started}），请等它结束；它若已中断，租约到期后即可再运行"


def beat(
    session: Session, run_id: str, real_now: datetime, lease: timedelta, progress: Mapping[str, Any] | None = None
) -> bool:
    """Keeps the lease for another `lease`, and notes how far the run is. False when the run has lost its lease (it was
    taken for dead).
    """
    statement = update(RunRow).where(RunRow.id == run_id, RunRow.state == "running")
    told = {"progress": dict(progress)} if progress else {}
    return hits(session, statement.values(lease_expires_at=real_now + lease, **told)) == 1


def under_way(session: Session, run_id: str) -> bool:
    """Whether the run still holds its place; it then keeps it until this transaction ends."""
    run = select(RunRow.id).where(RunRow.id == run_id, RunRow.state == "running")
    return session.scalars(run.with_for_update(read=True)).one_or_none() is not None


def finish(session: Session, run_id: str, *, now: datetime, state: str, summary: dict[str, Any]) -> bool:
    """Ends a run as `finished` or `failed`, with its summary, and gives the lease back.

    False when the run has lost its place: it stays abandoned.
    """
    run = update(RunRow).where(RunRow.id == run_id, RunRow.state == "running")
    return hits(session, run.values(state=state, finished_at=now, progress=None, **_told(summary))) == 1


def note(session: Session, run_id: str, summary: dict[str, Any]) -> None:
    """Writes the summary of a run that has ended anew."""
    session.execute(update(RunRow).where(RunRow.id == run_id).values(**_told(summary)))


def _told(summary: dict[str, Any]) -> dict[str, Any]:
    return {"summary": summary, "outcomes": summary.get("outcomes")}


def kind_words(kind: str) -> str:
    """The kind of a run in Chinese; that of a reparse names its units and year as well."""
    name, _, scope = kind.partition(":")
    words = KINDS.get(name, name)
    return f"{words}（{'、'.join(scope.split(':'))}）" if scope else words


def left_unfinished(session: Session, kind: str, run_id: str) -> bool:
    """Whether the run of that kind before this one did not come to its end."""
    before = select(RunRow.state).where(RunRow.kind == kind, RunRow.id != run_id)
    state = session.scalars(before.order_by(RunRow.begun_at.desc(), RunRow.id.desc())).first()
    return state in ("failed", "abandoned")


def last_summary(session: Session, kind: str) -> dict[str, Any]:
    """What the last run of that kind that came to its end left behind; empty before the first."""
    done = select(RunRow.summary).where(RunRow.kind == kind, RunRow.state == "finished")
    return session.scalars(done.order_by(RunRow.begun_at.desc(), RunRow.id.desc())).first() or {}


def later_than(session: Session, now: datetime) -> bool:
    """Whether a run was begun later than that: the clock was set back, or was moved for a rehearsal."""
    return session.scalars(select(RunRow.id).where(RunRow.started_at > now)).first() is not None


def abandoned(session: Session, *, since: datetime) -> list[RunSeen]:
    """The runs that were found dead since then."""
    rows = select(RunRow).where(RunRow.state == "abandoned", RunRow.finished_at >= since).order_by(RunRow.number)
    return [RunSeen(run.id, run.kind, run.state, run.started_at, False) for run in session.scalars(rows)]


def last_of(session: Session, kind: str, real_now: datetime) -> RunSeen | None:
    """The run of that kind that began last."""
    run = session.scalars(select(RunRow).where(RunRow.kind == kind).order_by(RunRow.number.desc())).first()
    if run is None:
        return None
    alive = run.state == "running" and run.lease_expires_at > real_now
    return RunSeen(run.id, run.kind, run.state, run.started_at, alive)


def latest(session: Session) -> dict[str, Any] | None:
    """The run begun last by the real clock, as JSON."""
    run = session.scalars(select(RunRow).order_by(RunRow.begun_at.desc(), RunRow.id.desc())).first()
    if run is None:
        return None
    return {
        "run_id": run.id,
        "kind": run.kind,
        "state": run.state,
        "started_at": iso(run.started_at),
        "finished_at": iso(run.finished_at),
        "lease_expires_at": iso(run.lease_expires_at),
        "summary": run.summary,
    }
