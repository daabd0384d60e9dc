"""The evidence chain 证据链: what is sealed goes on behind its last entry, once, and is never changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.chain import START, Entry, Head, Kind, Matter, link
from core.problems import UserProblem
from storage import chain_facts
from storage.models import ArchiveFileRow, ChainRow, RunRow
from storage.sql import MIGRATING, chunks, insert_new, table_of, take_turn

SEALING = MIGRATING + 4
_BATCH = 2000


class ChainForked(UserProblem):
    """Somebody else wrote the next entry in the same moment, past lease and turn; nothing was written by us."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class SealedFile:
    """An archive file as it lies there for good; `run_id` is None where no run of ours is known to have written it."""

    name: str
    run_id: str | None
    bytes: int
    sha256: str
    records: int


def entries(session: Session, after: int = 0) -> Iterator[Entry]:
    """The chain in order, behind the entry `after`."""
    rows = select(ChainRow).where(ChainRow.seq > after).order_by(ChainRow.seq)
    for row in session.execute(rows, execution_options={"yield_per": _BATCH}).scalars():
        yield _entry(row)


_ABOUT = select(table_of(ChainRow)).where(
    ChainRow.kind.in_(bindparam("kinds", expanding=True)), ChainRow.subject.in_(bindparam("subjects", expanding=True))
)
_LAST = select(table_of(ChainRow)).order_by(ChainRow.seq.desc()).limit(1)


def entries_of(session: Session, subjects: Mapping[str, Collection[str]]) -> list[Entry]:
    """The entries about these, by kind; in the order of the chain."""
    every = sorted({subject for some in subjects.values() for subject in some})
    given = ({"kinds": list(subjects), "subjects": some} for some in chunks(every))
    found = (_entry(row) for one in given for row in session.execute(_ABOUT, one))
    return sorted((one for one in found if one.subject in subjects[one.kind]), key=lambda entry: entry.seq)


def head(session: Session) -> Head:
    """The last entry; number 0 where nothing was ever sealed."""
    last = _last(session)
    return last.head if last else START


def _last(session: Session) -> Entry | None:
    row = session.execute(_LAST).one_or_none()
    return _entry(row) if row else None


def _entry(row: ChainRow | Row[Any]) -> Entry:
    return Entry(row.seq, row.kind, row.subject, row.at, row.facts, row.previous, row.digest)


def seal_rows(session: Session, run_id: str, at: datetime) -> int:
    """Seals revisions, changes and statements of the run that are not sealed yet; how many."""
    matters: list[Matter] = []
    for gather, of_run in chain_facts.OF_A_RUN.values():
        matters += gather(session, of_run == run_id)
    return _append(session, matters, at)


def seal_run(session: Session, run_id: str, at: datetime) -> Head:
    """Seals a run that has ended, with all that is left of its rows; gives the entry that is the last one then."""
    seal_rows(session, run_id, at)
    _append(session, list(chain_facts.runs(session, RunRow.id == run_id)), at)
    return head(session)


def seal_files(session: Session, files: Collection[SealedFile], at: datetime) -> int:
    """Seals archive files that are not sealed yet; how many."""
    take_turn(session.connection(), SEALING)
    rows = [{**asdict(file), "sealed_at": at} for file in files]
    insert_new(session, ArchiveFileRow, ["name"], rows)
    names = [file.name for file in files]
    matters = (chain_facts.archive_files(session, ArchiveFileRow.name.in_(some)) for some in chunks(names))
    return _append(session, [matter for some in matters for matter in some], at)


def seal_losses(session: Session, losses: Mapping[str, Mapping[str, Any]], at: datetime) -> int:
    """Seals what a repair acknowledges as lost, by subject; how many were not acknowledged before."""
    return _append(session, [Matter(Kind.LOSS, subject, facts) for subject, facts in losses.items()], at)


def _append(session: Session, matters: Sequence[Matter], at: datetime) -> int:
    """Seals those of the matters that are not sealed yet."""
    take_turn(session.connection(), SEALING)
    sealed = _sealed(session, matters)
    new = link(_last(session), [m for m in matters if (m.kind, m.subject) not in sealed], at)
    rows = [asdict(entry) for entry in new]
    if not rows:
        return 0
    try:
        with session.begin_nested():
            session.execute(insert(ChainRow), rows)
    except IntegrityError:
        raise ChainForked(
            f"证据链第{rows[0]['seq']}环已被另一程序写入，本次没有封存；请确认没有两个任务同时运行"
        ) from None
    return len(rows)


def _sealed(session: Session, matters: Iterable[Matter]) -> set[tuple[str, str]]:
    by_kind: dict[Kind, list[str]] = {}
    for matter in matters:
        by_kind.setdefault(matter.kind, []).append(matter.subject)
    return {
        (kind, subject)
        for kind, subjects in by_kind.items()
        for some in chunks(subjects)
        for subject in session.scalars(
            select(ChainRow.subject).where(ChainRow.kind == kind.value, ChainRow.subject.in_(some))
        )
    }


def unsealed_runs(session: Session) -> list[str]:
    """Runs that have ended and are not in the chain, in the order in which they began."""
    sealed = exists().where(ChainRow.kind == Kind.RUN.value, ChainRow.subject == RunRow.id)
    ended = select(RunRow.id).where(RunRow.state != "running", ~sealed)
    return list(session.scalars(ended.order_by(RunRow.begun_at, RunRow.id)))


def runs_at_rest(session: Session, real_now: datetime) -> dict[str, bool]:
    """All runs, and whether nothing of them can be writing files any more: it ended in order, or its lease is over."""
    rest = or_(RunRow.state == "finished", RunRow.lease_expires_at <= real_now)
    return dict(session.execute(select(RunRow.id, (RunRow.state != "running") & rest)).tuples().all())


def sealed_files(session: Session) -> set[str]:
    """The names of the files that are sealed."""
    return set(session.scalars(select(ArchiveFileRow.name)))
