"""Small pages of our own and short cuts for tests that run a real shard."""

import contextlib
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from core.crawl import (
    ArticleRead,
    ColumnJob,
    ColumnRead,
    FileRead,
    KnownListPage,
    PageOfHistory,
    SecondLook,
    ShardEnd,
    ShardJob,
)
from core.units import Column
from crawlers import handlers as _loaded_before_forking  # noqa: F401
from crawlers.job import ResultLine, load_line
from crawlers.shard import Results, crawl
from parsers import report as _reader_loaded_before_forking  # noqa: F401

NOW = datetime(2025, 3, 20, 2, 0, tzinfo=UTC)
PARAGRAPH = "一年来，本街道坚持依法行政，完善重大行政决策程序，规范行政执法行为，推进政务公开，化解矛盾纠纷。"


@dataclass
class Told:
    """What a shard told, sorted."""

    columns: dict[str, ColumnRead] = field(default_factory=dict)
    articles: list[ArticleRead] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    history: list[PageOfHistory] = field(default_factory=list)
    looks: list[SecondLook] = field(default_factory=list)
    ends: list[ShardEnd] = field(default_factory=list)
    lines: list[ResultLine] = field(default_factory=list)
    exit_code: int = 0

    def take(self, result: ResultLine) -> None:
        self.lines.append(result)
        match result:
            case ColumnRead():
                assert result.column_id not in self.columns, "a column is told of once"
                self.columns[result.column_id] = result
            case ArticleRead():
                self.articles.append(result)
            case FileRead():
                self.files.append(result)
            case PageOfHistory():
                self.history.append(result)
            case SecondLook():
                self.looks.append(result)
            case ShardEnd():
                self.ends.append(result)

    @property
    def one(self) -> ColumnRead:
        (read,) = self.columns.values()
        return read

    def article(self, url: str) -> ArticleRead:
        (read,) = (article for article in self.articles if article.ref.url == url)
        return read


def shard(folder: Path, jobs: Sequence[ColumnJob], **more: Any) -> Told:
    """Runs a real shard over `jobs`, its files below `folder`; short timeouts and no delay unless `more` says so.

    In a child that is forked with everything imported already: starting Python anew for each would cost seconds.
    `test_shard_launch` goes the whole way.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        job = job_of(folder, **{"private_hosts": private_hosts(jobs), **more})
        be_a_shard(folder / "shard.log", job, jobs, folder / "jobs" / "turns", writing)
    os.close(writing)
    told = Told()
    with os.fdopen(reading, "rb") as lines:
        for line in lines:
            told.take(load_line(line))
    told.exit_code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return told


def be_a_shard(log: Path, job: ShardJob, jobs: Sequence[ColumnJob], turns: Path, writing: int) -> NoReturn:
    """In a forked child: does the shard's work and ends."""
    code = 1
    try:
        sys.stderr = log.open("a")
        results = Results(os.fdopen(writing, "wb"))
        results.tell(crawl(job, jobs, turns, results))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def private_hosts(jobs: Iterable[ColumnJob]) -> tuple[str, ...]:
    return tuple({urlsplit(job.column.url).hostname or "" for job in jobs if job.column.allow_private})


def job_of(folder: Path, **more: Any) -> ShardJob:
    usual: dict[str, Any] = {"run_id": "r1", "now": NOW, "delay": 0.0, "timeout": 5.0, "user_agent": "FazhiWatch-Test"}
    usual["look_twice"] = False  # but in the tests of it
    return ShardJob(shard=0, archive_dir=str(folder / "archive"), **{**usual, **more})


def column(url: str, id: str = "c1", **more: Any) -> ColumnJob:
    """A job for a column on loopback; keywords of ColumnJob go there, the rest to the Column."""
    own = {field.name: more.pop(field.name) for field in fields(ColumnJob) if field.name in more}
    return ColumnJob(Column(id=id, url=url, **{"allow_private": True, "platform": "trs", **more}), **own)


def known(read: ColumnRead) -> tuple[KnownListPage, ...]:
    """What a store would remember of a column that was read."""
    return tuple(
        KnownListPage(page.ask, page.digest, page.listing, page.reader, page.etag, page.last_modified)
        for page in read.pages
    )


def list_page(rows: Iterable[tuple[str, str]], *, pages: int = 1, page: int = 0) -> str:
    """A static list that pages by script: (address, title) a row."""
    items = "".join(
        f'<li><a href="{href}" title="{title}">{title}</a><span>2025-03-{n % 28 + 1:02}</span></li>'
        for n, (href, title) in enumerate(rows)
    )
    return (
        "<html><head><meta charset='utf-8'><title>法治政府建设年度报告</title></head><body>"
        f"<div class='list'><ul>{items}</ul></div>"
        f'<script>createPageHTML({pages}, {page}, "index", "html");</script></body></html>'
    )


def article_page(title: str) -> str:
    body = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(8))
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>发布日期：2025-03-18 来源：本站</p><div class='TRS_Editor'>{body}</div></body></html>"
    )


def report_title(n: int) -> str:
    return f"青石街道办事处{2024 - n}年法治政府建设情况报告"


def article_path(n: int) -> str:
    return f"/fzbg/202503/t202503{n % 28 + 1:02}_{1000 + n}.html"


def processes(*words: bytes) -> Iterator[int]:
    """Processes whose command line holds all of `words`."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                if all(word in command for word in words):
                    yield int(entry.name)


def shards_below(folder: Path) -> Iterator[int]:
    """Running shards whose job file lies below `folder`."""
    return processes(b"crawlers.shard", str(folder).encode())
