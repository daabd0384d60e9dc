"""The whole way: a shard in a process of its own, its lines as they come, and its end, whoever brings it about."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.crawl import ArticleRead, ColumnJob, ColumnRead, ShardEnd
from core.pages import Outcome
from crawlers import child
from crawlers.archive import read_payload
from crawlers.job import ResultLine, dump_column, dump_job
from crawlers.launch import run_shard
from settings import CHECKOUT
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.crawlers.shards import Told, article_page, column, job_of, list_page, report_title, shards_below

LIST = "/fzbg/index.html"
COUNT = 8


def path_of(n: int) -> str:
    return f"/fzbg/202503/t20250301_{n}.html"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        site.put(LIST, list_page([(path_of(n), report_title(n % 5)) for n in range(COUNT)]))
        for n in range(COUNT):
            site.put(path_of(n), article_page(report_title(n % 5)))
        yield site


def launched(folder: Path, site: Site, on_result: Callable[[ResultLine], None], timeout: float = 60) -> int:
    jobs = [column(site.url(LIST), "a"), column(site.url("/none/"), "b")]
    job = job_of(folder, private_hosts=(site.host,))
    columns = [each.column for each in jobs]
    log_file = folder / "log" / "s.log"
    return run_shard(
        job, columns, jobs, job_dir=folder / "jobs", log_file=log_file, on_result=on_result, timeout=timeout
    )


def test_a_shard_runs_to_its_end_and_leaves_no_job_behind(tmp_path: Path, site: Site) -> None:
    told = Told()
    assert launched(tmp_path, site, told.take) == 0
    assert {name: read.outcome for name, read in told.columns.items()} == {"a": Outcome.OK, "b": Outcome.NOT_FOUND}
    assert len(told.articles) == COUNT and isinstance(told.lines[-1], ShardEnd)
    assert list((tmp_path / "jobs").glob("*.json")) == []
    assert "a: ok" in (tmp_path / "log" / "s.log").read_text()


def test_lines_come_as_they_are_known(tmp_path: Path, site: Site) -> None:
    """The last article waits for a line that tells of the first: only a shard that tells at once gets further."""
    first_told: list[bool] = []

    def last(asked: Asked) -> Reply:
        until = time.monotonic() + 3
        while not first_told and time.monotonic() < until:
            time.sleep(0.01)
        return Reply(article_page("末篇").encode(), 200 if first_told else 500)

    def take(result: ResultLine) -> None:
        told.take(result)
        if isinstance(result, ArticleRead):
            first_told.append(True)

    told = Told()
    site.pages[path_of(COUNT - 1)] = last
    launched(tmp_path, site, take)
    assert told.article(site.url(path_of(COUNT - 1))).outcome is Outcome.OK


def test_killed_midway_what_was_told_is_kept_and_the_rest_is_told_of(tmp_path: Path, site: Site) -> None:
    told = Told()
    killed: list[int] = []

    def kill_shard_when_three_articles_are_told(result: ResultLine) -> None:
        told.take(result)
        if len(told.articles) == 3 and not killed:
            killed.append(next(shards_below(tmp_path)))
            os.kill(killed[0], signal.SIGKILL)

    for n in range(3, COUNT):
        site.put(path_of(n), article_page(report_title(n % 5)), wait=0.3)
    code = launched(tmp_path, site, kill_shard_when_three_articles_are_told)
    assert code == -signal.SIGKILL
    assert told.columns["a"].outcome is Outcome.OK, "told before the kill"
    assert (told.columns["b"].outcome, told.columns["b"].complete) == (Outcome.CRASHED, False)
    assert told.ends == [] and 3 <= len(told.articles) < COUNT
    for article in told.articles:
        assert article.capture is not None
        stored = read_payload(tmp_path / "archive", article.capture.warc_file, article.capture.warc_offset)
        assert stored.body == site.answer(Asked("GET", article.ref.url.removeprefix(site.root), {}, b"", 0)).body


def test_time_is_up(tmp_path: Path, site: Site) -> None:
    site.put(LIST, "late", wait=4)
    told = Told()
    began = time.monotonic()
    assert launched(tmp_path, site, told.take, timeout=3) == -signal.SIGKILL
    assert time.monotonic() - began < 5
    assert {read.outcome for read in told.columns.values()} == {Outcome.CRASHED}
    assert list(shards_below(tmp_path)) == [] and list((tmp_path / "jobs").glob("*.json")) == []


def test_an_error_of_the_listener_ends_the_shard_and_comes_through(tmp_path: Path, site: Site) -> None:
    def refuse(result: ResultLine) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        launched(tmp_path, site, refuse)
    assert list(shards_below(tmp_path)) == [] and list((tmp_path / "jobs").glob("*.json")) == []


def fake_shard(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Puts a little program in the place of the shard: launching is what is looked at."""
    program = folder / "fake.py"
    program.write_text(f"import sys, time, os\n{code}\n")
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **more: real([sys.executable, str(program)], **more))


def test_bad_lines_are_passed_over(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_shard(
        monkeypatch,
        tmp_path,
        "print('Traceback nonsense'); print('ColumnRead {}')\n"
        "sys.stdout.flush(); sys.stdout.buffer.write(b'\\xff\\xfe\\n'); sys.stdout.flush()\n"
        'print(\'ShardEnd {"shard":0,"requests":1,"hosts":[]}\'); sys.exit(3)',
    )
    told = Told()
    assert launched(tmp_path, site, told.take) == 3
    assert len(told.ends) == 1
    assert {read.outcome for read in told.columns.values()} == {Outcome.CRASHED}


def test_a_process_that_lives_on_after_its_output_is_ended(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_LAST_WORDS", 0.3)
    fake_shard(monkeypatch, tmp_path, "os.close(1); time.sleep(30)")
    began = time.monotonic()
    assert launched(tmp_path, site, lambda result: None) == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_crashed_columns_carry_the_clock_of_the_job(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_shard(monkeypatch, tmp_path, "sys.exit(1)")
    told = Told()
    launched(tmp_path, site, told.take)
    assert {read.checked_at.isoformat() for read in told.columns.values()} == {"2025-03-20T02:00:00+00:00"}


def shard_alone(job_file: Path, *jobs: ColumnJob) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "crawlers.shard", str(job_file)]
    lines = b"".join(map(dump_column, jobs))
    return subprocess.run(command, cwd=CHECKOUT, input=lines, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("content", [None, b"{}"])
def test_a_job_file_that_is_none_is_said_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    job_file = tmp_path / "job.json"
    if content is not None:
        job_file.write_bytes(content)
    ran = shard_alone(job_file)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode().startswith("任务文件不可用") and b"Traceback" not in ran.stderr


def test_only_result_lines_go_to_standard_output(tmp_path: Path, site: Site) -> None:
    job_file = tmp_path / "job.json"
    job_file.write_bytes(dump_job(job_of(tmp_path, private_hosts=(site.host,))))
    ran = shard_alone(job_file, column(site.url(LIST)))
    names = [line.partition(b" ")[0].decode() for line in ran.stdout.splitlines()]
    assert names == [ColumnRead.__name__, *[ArticleRead.__name__] * COUNT, ShardEnd.__name__]
    assert b"Spider opened" in ran.stderr
