"""Whether the nightly run happens: looked up, and told the operator where it does not."""

from collections.abc import Iterator
from datetime import datetime

from alerts.watching import Watch, run_failed_alert, run_missing_alert, watch
from core.alerts import Alert
from flows import failures
from flows.run import load_registry
from registry import RegistryProblems
from settings import Settings
from storage import outbox, register, runs, trouble
from storage.database import Session, open_database
from storage.runs import RunSeen

_KIND = "nightly"
_DEAD = ("running", "abandoned")  # a run under way whose lease ran out is dead, too


def look(session: Session, now: datetime, real_now: datetime) -> tuple[Watch, RunSeen | None]:
    """What there is to see, and the nightly run that began last. Leases live by the real clock."""
    last = runs.last_of(session, _KIND, real_now)
    ended_well = last is not None and (last.alive or last.state == "finished")
    began_at = last.started_at if last else None
    return watch(began_at, ended_well=ended_well, installed_at=trouble.installed_at(session) or now, now=now), last


def look_and_tell(settings: Settings, real_now: datetime) -> Watch:
    """As `look`; where something is wrong, the operator is told, once a missed night or failed run.

    The day of the installation is counted from the first look, or the first run of whatever kind.
    """
    database = open_database(settings.database)
    now = settings.clock()
    try:
        with database.session() as session:
            if trouble.installed_at(session) is None:
                _bring_in(session, settings, now)
            seen, last = look(session, now, real_now)
            outbox.queue(session, list(_news(seen, last, now)), run_id=None)
        failures.tell_operator(database, settings)
    finally:
        database.close()
    return seen


def _news(seen: Watch, last: RunSeen | None, now: datetime) -> Iterator[Alert]:
    """A run that failed has told of itself; of one whose process died this may be the first to know."""
    if seen.missed_on is not None:
        yield run_missing_alert(seen.missed_on, seen.detail, now)
    if last is not None and last.state in _DEAD and not last.alive:
        yield run_failed_alert(last.run_id, last.kind, last.started_at, failures.GONE, now)


def _bring_in(session: Session, settings: Settings, now: datetime) -> None:
    """A register that cannot be read is told by `doctor`; the watch begins without it."""
    try:
        register.sync(session, load_registry(settings), now)
    except RegistryProblems:
        return
