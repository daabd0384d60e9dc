"""Pages brought in by hand: kept as evidence with their own provenance, read and judged like any other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.changes import ChangeKind
from core.reports import FileOutcome, Report
from crawlers.archive import ArchiveWriter
from flows.progress import report as report_progress
from flows.read import settle
from flows.run import Run
from flows.settling import Settled
from flows.similar import find_copies
from parsers import decode_text
from parsers.attachments import media_type_of, read_file
from storage import watch

# What browsers write at the top of a page saved by hand: <!-- saved from url=(0042)https://… -->
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->", re.IGNORECASE)
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file. `outcome`: new, revised, unchanged, review, not_report, unsupported, unreadable."""

    file: str
    outcome: str
    reason: str
    report_id: int | None = None
    unit: str | None = None
    report_year: int | None = None
    title: str | None = None


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and what lies in the folders named, in order of name."""
    for path in paths:
        yield from (sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else (path,))


def import_files(run: Run, paths: Iterable[Path]) -> list[Imported]:
    """Each file costs itself only: one that cannot be read is named and the others go on."""
    files = list(find_files(paths))
    archive = ArchiveWriter(run.settings.archive_dir, f"{run.now:%Y/%m}/run-{run.id}-import")
    results = []
    for number, path in enumerate(files, 1):
        results.append(_import_file(run, archive, path))
        report_progress("导入", number, len(files), path.name)
    archive.close()
    find_copies(run)
    return results


def _import_file(run: Run, archive: ArchiveWriter, path: Path) -> Imported:
    try:
        size = path.stat().st_size
        if not 0 < size <= MAX_BYTES:
            return Imported(str(path), "unreadable", "文件是空的" if not size else f"文件超过 {MAX_BYTES >> 20} MB")
        body = path.read_bytes()
    except OSError as problem:
        return Imported(str(path), "unreadable", problem.strerror or str(problem))
    if media_type := media_type_of(body):
        return _keep(run, archive, path, body, media_type)
    return _refused(path, body)


def _refused(path: Path, body: bytes) -> Imported:
    """A file of a kind that is not read, told by its bytes, or one that cannot be opened."""
    found = read_file(body)
    outcome = "unsupported" if found.outcome is FileOutcome.UNSUPPORTED else "unreadable"
    return Imported(str(path), outcome, found.reason or "读不出内容")


def _keep(run: Run, archive: ArchiveWriter, path: Path, body: bytes, media_type: str) -> Imported:
    url = _address(body)
    with run.database.session() as session:
        held = watch.find_import(session, url, sha256(body).hexdigest())
    if held:
        return Imported(str(path), "unchanged", "这个文件已经导入过")
    capture = archive.keep_resource(url, body, media_type, run.now)
    with run.database.session() as session:
        unread = watch.keep_import(session, run.id, capture)
    return _told(path, settle(run, unread))


def _address(body: bytes) -> str:
    """The page's own address where the browser that saved it wrote one; else a name made from its bytes."""
    saved_from = SAVED_FROM.search(decode_text(body[:4096])[0])
    return saved_from[1] if saved_from else f"urn:sha256:{sha256(body).hexdigest()}"


def _unsettled(report: Report | None) -> str:
    """A page that is nobody's report: it waits for a person, it is something else, or nothing could be read of it."""
    if report is None or not (report.body or report.title):
        return "unreadable"
    return "review" if report.is_report or report.doubtful else "not_report"


def _told(path: Path, settled: Settled) -> Imported:
    report = settled.report
    outcomes = {ChangeKind.APPEARED: "new", ChangeKind.EDITED: "revised", ChangeKind.UNCHANGED: "unchanged"}
    outcome = outcomes[settled.change.kind] if settled.change else _unsettled(report)
    return Imported(
        str(path),
        outcome,
        settled.reason,
        settled.report_id,
        settled.unit.id if settled.unit else None,
        report.report_year if report else None,
        report.title if report else None,
    )
