"""What Prefect must find in the environment before it is imported, so that a run needs no server and no network."""

import os

from settings import Settings


def prepare_prefect(settings: Settings) -> None:
    """Keeps Prefect's own state in the data folder, offline and quiet; whatever the operator has set stands."""
    for name, value in {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # the ephemeral server prints harmless tracebacks at exit
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # its first start on a busy machine takes 25 s
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # a problem is one line of ours, not its traceback
    }.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:  # else a server of the operator's is asked
        from flows.ephemeral import OurServer  # noqa: PLC0415 - only now

        OurServer()
