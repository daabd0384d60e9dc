"""Sealing 封存: archive files that nobody writes any more, and what runs found and said, go into the evidence chain.

A run seals what it has before it tells anybody, and itself when it ends; it begins with what others left unsealed.
"""

import logging
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from crawlers.archive_files import run_of
from flows.progress import report as report_progress
from storage import chain
from storage.chain import SealedFile
from storage.database import Database

logger = logging.getLogger(__name__)

_CHUNK = 1 << 20
_AT_ONCE = 50  # files sealed in one transaction


def seal_left(database: Database, archive: Path) -> None:
    """Seals what no run sealed for itself: runs that were cut off, and everything from before there was a chain."""
    seal_files(database, archive)
    with database.reading() as session:
        left = chain.unsealed_runs(session)
    for number, run_id in enumerate(left, 1):
        with database.session() as session:
            chain.seal_run(session, run_id, datetime.now(UTC))
        report_progress("封存以往任务", number, len(left))


def seal_so_far(database: Database, archive: Path, run_id: str) -> None:
    """Seals what a run under way has written, at a moment when nothing of it is writing."""
    seal_files(database, archive, run_id)
    with database.session() as session:
        chain.seal_rows(session, run_id, datetime.now(UTC))


def seal_files(database: Database, archive: Path, own: str | None = None) -> int:
    """Seals the files of runs at rest (and of the run `own`), and those that no run of ours wrote; how many.

    The writer of a run that was cut off may outlive it for some moments: its files wait until the lease is over.
    """
    with database.reading() as session:
        rest = chain.runs_at_rest(session, datetime.now(UTC)) | ({own: True} if own else {})
        sealed = chain.sealed_files(session)
    waiting = [name for name in _there(archive) if name not in sealed and rest.get(run_of(name) or "", True)]
    for start in range(0, len(waiting), _AT_ONCE):
        some = waiting[start : start + _AT_ONCE]
        measured = list(_measured(archive, some, rest))
        with database.session() as session:
            chain.seal_files(session, measured, datetime.now(UTC))
        report_progress("封存存档文件", min(start + _AT_ONCE, len(waiting)), len(waiting))
    return len(waiting)


def _there(archive: Path) -> list[str]:
    """The archive's files by their names under its folder, in order of the runs' beginnings."""
    return sorted(path.relative_to(archive).as_posix() for path in archive.rglob("run-*") if path.is_file())


def _measured(archive: Path, names: list[str], runs: Mapping[str, bool]) -> Iterator[SealedFile]:
    """What can be read of the files; one that cannot stays unsealed, and verifying the archive names it."""
    for name in names:
        run_id = run_of(name)
        try:
            yield measure(archive, name, run_id if run_id in runs else None)
        except OSError as problem:
            logger.warning("cannot seal %s: %s", archive / name, problem)


def measure(archive: Path, name: str, run_id: str | None) -> SealedFile:
    """A file's length, SHA-256 and number of whole records (its gzip members), in one reading."""
    digest, size, counter = sha256(), 0, _Members()
    with (archive / name).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            counter.feed(chunk)
    return SealedFile(name, run_id, size, digest.hexdigest(), counter.whole)


class _Members:
    """Counts the gzip members of a stream; behind damage it counts no more."""

    def __init__(self) -> None:
        self.whole = 0
        self._gzip = zlib.decompressobj(31)
        self._damaged = False

    def feed(self, chunk: bytes) -> None:
        while chunk and not self._damaged:
            try:
                self._gzip.decompress(chunk)
            except zlib.error:
                self._damaged = True
                return
            chunk = self._gzip.unused_data
            if self._gzip.eof:
                self.whole += 1
                self._gzip = zlib.decompressobj(31)
