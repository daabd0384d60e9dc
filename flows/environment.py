"""What a long job sees to before it begins: its place behind the readers, and what Prefect must find at its import."""

import os

from settings import Settings

_BEHIND = 10  # of 19: about a tenth of a processor that somebody else wants, all of one that nobody does


def give_way() -> None:
    """Readers of the pages come first: this thread, and all that it starts, takes what processor time they leave."""
    os.setpriority(os.PRIO_PROCESS, 0, max(_BEHIND, os.getpriority(os.PRIO_PROCESS, 0)))


def prepare_prefect(settings: Settings) -> None:
    """So that a run needs no server and no network, and Prefect keeps its state in the data folder.

    Whatever the operator has set stands.
    """
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
