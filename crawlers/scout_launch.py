"""Starting a scout in a process of its own, which is ended when its time is up; a job as JSON in, lines as JSON out."""

import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter

from core.discovery import Discovery, Proposal, ScoutJob, ScoutStep
from core.pages import Outcome
from crawlers.child import child
from crawlers.discovery.judging import ranked

logger = logging.getLogger(__name__)

_GRACE = 120.0  # seconds beyond the scout's own limit, for what is under way
_JOB = TypeAdapter(ScoutJob)
_LINES: dict[str, TypeAdapter[ScoutStep | Proposal | Discovery]] = {
    cls.__name__: TypeAdapter(cls) for cls in (ScoutStep, Proposal, Discovery)
}


def load_job(text: bytes) -> ScoutJob:
    return _JOB.validate_json(text)


def dump_line(told: ScoutStep | Proposal | Discovery) -> bytes:
    name = type(told).__name__
    return name.encode() + b" " + _LINES[name].dump_json(told) + b"\n"


def load_line(line: bytes) -> ScoutStep | Proposal | Discovery:
    """Raises ValueError for a line that is none of ours."""
    name, _, body = line.partition(b" ")
    adapter = _LINES.get(name.decode("ascii", "replace"))
    if adapter is None:
        raise ValueError(f"not a line of a scout: {line[:80]!r}")
    return adapter.validate_json(body)


def run_scout(job: ScoutJob, *, folder: Path, log_file: Path, on_step: Callable[[ScoutStep], None]) -> Discovery:
    """What the scout found; where its process ended early, what it had found until then, as CRASHED."""
    file = folder / "scout.json"
    file.write_bytes(_JOB.dump_json(job))
    found: list[Proposal] = []
    with child("crawlers.scout", file, log_file, job.seconds + _GRACE) as process:
        for line in process.stdout or ():
            told = _told(line, log_file)
            if isinstance(told, Discovery):
                return told
            if isinstance(told, Proposal):
                found.append(told)
            elif told is not None:
                on_step(told)
    reason = f"采集进程提前结束，没有找完，详见 {log_file}"
    return Discovery(job.url, Outcome.CRASHED, reason, proposals=ranked(found))


def _told(line: bytes, log_file: Path) -> ScoutStep | Proposal | Discovery | None:
    try:
        return load_line(line)
    except ValueError as error:
        logger.warning("unreadable line of a scout (see %s): %s", log_file, error)
        return None
