"""Bringing in what a person names: pages first, then archives, then the files that belong to no page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from core.addresses import address_fault
from core.pages import Ask, Page
from core.problems import UserProblem, os_words
from core.reports import Attachment, FileOutcome
from core.times import local_day
from crawlers.archive import ArchiveWriter
from crawlers.foreign import is_warc
from flows.imports.keeping import Brought, Keeper
from flows.imports.results import Imported, Word
from flows.imports.saved import Saved, beside, find_files, open_saved
from flows.imports.warcs import bring_warc
from flows.progress import report as report_progress
from flows.run import Run
from flows.similar import find_copies
from parsers.attachments import is_file, media_type_of, read_file
from storage.origins import with_unit

MAX_BYTES = 32 * 1024 * 1024
_WARC_ENDS = (".warc", ".warc.gz")
_PAGE, _ARCHIVE, _FILE = range(3)  # in this order: a page is looked at before the files that may be its attachments


@dataclass(frozen=True, slots=True)
class _File:
    """A file to bring in, `name` being what it is called in evidence."""

    path: Path
    name: str
    kind: int


@dataclass
class _Batch:
    """One call's files. `taken`: those that were found to be attachments of a page."""

    run: Run
    keeper: Keeper
    word: Word
    taken: set[Path] = field(default_factory=set)


def import_files(run: Run, paths: Iterable[Path], word: Word | None = None) -> list[Imported]:
    """Each file costs itself only: one that cannot be read is named and the others go on.

    Raises UserProblem where `word` is of an unknown unit, of no address, or not of a single page or attachment.
    """
    files = [_File(path, name, _kind(path)) for path, name in dict.fromkeys(find_files(paths))]
    _check(run, files, word or Word())
    archive = ArchiveWriter(run.settings.archive_dir, f"{local_day(run.now):%Y/%m}/run-{run.id}-import.warc.gz")
    batch = _Batch(run, Keeper(run, archive), word or Word())
    results: dict[_File, list[Imported]] = {}
    try:
        for number, file in enumerate(sorted(files, key=lambda file: file.kind), 1):
            results[file] = [] if file.path in batch.taken else _bring(batch, file)
            report_progress("导入", number, len(files), file.path.name)
            run.beat()
    finally:
        archive.close()
    find_copies(run)
    return [result for file in files for result in results[file]]


def _kind(path: Path) -> int:
    try:
        if path.name.lower().endswith(_WARC_ENDS) or is_warc(path):
            return _ARCHIVE
        return _FILE if path.stat().st_size > MAX_BYTES or is_file(path.read_bytes()) else _PAGE
    except OSError:
        return _FILE


def _check(run: Run, files: list[_File], word: Word) -> None:
    if word.unit_id and word.unit_id not in run.registry.units:
        raise UserProblem(f"名录中没有这个单位：{word.unit_id}")
    if word.url is not None and (wrong := address_fault(word.url)):
        raise UserProblem(f"--url：{wrong}")
    if word != Word() and (len(files) != 1 or files[0].kind == _ARCHIVE):
        raise UserProblem("--url 和 --unit 只能用于单个页面或附件")


def _bring(batch: _Batch, file: _File) -> list[Imported]:
    shown = str(file.path)
    try:
        if file.kind == _ARCHIVE:
            return bring_warc(batch.run, batch.keeper, file.path, file.name)
        size = file.path.stat().st_size
        if not 0 < size <= MAX_BYTES:
            return [Imported(shown, "unreadable", "文件是空的" if not size else f"文件超过 {MAX_BYTES >> 20} MB")]
        return [_bring_file(batch, file, shown, file.path.read_bytes())]
    except OSError as problem:
        return [Imported(shown, "unreadable", os_words(problem))]


def _bring_file(batch: _Batch, file: _File, shown: str, body: bytes) -> Imported:
    try:
        saved = Saved(body) if file.kind == _FILE else open_saved(body)
    except Exception as problem:  # the mail library meets a broken web archive with whatever it breaks
        return Imported(shown, "unreadable", f"网页存档（MHTML）读不出来（{type(problem).__name__}）")
    url = batch.word.url or saved.url or f"urn:sha256:{sha256(saved.body).hexdigest()}"
    brought = _brought(batch, url, saved, file.name)
    if brought.media_type is None:
        return _refused(shown, body)
    if file.kind == _FILE and (given := batch.keeper.lacked(shown, brought)):
        return given
    return batch.keeper.page(shown, brought, lambda attachment: _at_hand(batch, file, saved, attachment))


def _brought(batch: _Batch, url: str, saved: Saved, name: str) -> Brought:
    """`saved` as it is kept: had when the file says so, else now."""
    now, media_type = batch.run.now, media_type_of(saved.body)
    headers = (("Content-Type", media_type),) if media_type else ()
    page = Page(Ask(url), url, 200, saved.body, min(saved.at or now, now), headers)
    return Brought(page, media_type, with_unit(f"人工导入：{name}", batch.word.unit_id), whole=True)


def _at_hand(batch: _Batch, file: _File, saved: Saved, attachment: Attachment) -> Brought | None:
    """An attachment out of the same web archive, or saved beside the page."""
    if (part := saved.parts.get(attachment.url)) and media_type_of(part):
        return _brought(batch, attachment.url, Saved(part, at=saved.at), file.name)
    path = beside(file.path, attachment)
    if path is None or not 0 < path.stat().st_size <= MAX_BYTES:
        return None
    body = path.read_bytes()
    if not media_type_of(body):
        return None
    batch.taken.add(path)
    return _brought(batch, attachment.url, Saved(body), f"{file.name} 旁的 {path.name}")


def _refused(shown: str, body: bytes) -> Imported:
    """A file of a kind that is not read, told by its bytes, or one that cannot be opened."""
    found = read_file(body)
    outcome = "unsupported" if found.outcome is FileOutcome.UNSUPPORTED else "unreadable"
    reason = found.reason or "读不出内容"
    return Imported(shown, outcome, f"{reason}；请先解压，再导入文件夹" if "压缩" in reason else reason)
