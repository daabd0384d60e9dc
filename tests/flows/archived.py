"""A little archive with all kinds of records, kept as nights keep them, and ways to look at a copy of it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.crawl import ArticleRead, ColumnRead, FileRead, ListPageRead, SecondLook
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Kind, Listing, PostRef, Recognition
from core.times import SHANGHAI
from crawlers.archive import ArchiveWriter, archive_name
from flows.archive.repair import Repaired, repair
from flows.archive.verify import Finding, Verified, verify
from flows.read import read_captures
from flows.run import Run, begin_run
from settings import Settings
from storage import captures, columns, looks, recovery, watch
from tests.flows.bringing import pointer_page, report_page, running, title_of

SITE = "http://www.yunxi.example"
LIST, REPORT, POINTER, FILE = f"{SITE}/l/", f"{SITE}/l/1.html", f"{SITE}/l/2.html", f"{SITE}/l/P0250220.docx"
REGISTER = (
    "office: {id: yx, name: 云溪市司法局}\n"
    f"columns:\n  - {{id: c1, url: '{LIST}'}}\n"
    "units:\n  - {id: qingshi, name: 云溪市青石街道办事处, level: township, columns: [c1]}\n"
    "  - {id: qinglan, name: 云溪市青岚区人民政府, level: county, columns: [c1]}\n"
)
SENT = (("User-Agent", "FazhiWatch-Test"),)


@dataclass(frozen=True)
class Place:
    """A data folder and its register."""

    folder: Path

    def settings(self, day: int = 20) -> Settings:
        now = datetime(2025, 3, day, 2, tzinfo=SHANGHAI)
        return Settings(home=self.folder / "var", registry=self.folder / "registry", download_delay=0, now=now)

    @property
    def archive(self) -> Path:
        return self.settings().archive_dir

    @property
    def files(self) -> list[Path]:
        return sorted(self.archive.rglob("*.warc.gz"))

    def name(self, path: Path) -> str:
        return path.relative_to(self.archive).as_posix()

    def sql(self, statement: str, *values: object) -> list[Any]:
        with sqlite3.connect(self.folder / "var" / "fazhiwatch.db") as database:
            return database.execute(statement, values).fetchall()

    def losses(self) -> list[dict[str, Any]]:
        return [json.loads(facts) for (facts,) in self.sql("SELECT facts FROM chain WHERE kind = 'loss' ORDER BY seq")]

    def verified(self, head: str | None = None) -> Verified:
        return verify(self.settings(), head)

    def faults(self) -> list[str]:
        return kinds(self.verified().faults)

    def notes(self) -> list[str]:
        return kinds(self.verified().notes)

    def repaired(self) -> Repaired:
        with begin_run(self.settings(), kind="repair") as run:
            return repair(run)

    def copied(self, folder: Path) -> "Place":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Place(folder)


def kinds(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in findings]


class Night:
    """A run that keeps what a shard tells."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.at = run.now
        self.writer = ArchiveWriter(run.settings.archive_dir, archive_name(run.id, 0, run.now))

    def archived(self, url: str, body: bytes, media_type: str = "text/html") -> Capture:
        page = Page(Ask(url), url, 200, body, self.at, (("Content-Type", media_type), ("ETag", f'"{len(body)}"')))
        return self.writer.keep(page, SENT)

    def lists(self, *posts: tuple[str, str], body: bytes) -> None:
        refs = tuple(PostRef(url, title, self.at.date()) for url, title in posts)
        capture = self.archived(LIST, body)
        page = ListPageRead(Ask(LIST), Listing(refs), "generic-1", capture.digest, False, capture)
        read = ColumnRead("c1", Outcome.OK, "列表完整", True, self.at, "generic", (page,), listed=len(refs))
        with self.run.database.session() as session:
            columns.keep(session, self.run.id, [read], _recognise)

    def article(self, url: str, body: bytes) -> None:
        self.told(url, self.archived(url, body))

    def told(self, url: str, capture: Capture) -> None:
        read = ArticleRead("c1", PostRef(url, ""), Outcome.OK, "已取得", self.at, capture)
        with self.run.database.session() as session:
            watch.keep_article(session, self.run.id, read)

    def second(self, url: str, body: bytes) -> None:
        look = SecondLook("c1", url, url, Outcome.OK, self.at, self.archived(url, body))
        with self.run.database.session() as session:
            looks.keep(session, self.run.id, look)

    def file(self, post_url: str, url: str, body: bytes) -> None:
        capture = self.archived(url, body, "application/octet-stream")
        with self.run.database.session() as session:
            recovery.want_files(session, post_url, [url])
            watch.keep_file(session, self.run.id, FileRead("c1", post_url, url, Outcome.OK, "", self.at, capture))

    def picture(self, url: str) -> None:
        shot = self.writer.keep_resource(f"urn:screenshot:{url}", b"\x89PNG", "image/png", self.at, "由浏览器截取")
        with self.run.database.session() as session:
            captures.keep(session, self.run.id, shot, "screenshot", "由浏览器截取")


def _recognise(ref: PostRef) -> Recognition:
    return Recognition(Kind.ANNUAL_REPORT, 2024, (), reasons=("标题含法治政府建设",))


def two_nights(folder: Path) -> Place:
    """A report looked at twice; then one in a file, in a list that grew, and a picture of it."""
    place = Place(folder)
    (folder / "registry").mkdir(exist_ok=True)
    (folder / "registry" / "a.yaml").write_text(REGISTER, encoding="utf-8")
    first = (REPORT, title_of())
    with running(place.settings(11), "nightly") as run:
        night = Night(run)
        night.lists(first, body=b"<html><ul><li>1</li></ul></html>")
        night.article(REPORT, report_page())
        night.second(REPORT, report_page(more="累计被阅读1201次。"))
        night.writer.close()
        read_captures(run)
    with running(place.settings(12), "nightly") as run:
        night = Night(run)
        night.lists(first, (POINTER, title_of("qinglan")), body=b"<html><ul><li>1</li><li>2</li></ul></html>")
        night.article(POINTER, pointer_page(title=title_of("qinglan")))
        night.file(POINTER, FILE, b"PK\3\4" + bytes(range(256)))
        night.picture(REPORT)
        night.writer.close()
        read_captures(run)
    return place


def warcio_check(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
