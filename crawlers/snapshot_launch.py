"""Taking a snapshot in a process of its own, which is ended when its time is up; a job as JSON in, one line out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.crawl import ShardJob
from core.pages import Capture, Outcome
from crawlers.child import child


@dataclass(frozen=True, slots=True)
class Kept:
    """A page in our archive, to be drawn as it lies there."""

    warc_file: str
    offset: int
    record_id: str


@dataclass(frozen=True, slots=True)
class SnapshotJob:
    """What to draw: the page at `url` as its site gives it now, or as it is `kept`."""

    url: str
    shard: ShardJob
    allow_private: bool = False
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """截图取证: what was drawn, or why nothing was (`outcome`, `reason`; then there are no captures).

    `outcome` other than ok beside captures: what was drawn is not what the address is for (a challenge page, a 404).
    `cut`: the page is longer than a picture can be; the PDF has all of it.
    """

    outcome: Outcome
    reason: str
    url: str
    taken_at: datetime
    status: int | None = None
    title: str | None = None
    browser: str | None = None
    origin: str | None = None
    screenshot: Capture | None = None
    print: Capture | None = None
    cut: bool = False


_JOB = TypeAdapter(SnapshotJob)
_SNAPSHOT = TypeAdapter(Snapshot)


def load_job(text: bytes) -> SnapshotJob:
    return _JOB.validate_json(text)


def dump_snapshot(snapshot: Snapshot) -> bytes:
    return _SNAPSHOT.dump_json(snapshot) + b"\n"


def take_snapshot(job: SnapshotJob, *, folder: Path, log_file: Path, seconds: float, now: datetime) -> Snapshot:
    """What the process tells; where it ended without a word, or took too long, that."""
    file = folder / "snapshot.json"
    file.write_bytes(_JOB.dump_json(job))
    with child("crawlers.snapshot", file, log_file, seconds) as process:
        told = process.stdout.read() if process.stdout else b""
    try:
        return _SNAPSHOT.validate_json(told)
    except ValidationError:
        reason = f"截图没有完成（限时 {seconds:g} 秒），详见 {log_file}"
        return Snapshot(Outcome.BROWSER_FAILED, reason, job.url, now)
