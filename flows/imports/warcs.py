"""A WARC file from elsewhere: what may be a report is brought in with its attachments, the rest is counted."""

from pathlib import Path

from core.pages import Ask, Page
from core.reports import Attachment
from crawlers.foreign import NoWarcError, WarcFile
from crawlers.foreign_record import RecordProblem
from flows.imports.keeping import Brought, Keeper
from flows.imports.results import Imported
from flows.imports.scanning import NOT_WANTED, PICTURE, Found, Scan, scan
from flows.limited import ReaderLostError
from flows.progress import report as report_progress
from flows.run import Run
from parsers.attachments import media_type_of
from storage import imports

MOST_NAMED = 20  # damaged records of one file that are named one by one
_LONE = "附件：没有页面用到它，读来也不是年度报告"


class _Archive:
    """One WARC file being brought in.

    `taken`: addresses of the files that its pages took for attachments, `lacking`: of those that other posts wait for.
    """

    def __init__(self, run: Run, keeper: Keeper, path: Path, name: str) -> None:
        self.run = run
        self.keeper = keeper
        self.warc = WarcFile(path)
        self.shown = str(path)
        self.name = name
        self.scanned = Scan()
        self.taken: set[str] = set()
        self.lacking: frozenset[str] = frozenset()

    def bring(self) -> list[Imported]:
        self.scanned = scan(self.run, self.warc, self.name)
        pages = sorted(self.scanned.pages, key=lambda found: found.at)
        results = [self._page(found, number, len(pages)) for number, found in enumerate(pages, 1)]
        with self.run.database.reading() as session:
            self.lacking = imports.lacking(session)
        results += [told for found in self._files() if (told := self._file(found))]
        return [*results, *self._rest()] or [Imported(self.shown, "not_report", "文件里没有页面或附件", count=0)]

    def _page(self, found: Found, number: int, total: int) -> Imported:
        report_progress("导入 WARC", number, total, self.name)
        self.run.beat()
        try:
            return self.keeper.page(self.shown, self._brought(found), self._beside)
        except RecordProblem as problem:
            return Imported(self.shown, "unreadable", f"偏移 {found.offset}：{problem}", url=found.url)

    def _beside(self, attachment: Attachment) -> Brought | None:
        found = self.scanned.file_at(attachment.url)
        if found is None:
            return None
        self.taken.add(found.url)
        try:
            return self._brought(found)
        except RecordProblem:
            return None

    def _files(self) -> list[Found]:
        return [found for url, found in self.scanned.files.items() if url not in self.taken]

    def _file(self, found: Found) -> Imported | None:
        """A file that no page of this archive took: some post may lack it, or it is a report by itself."""
        self.run.beat()
        if found.kind == PICTURE and found.url not in self.lacking:
            self.scanned.skipped[NOT_WANTED] += 1
            return None
        try:
            brought = self._brought(found)
            if found.url in self.lacking and (given := self.keeper.lacked(self.shown, brought)):
                return given
            if found.kind != PICTURE and self._is_report(brought):
                return self.keeper.page(self.shown, brought)
        except (RecordProblem, ReaderLostError) as problem:
            return Imported(self.shown, "unreadable", f"偏移 {found.offset}：{problem}", url=found.url)
        self.scanned.skipped[_LONE] += 1
        return None

    def _is_report(self, brought: Brought) -> bool:
        url = brought.page.ask.url
        with self.run.database.session() as session:
            if imports.file_at(session, url) is not None:
                return True  # had before: the keeper knows whether these are the same bytes
        return self.run.file_reader(brought.page.body, url=url).is_report

    def _brought(self, found: Found) -> Brought:
        """The record again, in full; one that only says "as before" with the bytes from before."""
        entry = self.warc.at(found.offset)
        page = Page(
            Ask(found.asked_url), found.url, entry.status, entry.body, found.at, entry.headers, rendered=entry.rendered
        )
        return Brought(page, media_type_of(entry.body), found.origin, whole=entry.kind == "resource")

    def _rest(self) -> list[Imported]:
        """What is not brought in, by reason; damaged records are named with their place as far as they are few."""
        flaws, more = self.scanned.flaws, len(self.scanned.flaws) - MOST_NAMED
        rest = [Imported(self.shown, "unreadable", f"偏移 {offset}：{reason}") for offset, reason in flaws[:MOST_NAMED]]
        if more > 0:
            rest.append(Imported(self.shown, "unreadable", f"另有 {more} 处损坏", count=more))
        for reason, count in sorted(self.scanned.skipped.items()):
            rest.append(Imported(self.shown, "not_report", f"{count} 件没有导入：{reason}", count=count))
        return rest


def bring_warc(run: Run, keeper: Keeper, path: Path, name: str) -> list[Imported]:
    """Brings in one WARC file: one result for each page or file that is kept, and one for each reason of the rest."""
    try:
        return _Archive(run, keeper, path, name).bring()
    except NoWarcError as problem:
        return [Imported(str(path), "unreadable", str(problem))]
