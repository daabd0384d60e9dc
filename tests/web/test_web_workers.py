"""Several processes answer at one address, as if they were one."""

import http.client
import logging
import os
import signal
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from email.message import Message
from pathlib import Path

import pytest

from tests.web.command import ask, home, keys, started, workers_of, works
from tests.web.house import CSRF
from web.logs import join_log, log_to, turn_over

__all__ = ["home", "keys"]  # fixtures


def asked(address: str, path: str, keys: Path, form: str | None = None) -> tuple[int, str, Message]:
    """One answer, over a connection of its own: whichever process takes it."""
    trusting = ssl.create_default_context(cafile=keys / "root.pem")
    port = int(address.rstrip("/").rpartition(":")[2])
    with closing(http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=60)) as connection:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        connection.request("POST" if form else "GET", path, form, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers


def csrf_in(page: str) -> str:
    found = CSRF.search(page)
    assert found, page[:500]
    return found[1]


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    over = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < over
        time.sleep(0.02)


def test_several_processes_answer_as_one_and_end_when_asked(home: Path, keys: Path) -> None:
    """Encrypted; one that is lost is replaced."""
    encrypted = ["--tls-cert", str(keys / "one.pem"), "--tls-key", str(keys / "one.pem")]
    with started(home, "--workers", "2", *encrypted) as (process, address):
        assert address.startswith("https://127.0.0.1:"), address
        status, body, headers = asked(address, "/healthz", keys)
        assert (status, body, headers["server"]) == (200, '{"ok":true}', None)
        until(lambda: len(workers_of(process)) == 2)
        first, second = workers_of(process)
        os.kill(first, signal.SIGSTOP)  # a page of the one …
        page = asked(address, "/alerts", keys)[1]
        etag = asked(address, "/api/v1/units", keys)[2]["etag"]
        os.kill(second, signal.SIGSTOP)
        os.kill(first, signal.SIGCONT)  # … is a page of the other
        assert asked(address, "/logout", keys, form=f"csrf={csrf_in(page)}")[0] == 303
        assert asked(address, "/logout", keys, form=f"csrf={'00' * 64}")[0] == 403
        assert asked(address, "/api/v1/units", keys)[2]["etag"] == etag
        os.kill(second, signal.SIGKILL)
        assert {asked(address, "/healthz", keys)[0] for _ in range(5)} == {200}
        until(lambda: len(workers_of(process) - {second}) == 2)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0
        assert time.monotonic() - began < 10  # 5 where nothing else goes on
        lost, ended = said.strip().splitlines()[-2:]
        assert f"网页进程 {second} 意外结束" in lost
        assert ended == "网页已停止"
        assert "Traceback" not in said
    assert f"网页进程 {second} 意外结束" in (home / "logs" / "web.log").read_text(encoding="utf-8")


def test_who_answers_ends_with_who_watches_over_them(home: Path) -> None:
    with started(home, "--workers", "2") as (process, _):
        until(lambda: len(workers_of(process)) == 2)
        workers = workers_of(process)
        process.kill()
    until(lambda: not any(map(works, workers)))


@pytest.mark.parametrize(("asked_for", "processors", "answering"), [("1", 8, 1), ("3", 1, 3), ("", 1, 1), ("", 8, 4)])
def test_so_many_processes_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch, asked_for: str, processors: int, answering: int
) -> None:
    begun: list[int] = []
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
    monkeypatch.setattr("cli.web.log_to", lambda _: None)
    monkeypatch.setattr("cli.web.answer", lambda *_: begun.append(1))
    monkeypatch.setattr("cli.web.attend", lambda _, __, count, ___: begun.append(count))
    done = ask(home, "web", "--port", "0", *(["--workers", asked_for] if asked_for else []))
    assert done.exit_code == 0
    assert begun == [answering]


def test_a_long_log_is_turned_over_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.logs._BYTES", 200)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        log = log_to(tmp_path)
        join_log(tmp_path)  # as a worker does, in a process of its own
        root.warning("a" * 300)
        turn_over(log)
        root.warning("b")
        log.close()
    finally:
        root.handlers[:], root.level = before
    assert "b" in (tmp_path / "web.log").read_text(encoding="utf-8")
    assert "aaa" in (tmp_path / "web.log.1").read_text(encoding="utf-8")
