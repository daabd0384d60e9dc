"""What is told is on the disk: results wait for it together, and a disk that fails tells nothing."""

import asyncio
import errno
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from core.crawl import ArticleRead, ColumnRead, ShardEnd
from core.pages import Capture
from crawlers import telling
from crawlers.archive import ArchiveWriter, read_payload
from crawlers.job import ResultLine
from crawlers.shard import Results
from crawlers.telling import Telling
from tests.crawlers.shards import article_page, article_path, column, list_page, report_title, shard
from tests.crawlers.test_archive_records import a_page

COUNT = 12
END = ShardEnd(0, 0, ())


class Journal(list[str]):
    def sync(self) -> None:
        self.append("disk")

    def tell(self, result: ResultLine) -> None:
        self.append(f"told {result.shard}" if isinstance(result, ShardEnd) else "told")


def test_results_wait_for_one_sync_together_and_keep_their_order() -> None:
    journal = Journal()

    async def work() -> None:
        waiting = Telling(journal.sync, journal.tell)
        for n in range(3):
            waiting.tell(ShardEnd(n, 0, ()))
        assert journal == []
        waiting.settle()
        waiting.settle()

    asyncio.run(work())
    assert journal == ["disk", "told 0", "told 1", "told 2"]


def test_a_full_load_does_not_wait_and_a_small_one_not_long() -> None:
    journal = Journal()

    async def work() -> float:
        waiting = Telling(journal.sync, journal.tell)
        for n in range(telling._MOST):
            waiting.tell(ShardEnd(n, 0, ()))
        assert len(journal) == telling._MOST + 1
        journal.clear()
        waiting.tell(END)
        began = time.monotonic()
        while not journal and time.monotonic() - began < 5:
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    assert asyncio.run(work()) < 2
    assert journal == ["disk", "told 0"]


def test_written_records_are_readable_and_synced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("crawlers.archive.os.fsync", synced.append)
    writer = ArchiveWriter(tmp_path, "many.warc.gz")
    captures = [writer.write(a_page(bytes([n]) * 100)) for n in range(5)]
    assert synced == []
    writer.sync()
    writer.sync()
    assert len(synced) == 1
    bodies = [read_payload(tmp_path, c.warc_file, c.warc_offset).body for c in captures]
    assert bodies == [bytes([n]) * 100 for n in range(5)]


def test_a_failed_write_leaves_what_was_written_before_to_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ArchiveWriter(tmp_path, "full.warc.gz")
    before = writer.write(a_page(b"before"))
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr("crawlers.records.GzipMember.flush", _no_space)
        writer.write(a_page(b"lost"))
    after = writer.write(a_page(b"after"))
    synced: list[int] = []
    monkeypatch.setattr("crawlers.archive.os.fsync", synced.append)
    writer.sync()
    assert (len(synced), before.warc_file, after.warc_file) == (2, "full.warc.gz", "full-2.warc.gz")
    assert [read_payload(tmp_path, c.warc_file, c.warc_offset).body for c in (before, after)] == [b"before", b"after"]


def _no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


@contextmanager
def site() -> Iterator[str]:
    """A list of reports and their articles."""
    rows = [(article_path(n), report_title(n)) for n in range(COUNT)]
    pages = {path: article_page(title) for path, title in rows} | {"/fzbg/": list_page(rows)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fzbg/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def captures_in(result: ResultLine) -> list[Capture]:
    if isinstance(result, ColumnRead):
        return [page.capture for page in result.pages if page.capture]
    return [result.capture] if isinstance(result, ArticleRead) and result.capture else []


def test_a_shard_tells_of_no_bytes_that_the_disk_may_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the shard itself: at each line, every record that it names lies within what was synced of its file."""
    safe: dict[int, int] = {}
    syncs: list[int] = []
    really, told = os.fsync, Results.tell

    def fsync(file: int) -> None:
        really(file)
        found = os.fstat(file)
        safe[found.st_ino] = found.st_size
        syncs.append(file)

    def tell(self: Results, result: ResultLine) -> None:
        for capture in captures_in(result):
            file = tmp_path / "archive" / capture.warc_file
            assert safe.get(file.stat().st_ino, 0) > capture.warc_offset, "told before it was on the disk"
        if isinstance(result, ShardEnd):
            result = ShardEnd(result.shard, len(syncs), ())
        told(self, result)

    monkeypatch.setattr("crawlers.archive.os.fsync", fsync)
    monkeypatch.setattr("crawlers.shard.Results.tell", tell)
    with site() as url:
        seen = shard(tmp_path, [column(url)])
    assert (seen.exit_code, seen.one.outcome.value, len(seen.articles)) == (0, "ok", COUNT)
    assert all(captures_in(article) for article in seen.articles)
    assert 1 <= seen.ends[0].requests < COUNT


def test_a_disk_that_does_not_sync_ends_the_shard_untold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.archive.os.fsync", _no_space)
    with site() as url:
        seen = shard(tmp_path, [column(url)])
    assert (seen.lines, seen.exit_code) == ([], telling.DISK_FAILED)
    assert "存档没有写进磁盘（磁盘空间已满）" in (tmp_path / "shard.log").read_text(encoding="utf-8")


def test_a_killed_shard_has_told_only_what_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at its second sync: what came before it stands, what waits is not told."""
    syncs: list[int] = []

    def fsync(file: int) -> None:
        syncs.append(file)
        if len(syncs) > 1:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("crawlers.archive.os.fsync", fsync)
    monkeypatch.setattr(telling, "_MOST", 3)
    monkeypatch.setattr(telling, "_LONGEST", 60.0)
    with site() as url:
        seen = shard(tmp_path, [column(url)])
    assert (seen.exit_code, len(seen.lines)) == (-signal.SIGKILL, 3)
    for capture in (capture for line in seen.lines for capture in captures_in(line)):
        assert read_payload(tmp_path / "archive", capture.warc_file, capture.warc_offset).body
