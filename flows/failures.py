"""Runs that failed: one that ended in an error tells of it itself, one whose process died is told of by the next."""

import logging
from datetime import datetime, timedelta

from alerts.watching import run_failed_alert
from core.alerts import Alert
from core.problems import UserProblem
from core.units import Registry
from settings import Settings
from storage import runs
from storage.database import Database, Session

logger = logging.getLogger(__name__)
_LATELY = timedelta(days=7)  # of what died longer ago, nobody needs to be told
GONE = "运行它的进程已经不在，或电脑中途断电、重启"


def died(session: Session, now: datetime) -> list[Alert]:
    """The alerts of the runs that were lately found dead; their keys tell each once."""
    dead = runs.abandoned(session, since=now - _LATELY)
    return [run_failed_alert(run.run_id, run.kind, run.started_at, GONE, now) for run in dead]


def failed(run_id: str, kind: str, now: datetime, error: BaseException) -> tuple[Alert, ...]:
    """Who ended a run by hand knows of it. What a foreign error says may hold a secret: it stands in the log alone."""
    if isinstance(error, KeyboardInterrupt):
        return ()
    why = str(error) if isinstance(error, UserProblem) else f"程序出错（{type(error).__name__}）"
    return (run_failed_alert(run_id, kind, now, why, now),)


def tell_operator(database: Database, settings: Settings) -> None:
    """Sends what waits for the operator; what goes wrong with that is nothing to the caller."""
    from flows.deliver import deliver  # noqa: PLC0415 - it stands on the run that fails here

    try:
        deliver(database, Registry(), settings)
    except Exception:
        logger.exception("the operator could not be told")
