"""Looking through a WARC file once, a record at a time: which pages may be reports, which files lie beside them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.foreign import WarcFile
from crawlers.foreign_record import Entry, Flaw
from flows.progress import report as report_progress
from flows.run import Run
from parsers import read_report
from parsers.attachments import is_file, media_type_of
from storage import imports

PAGE, FILE, PICTURE = "page", "file", "picture"
NOT_WANTED = "图片、样式、脚本等"
_OTHER_PAGE = "页面不是年度报告"
_OTHER_STATUS = "应答状态不是 200"
_SAME_AGAIN = "与前一次采集相同的重复记录（revisit）"
_POINTS_OUTSIDE = "重复记录（revisit）所指的原记录不在本文件中"
_NO_PAGES = ("text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/json")
_A_DAY = timedelta(days=1)  # clocks differ


@dataclass(frozen=True, slots=True)
class Found:
    """Where something of interest lies: `offset` of the record with its bytes; address, time and origin are its own."""

    kind: str
    offset: int
    url: str
    asked_url: str
    at: datetime
    origin: str


@dataclass
class Scan:
    """What a WARC file holds. `files` by address, the newest of each; `flaws` with their offsets."""

    pages: list[Found] = field(default_factory=list)
    files: dict[str, Found] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    flaws: list[tuple[int, str]] = field(default_factory=list)

    def file_at(self, url: str) -> Found | None:
        """A file by its address, had by http or by https."""
        scheme, _, rest = url.partition("://")
        other = {"http": "https", "https": "http"}.get(scheme, scheme)
        return self.files.get(url) or self.files.get(f"{other}://{rest}")


def scan(run: Run, warc: WarcFile, name: str) -> Scan:
    """Raises NoWarcError where the file is no WARC, OSError where it cannot be read."""
    scanner = _Scanner(run, name)
    size = warc.path.stat().st_size >> 20
    for record in warc.records():
        run.beat()
        if isinstance(record, Entry):
            report_progress("读取 WARC", min(record.offset >> 20, size), size, name)
            scanner.look(record)
        elif isinstance(record, Flaw):
            scanner.note(record)
        elif record.software:
            scanner.software = record.software
    return scanner.scan


class _Scanner:
    """`_seen` are short keys of the records so far, `_kept` those of interest by what a revisit may call them."""

    def __init__(self, run: Run, name: str) -> None:
        self.scan = Scan()
        self.software: str | None = None
        self._run = run
        self._name = name
        self._seen: set[int] = set()
        self._kept: dict[str, Found] = {}

    def note(self, flaw: Flaw) -> None:
        if flaw.passed_over:
            self.scan.skipped[flaw.reason] += 1
        else:
            self.scan.flaws.append((flaw.offset, flaw.reason))

    def look(self, entry: Entry) -> None:
        if not entry.url.startswith(("http://", "https://", "urn:sha256:")):
            return  # dns:, a crawler's own notes
        if entry.at > self._run.now + _A_DAY:
            self.scan.flaws.append((entry.offset, f"记录的日期在将来（{entry.at:%Y-%m-%d}）"))
        elif entry.kind == "revisit":
            self._revisit(entry)
        elif entry.status != 200:
            self.scan.skipped[_OTHER_STATUS] += 1
        else:
            self._answer(entry)

    def _answer(self, entry: Entry) -> None:
        names = [name for name in (entry.record_id, entry.digest) if name]
        self._seen.update(map(hash, names))
        kind = _kind(entry)
        if kind is None:
            self.scan.skipped[NOT_WANTED] += 1
        elif kind == PAGE and not self._may_be_report(entry):
            self.scan.skipped[_OTHER_PAGE] += 1
        else:
            found = self._found(kind, entry.offset, entry)
            self._kept.update(dict.fromkeys(names, found))
            self._keep(found)

    def _revisit(self, entry: Entry) -> None:
        """The bytes of an earlier record at another time: of another address, or seen once more at the same."""
        names = [name for name in (entry.refers_to, entry.digest) if name]
        first = next((self._kept[name] for name in names if name in self._kept), None)
        if first and first.url != entry.url:
            self._keep(self._found(first.kind, first.offset, entry))
        else:
            known = first or self._seen.intersection(map(hash, names))
            self.scan.skipped[_SAME_AGAIN if known else _POINTS_OUTSIDE] += 1

    def _found(self, kind: str, offset: int, entry: Entry) -> Found:
        origin = f"{self._name} · {entry.record_id or '无记录编号'} · 由 {self.software or '未注明的'} 软件制作"
        return Found(kind, offset, entry.url, entry.asked_url, entry.at, origin)

    def _keep(self, found: Found) -> None:
        if found.kind == PAGE:
            self.scan.pages.append(found)
            return
        for url in {found.url, found.asked_url}:
            known = self.scan.files.get(url)
            if known is None or known.at <= found.at:
                self.scan.files[url] = found

    def _may_be_report(self, entry: Entry) -> bool:
        """A report, something doubtful, a page that points to its report; or one that we wait for."""
        seen = read_report(entry.body, url=entry.url, media_type=_declared(entry) or None)
        if seen.is_report or seen.doubtful:
            return True
        with self._run.database.reading() as session:
            return imports.known_as(session, entry.asked_url).awaited


def _kind(entry: Entry) -> str | None:
    """What the bytes are; None for what is neither a page nor a file that is read."""
    declared = _declared(entry)
    if declared.startswith(("font/", "audio/", "video/", *_NO_PAGES)):
        return None
    media_type = media_type_of(entry.body) or ""
    if media_type.startswith("image/"):
        return PICTURE
    if is_file(entry.body):
        return FILE if media_type else None
    return PAGE if media_type == "text/html" or (media_type and declared in ("", "text/plain", "text/html")) else None


def _declared(entry: Entry) -> str:
    told = next((value for name, value in entry.headers if name.lower() == "content-type"), "")
    return told.partition(";")[0].strip().lower()
