"""Nights as the crawl hands them over, without a network: lists, pages and dead addresses, kept in any order."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.crawl import ArticleRead, ColumnRead, Depth, ListPageRead
from core.pages import Ask, Outcome, Page
from core.posts import Listing, PostRef, Recognition
from core.times import SHANGHAI
from crawlers.archive import ArchiveWriter, archive_name
from flows.read import read_captures
from flows.run import Run, begin_run
from flows.tally import Tally
from parsers import recognise_title
from settings import Settings
from storage import columns, reports, watch
from storage.database import Session

SITE, FAR = "http://www.yunxi.example", "http://www.far.example"
TITLE = "云溪市青石街道办事处2025年度法治政府建设情况报告"
REGISTER = f"""
office: {{id: yx, name: 云溪市司法局}}
columns:
  - {{id: gong, url: '{SITE}/gong/'}}
  - {{id: jie, url: '{SITE}/jie/'}}
units:
  - {{id: qingshi, name: 云溪市青石街道办事处, level: township, columns: [gong, jie]}}
"""
PARAGRAPHS = (
    "2025年，本街道坚持依法行政，现将有关情况报告如下。",
    "一、主要举措和成效",
    "完善重大行政决策程序，全年办理行政处罚案件17件，审核规范性文件3件，组织执法人员培训5场，效果良好。",
    "二、存在的问题",
    "执法力量仍显薄弱，普法形式不够丰富，个别人员运用法治思维的能力有待提高。",
    "三、2026年工作安排",
    "继续规范行政执法行为，落实行政执法三项制度，推进法治宣传进村入户，提升群众满意度。",
)
EDITED = {"办理行政处罚案件17件": "办理行政处罚案件19件"}
ANOTHER = {
    line: f"另一份报告的第{n}段，与前一份全不相同，讲的是别的事情。" for n, line in enumerate(PARAGRAPHS) if n % 2 == 0
}


def page(*edits: Mapping[str, str], day: str = "2026-03-20", more: str = "") -> bytes:
    text = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, more) if line)
    for edit in edits:
        for before, after in edit.items():
            text = text.replace(before, after)
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f'<div>发布日期：{day} 09:30 来源：本站</div><div class="content">{text}</div></body></html>'
    ).encode()


@dataclass
class Night:
    """What one night gives: lists by column (their posts' addresses), pages by address, dead addresses."""

    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)
    dead: tuple[str, ...] = ()


class Nights:
    """Nights over a town of one unit, all of them in one run: its clock goes on."""

    def __init__(self, run: Run) -> None:
        self.run, self.begun_at, self.number = run, run.now, 0

    def play(self, night: Night, order: random.Random | None = None) -> Tally:
        """One night; its answers are kept in the given order, and read after that."""
        self.number += 1
        run = self.run
        run.now, run.tally = self.begun_at + timedelta(days=self.number), Tally()
        archive = ArchiveWriter(run.settings.archive_dir, archive_name(run.id, self.number, run.now))
        answers = _answers(run, archive, night)
        if order:
            order.shuffle(answers)
        for keep in answers:
            with run.database.session() as session:
                keep(session)
        archive.close()
        read_captures(run)
        return run.tally

    @contextmanager
    def looking(self) -> Iterator[Session]:
        with self.run.database.session() as session:
            yield session

    def shown(self) -> dict[str, Any]:
        """The one report of the town, whole."""
        with self.looking() as session:
            [row] = reports.list_reports(session)
            shown = reports.show_report(session, row["id"])
            assert shown is not None
            return shown

    def changes(self) -> list[str]:
        return [change["kind"] for change in self.shown()["changes"]]

    def addresses(self) -> dict[str, str]:
        return {a["url"].removeprefix(SITE): a["role"] for a in self.shown()["addresses"]}


@contextmanager
def town(folder: Path, database: str) -> Iterator[Nights]:
    (folder / "registry").mkdir(parents=True)
    (folder / "registry" / "yx.yaml").write_text(REGISTER, encoding="utf-8")
    at = datetime(2026, 4, 1, 2, tzinfo=SHANGHAI)
    settings = Settings(home=folder / "var", registry=folder / "registry", now=at, database_url=database)
    with begin_run(settings, kind="nightly") as run:
        yield Nights(run)


Keep = Callable[[Session], object]


def _answers(run: Run, archive: ArchiveWriter, night: Night) -> list[Keep]:
    return [
        *(_list(run, archive, column, urls) for column, urls in night.lists.items()),
        *(_page(run, archive, url, body) for url, body in night.pages.items()),
        *(_dead(run, url) for url in night.dead),
    ]


def _list(run: Run, archive: ArchiveWriter, column: str, urls: tuple[str, ...]) -> Keep:
    ask = Ask(f"{SITE}/{column}/")
    refs = tuple(PostRef(url, TITLE) for url in urls)
    capture = archive.keep(Page(ask, ask.url, 200, repr(urls).encode(), run.now))
    read = ListPageRead(ask, Listing(refs), "plain-1", capture.digest, False, capture)
    told = ColumnRead(column, Outcome.OK, "列表完整", True, run.now, "plain", (read,), depth=Depth.WHOLE)
    return lambda session: columns.keep(session, run.id, [told], _recognise)


def _page(run: Run, archive: ArchiveWriter, url: str, body: bytes) -> Keep:
    answer = Page(Ask(url), url, 200, body, run.now, (("Content-Type", "text/html; charset=utf-8"),))
    read = ArticleRead("gong", PostRef(url, TITLE), Outcome.OK, "", run.now, archive.keep(answer))
    return lambda session: watch.keep_article(session, run.id, read)


def _dead(run: Run, url: str) -> Keep:
    read = ArticleRead("gong", PostRef(url, TITLE), Outcome.NOT_FOUND, "404", run.now)
    return lambda session: watch.keep_article(session, run.id, read)


def _recognise(ref: PostRef) -> Recognition:
    return recognise_title(ref.title, listed_on=ref.listed_on)
