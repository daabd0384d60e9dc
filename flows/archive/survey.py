"""The whole archive against the whole database, file by file: a process a core where there is much to read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from crawlers.archive_files import Inspected, inspect, packed_as_ever, run_of
from flows.archive.issues import Books, Issue, issues_of, missing_file
from flows.progress import report
from flows.run import holder_alive
from storage import archive_index
from storage.archive_index import Indexed
from storage.database import Database

_MUCH = 64 << 20  # bytes from which on more processes are worth their start
_AT_ONCE = 100  # files whose rows are read together


@dataclass
class Survey:
    """What was found. `running`: files that a run under way is writing, left alone."""

    files: int = 0
    records: int = 0
    captures: int = 0
    running: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def survey(database: Database, folder: Path) -> Survey:
    """Reads every file of the archive and every row of the index; writes nothing."""
    return _Surveyor(database, folder).look()


class _Surveyor:
    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._found = Survey()
        self._revisits: dict[str, Issue] = {}  # by the record that one refers to, what is wrong if that is not there
        with database.reading() as session:
            self._runs = archive_index.known_runs(session)
            self._under_way = _under_way(archive_index.running(session))
            self._sealed = archive_index.sealed(session)
            self._losses = archive_index.losses(session)
            self._named = archive_index.names(session) | set(self._sealed)

    def look(self) -> Survey:
        there = sorted(p.relative_to(self._folder).as_posix() for p in self._folder.rglob("*") if p.is_file())
        strange = [name for name in there if not name.endswith(".warc.gz") and name not in self._named]
        self._found.issues += [Issue("file_strange", name, "不是存档文件，没有核验", fault=False) for name in strange]
        closed = [name for name in there if name not in strange and run_of(name) not in self._under_way]
        self._found.running = [name for name in there if run_of(name) in self._under_way]
        inspected = _inspected(self._folder, closed)
        while some := list(islice(inspected, _AT_ONCE)):
            self._compare(some)
            report("核验存档", self._found.files, len(closed))
        gone = sorted(name for name in self._named - set(there) if run_of(name) not in self._under_way)
        for batch in (gone[start : start + _AT_ONCE] for start in range(0, len(gone), _AT_ONCE)):
            self._compare(batch)
        self._find_originals()
        self._forget_begun_since()
        return self._found

    def _compare(self, some: Sequence[Inspected | str]) -> None:
        """Some files against their rows; of one that is not there or cannot be read, there is but its name."""
        with self._database.reading() as session:
            rows = archive_index.of_files(session, [_name(one) for one in some])
        for one in some:
            books = self._books(_name(one), rows.get(_name(one), []))
            self._found.captures += len(books.rows)
            self._found.issues += missing_file(one, books) if isinstance(one, str) else self._take(one, books)

    def _books(self, name: str, rows: Sequence[Indexed]) -> Books:
        return Books(rows, self._sealed.get(name), self._losses)

    def _take(self, found: Inspected, books: Books) -> Iterator[Issue]:
        self._found.files += 1
        self._found.records += len(found.records)
        for record in found.records:
            if record.refers_to:
                detail = f"{record.url}：所引用的原记录 {record.refers_to} 不在存档中"
                issue = Issue("original_missing", found.name, detail, True, record.offset, record.refers_to)
                self._revisits[record.refers_to] = issue
        issues = issues_of(found, books)
        yield from issues
        if any(issue.kind == "file_changed" and issue.fault for issue in issues) and not found.damages:
            yield from _padding(self._folder, found)

    def _find_originals(self) -> None:
        with self._database.reading() as session:
            known = archive_index.with_records(session, sorted(self._revisits))
        lost = (issue for id_, issue in self._revisits.items() if id_ not in known and id_ not in self._losses)
        self._found.issues += lost

    def _forget_begun_since(self) -> None:
        """What a run wrote that began while we were reading was not all there yet."""
        with self._database.reading() as session:
            since = archive_index.known_runs(session) - self._runs
        theirs = {issue.file for issue in self._found.issues if run_of(issue.file) in since}
        self._found.issues = [issue for issue in self._found.issues if issue.file not in theirs]
        self._found.running += sorted(theirs)


def _name(one: Inspected | str) -> str:
    return one if isinstance(one, str) else one.name


def _under_way(runs: Iterable[tuple[str, str, datetime]]) -> frozenset[str]:
    """Those of the running runs that are not dead already."""
    now = datetime.now(UTC)
    return frozenset(id_ for id_, holder, until in runs if until > now and (not holder or holder_alive(holder)))


def _padding(folder: Path, found: Inspected) -> list[Issue]:
    """Which record was touched where all of them are sound: the one that would not be packed like that."""
    odd = [record for record in found.records if not packed_as_ever(folder, found.name, record)]
    if len(odd) == len(found.records):
        return []
    detail = "压缩填充位或压缩头被改动，记录内容未受影响"
    return [Issue("padding_changed", found.name, f"{r.url or r.kind}：{detail}", True, r.offset, record=r) for r in odd]


def _inspected(folder: Path, names: list[str]) -> Iterator[Inspected | str]:
    """Each file as it is found, or but its name where it cannot be read."""
    size = sum((folder / name).stat().st_size for name in names)
    look = partial(_look, folder)
    with _hands(size, len(names)) as hands:
        yield from hands.map(look, names) if hands else map(look, names)


@contextmanager
def _hands(size: int, files: int) -> Iterator[ProcessPoolExecutor | None]:
    workers = min(os.cpu_count() or 1, files)
    if size < _MUCH or workers < 2:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def _look(folder: Path, name: str) -> Inspected | str:
    try:
        return inspect(folder, name)
    except OSError:
        return name
