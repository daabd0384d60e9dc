"""One run of the job: what its stages share, from the lease taken at the start to the summary left at the end."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from socket import gethostname
from typing import Any

from alerts import rules
from core.alerts import Alert
from core.chain import Head
from core.problems import UserProblem
from core.times import local_day
from core.units import Column, Registry, Unit
from crawlers import platforms
from flows import failures, sealing
from flows.limited import LimitedReader
from flows.progress import Track, listening
from flows.tally import Tally
from parsers import PARSER_VERSION
from registry import Candidates, load
from settings import Settings
from storage import chain, outbox, register, runs
from storage.database import Database, DatabaseProblem, Session, open_database

LEASE = timedelta(minutes=10)
_MOST_KEPT = 64  # sets of columns whose units' names are held as they are looked up
_MOST = timedelta(seconds=10)  # between two words on how far a run is


class LeaseLost(UserProblem):
    """The run was taken for dead (its machine slept, or the database was away), and another may have begun."""

    exit_code = 1


@dataclass
class Run:
    """A run under way. `units` and `columns` are those it was asked for; `now` is the one clock of all its stages.

    `database` refuses whatever is to be written after the run has lost its place; `head` is the chain's, once sealed.
    """

    settings: Settings
    registry: Registry
    database: Database
    id: str
    now: datetime
    units: tuple[Unit, ...]
    columns: tuple[Column, ...]
    tally: Tally = field(default_factory=Tally)
    track: Track = field(default_factory=Track)
    file_reader: LimitedReader = field(default_factory=LimitedReader)
    lease_lost: bool = False
    head: Head | None = None

    @property
    def cycle_year(self) -> int:
        """The report year whose reports are due this calendar year."""
        return local_day(self.now).year - 1

    def units_shown_in(self, column_ids: Sequence[str]) -> tuple[Unit, ...]:
        """The units of any of the columns, in the order of the register."""
        places = {place: unit for id_ in column_ids for place, unit in self._by_column.get(id_, ())}
        return tuple(places[place] for place in sorted(places))

    @cached_property
    def watched(self) -> frozenset[str]:
        """The documents of all registered columns."""
        return self.registry.documents()

    @cached_property
    def everybody(self) -> Candidates:
        """Whose report a page may be that no column shows."""
        return Candidates(self.registry.units.values())

    @cached_property
    def candidates_of(self) -> Callable[[tuple[str, ...]], Candidates]:
        """Whose report a post of these columns may be: nobody's where there are none. The last ones are kept."""
        return lru_cache(_MOST_KEPT)(lambda column_ids: Candidates(self.units_shown_in(column_ids)))

    @cached_property
    def with_forerunners(self) -> Callable[[Candidates], Candidates]:
        """Those, and behind them the units that became these, step by step. The last ones are kept."""
        return lru_cache(_MOST_KEPT)(lambda some: Candidates((*some.units, *self._forerunners(some.units))))

    def _forerunners(self, units: Sequence[Unit]) -> Iterator[Unit]:
        return (line.unit for unit in units for line in rules.lines_of(unit, self._lines))

    @cached_property
    def _lines(self) -> rules.Lines:
        return rules.direct_lines(self.registry)

    @cached_property
    def _by_column(self) -> Mapping[str, Sequence[tuple[int, Unit]]]:
        """Each column's units, with their places in the register."""
        found: dict[str, list[tuple[int, Unit]]] = {}
        for place, unit in enumerate(self.registry.units.values()):
            for column_id in unit.column_ids:
                found.setdefault(column_id, []).append((place, unit))
        return found

    def progress(self) -> dict[str, Any]:
        """How far it is, as JSON: its stages, and the columns that were read of those it asks."""
        done = self.tally.summary()["columns"]["checked"]
        return {"stages": self.track.shape(), "columns": {"done": done, "asked": len(self.columns)}}

    def beat(self) -> None:
        """To be called at every result: raises LeaseLost once another run may have taken our place."""
        if self.lease_lost:
            raise _lost(self.id)


def _lost(run_id: str) -> LeaseLost:
    return LeaseLost(f"本次任务（{run_id}）的租约已经失效，可能另有任务接手，因此停止；已存内容不受影响")


def load_registry(settings: Settings, folder: str | Path | None = None) -> Registry:
    return load(Path(folder) if folder else settings.registry, platforms=platforms.names())


def select_units(registry: Registry, unit_ids: Sequence[str], office_ids: Sequence[str]) -> tuple[Unit, ...]:
    """The units asked for; all when neither units nor offices are named. Raises UserProblem for an unknown id."""
    for kind, wanted, known in (("单位", unit_ids, registry.units), ("监督机关", office_ids, registry.offices)):
        if unknown := sorted(set(wanted) - set(known)):
            raise UserProblem(f"名录中没有这个{kind}：{'、'.join(unknown)}")
    if not unit_ids and not office_ids:
        return tuple(registry.units.values())
    return tuple(u for u in registry.units.values() if u.id in unit_ids or u.office_id in office_ids)


def columns_of(registry: Registry, units: Sequence[Unit]) -> tuple[Column, ...]:
    wanted = {column_id for unit in units for column_id in unit.column_ids}
    return tuple(column for column in registry.columns.values() if column.id in wanted)


@contextmanager
def begin_run(
    settings: Settings,
    *,
    kind: str,
    registry: Registry | None = None,
    registry_folder: str | None = None,
    unit_ids: Sequence[str] = (),
    office_ids: Sequence[str] = (),
    deliver: bool = False,
) -> Iterator[Run]:
    """Opens the register (unless it is given) and the database, takes the lease, and leaves a finished or failed run
    behind. Of one that failed, and of those that died before it, the operator is told; with `deliver` at once.
    """
    registry = registry or load_registry(settings, registry_folder)
    units = select_units(registry, unit_ids, office_ids)
    now = settings.clock()
    database = open_database(settings.database)
    try:
        with database.session() as session:
            run_id = runs.begin(
                session,
                kind=kind,
                now=now,
                real_now=datetime.now(UTC),
                lease=LEASE,
                holder=f"{gethostname()}:{os.getpid()}",
                alive=holder_alive,
            )
            register.sync(session, registry, now)
            outbox.queue(session, failures.died(session, now), run_id=run_id)
        own = database.guarded(lambda session: _keep_place(session, run_id))
        run = Run(settings, registry, own, run_id, now, units, columns_of(registry, units))
        try:
            with listening(run.track), _lease_kept(run, database):
                sealing.seal_left(own, settings.archive_dir)
                yield run
                sealing.seal_so_far(own, settings.archive_dir, run_id)
        except BaseException as error:
            _finish(run, database, "failed", failures.failed(run_id, kind, now, error))
            if deliver:
                failures.tell_operator(database, settings)
            raise
        finally:
            run.file_reader.close()
        _finish(run, database, "finished")
    finally:
        database.close()


def _keep_place(session: Session, run_id: str) -> None:
    """What a run writes after another took its place would stand in no entry of the chain."""
    if not runs.under_way(session, run_id):
        raise _lost(run_id)


@contextmanager
def _lease_kept(run: Run, database: Database) -> Iterator[None]:
    """Renews the lease in real time beside the block, so that it holds through a stage that says nothing for long."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(run, database, LEASE, ended), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep_lease(run: Run, database: Database, lease: timedelta, ended: threading.Event) -> None:
    while not run.lease_lost and not ended.wait(min(lease / 5, _MOST).total_seconds()):
        try:
            with database.session() as session:
                run.lease_lost = not runs.beat(session, run.id, datetime.now(UTC), lease, run.progress())
        except DatabaseProblem:  # busy or away for the moment: there are four more beats before the lease is over
            continue


def holder_alive(holder: str) -> bool:
    """Whether the process that holds a run may still be there; of another machine's process nothing is known."""
    host, _, pid = holder.rpartition(":")
    if host != gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is there, and somebody else's
        pass
    return True


def _finish(run: Run, database: Database, state: str, alerts: Sequence[Alert] = ()) -> None:
    """The end of a run, its own entry in the chain and what is told of it are one.

    A run that lost its place is left as it was found.
    """
    with database.session() as session:
        if runs.finish(session, run.id, now=run.settings.clock(), state=state, summary={}):
            outbox.queue(session, alerts, run_id=run.id)
            run.head = chain.seal_run(session, run.id, datetime.now(UTC))
            runs.note(session, run.id, summary(run))


def summary(run: Run) -> dict[str, Any]:
    """The contract's run summary."""
    return {
        "run_id": run.id,
        "started_at": run.now.isoformat(),
        "finished_at": run.settings.clock().isoformat(),
        "parser_version": PARSER_VERSION,
        **run.tally.summary(),
        "chain": {"seq": run.head.seq, "head": run.head.digest} if run.head else None,
    }


def shard_count(hosts: int) -> int:
    """As many processes as there are cores, never more than there are hosts."""
    return max(1, min(os.cpu_count() or 1, hosts))
