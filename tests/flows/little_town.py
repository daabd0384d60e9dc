"""A town of one column on one site, and the nights over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from docx import Document

from core.times import SHANGHAI
from flows import absences, crawl, judge, looks, read
from flows.run import Run, begin_run
from settings import Settings
from storage import standings
from storage.database import Database, open_database
from tests.crawlers.loopback import Site
from tests.flows import forked

TOWN = "  - {id: qc, name: 晴川镇人民政府, level: township, columns: [c1], since_year: 2024}\n"
FILL = "全镇干部职工认真学习法律法规，依法办理各类事项，及时化解矛盾纠纷，群众办事更加方便，法治氛围日益浓厚。" * 3


def title(year: int) -> str:
    return f"晴川镇人民政府{year}年度法治政府建设情况报告"


def paragraphs(year: int) -> tuple[str, ...]:
    return (
        f"{year}年，{FILL}", "现将有关情况报告如下：", "一、主要举措和成效", FILL, "二、存在的不足和原因", FILL,
        "三、党政主要负责人履行推进法治建设第一责任人职责情况", FILL, "四、下一年度工作安排", FILL,
    )  # fmt: skip


def body(year: int) -> str:
    return "".join(f"<p>{line}</p>" for line in paragraphs(year))


def docx_of(year: int, *more: str) -> bytes:
    """The same report as a word processor keeps it, with `more` at its end."""
    document = Document()
    for line in (title(year), *paragraphs(year), *more):
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class Town:
    """One column on one site, and the nights over it."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.register(TOWN)

    def register(self, *units: str) -> None:
        (self.folder / "registry").mkdir(exist_ok=True)
        (self.folder / "registry" / "a.yaml").write_text(
            "office: {id: sfj, name: 晴川县司法局}\ncolumns:\n"
            f"  - {{id: c1, url: '{self.site.url('/l/')}', allow_private: true}}\nunits:\n{''.join(units)}",
            encoding="utf-8",
        )

    def shows(self, *posts: tuple[str, str, str], after: str = "") -> None:
        rows = "".join(f'<li><a href="{u}" title="{t}">{t}</a><span>{d}</span></li>' for t, u, d in posts)
        self.site.put("/l/", f"<html><title>法治政府建设</title><div class='list'><ul>{rows}</ul></div>{after}</html>")

    def article(self, path: str, heading: str, published: str, year: int) -> None:
        self.site.put(
            path,
            f"<html><title>{heading}</title><h1>{heading}</h1><div>发布时间：{published} 来源：本站</div>"
            f"<div class='content'>{body(year)}</div></html>",
        )

    def pointer(self, path: str, heading: str, published: str, *files: str) -> None:
        """A page whose report stands in its attachments."""
        links = "".join(f"<p>附件：<a href='{file}'>{heading}.{file.rpartition('.')[2]}</a></p>" for file in files)
        self.site.put(
            path,
            f"<html><title>{heading}</title><h1>{heading}</h1><div>发布时间：{published} 来源：本站</div>"
            f"<div class='content'>{links}</div></html>",
        )

    def settings(self, at: str | None, *, delay: float = 0.0) -> Settings:
        return Settings(
            home=self.folder / "var", registry=self.folder / "registry", download_delay=delay,
            now=datetime.fromisoformat(at).replace(tzinfo=SHANGHAI) if at else None,
        )  # fmt: skip

    @contextmanager
    def database(self) -> Iterator[Database]:
        """What the nights left."""
        database = open_database(self.settings(None).database)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def night(self, at: str | None) -> Iterator[Run]:
        """The stages of one night, judged; then looked at by the block. None: by the real clock."""
        with self.crawled(at) as run:
            read.read_captures(run)
            looks.read_looks(run)
            absences.find_absences(run)
            judge.judge_and_tell(run)
            yield run

    @contextmanager
    def crawled(self, at: str | None) -> Iterator[Run]:
        """A night up to the bytes."""
        with begin_run(self.settings(at), kind="nightly") as run:
            with patch.object(crawl, "run_shard", forked.run_shard):
                crawl.crawl_shard(run, 0, run.columns)
            yield run

    def stands(self, at: str, unit: str = "qc", year: int = 2025) -> tuple[str, list[str]]:
        with self.night(at) as run:
            row = standing(run, unit, year)
        return row["status"], row["flags"]


def standing(run: Run, unit: str, year: int) -> dict[str, Any]:
    with run.database.session() as session:
        return next(row for row in standings.board(session, year=year) if row["unit"] == unit)
