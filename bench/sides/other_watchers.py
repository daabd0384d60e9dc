"""Other programs that watch pages, each run as its manual says, in an environment of its own and a folder of its own.

Each is given the same addresses and asked for the text of the whole page: a hand-written selector for every site would
hide a counter from any of them, and nobody writes fourteen thousand.
"""

import contextlib
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from bench.sides.programs import await_answer, environment, free_port, program

_LONGEST = 900.0  # seconds for one round
_CHANGED = re.compile(r"^\d+\. CHANGED: ", re.M)


class Watcher(Protocol):
    """`check` looks at all pages once: the seconds that it took, and how many of them it tells to have changed."""

    name: str

    def check(self) -> tuple[float, int]: ...


class JobList:
    """urlwatch and webchanges: a list of jobs, run once each time; the report goes to standard output."""

    def __init__(self, name: str, folder: Path, urls: Sequence[str], *, options: Sequence[str]) -> None:
        self.name = name
        self._folder = folder
        self._command = [program(name), *options, "--hooks", "hooks.py"]
        folder.mkdir()
        (folder / "hooks.py").write_text("", encoding="utf-8")
        jobs = (f"url: {url}\nfilter:\n  - html2text\n" for url in urls)
        (folder / "jobs.yaml").write_text("---\n".join(jobs), encoding="utf-8")

    def check(self) -> tuple[float, int]:
        began, told = time.monotonic(), environment(self._folder)
        done = subprocess.run(
            self._command, cwd=self._folder, env=told, capture_output=True, timeout=_LONGEST, check=True
        )
        return time.monotonic() - began, len(_CHANGED.findall(done.stdout.decode()))


def urlwatch(folder: Path, urls: Sequence[str]) -> JobList:
    options = ["--urls", "jobs.yaml", "--config", "config.yaml", "--cache", "cache.db"]
    return JobList("urlwatch", folder, urls, options=options)


def webchanges(folder: Path, urls: Sequence[str]) -> JobList:
    options = ["--jobs", "jobs.yaml", "--config", "config.yaml", "--database", "pages.db"]
    return JobList("webchanges", folder, urls, options=options)


class ChangeDetection:
    """changedetection.io: a server that is told by its API to check everything again, with its own ten workers."""

    name = "changedetection.io"

    def __init__(self, folder: Path, port: int, urls: Sequence[str]) -> None:
        self._root = f"http://127.0.0.1:{port}/api/v1/"
        self._wanted = len(urls)
        book = json.loads((folder / "changedetection.json").read_text(encoding="utf-8"))
        self._key = str(book["settings"]["application"]["api_access_token"])
        for example in self._call("watch"):
            self._call(f"watch/{example}", method="DELETE")
        for start in range(0, len(urls), 100):
            self._call("import", "\n".join(urls[start : start + 100]).encode())
        self._began = 1
        self._wait()

    def check(self) -> tuple[float, int]:
        time.sleep(1.1)  # its times are whole seconds
        began, self._began = time.monotonic(), int(time.time())
        self._call("watch?recheck_all=1")
        self._wait()
        seconds = time.monotonic() - began
        time.sleep(2.0)  # what it found is written down a moment after the time at which it looked
        return seconds, sum(watch["last_changed"] >= self._began for watch in self._call("watch").values())

    def _wait(self) -> None:
        until = time.monotonic() + _LONGEST
        while time.monotonic() < until:
            with contextlib.suppress(urllib.error.HTTPError):  # 500: its list changed while it was written out
                watches = self._call("watch").values()
                if sum(watch["last_checked"] >= self._began for watch in watches) >= self._wanted:
                    return
            time.sleep(0.5)
        raise TimeoutError(f"{self.name} did not check all pages in {_LONGEST:.0f} s")

    def _call(self, path: str, data: bytes | None = None, method: str | None = None) -> Any:
        headers = {"x-api-key": self._key, "Content-Type": "text/plain"}
        request = urllib.request.Request(self._root + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None


@contextmanager
def changedetection(folder: Path, urls: Sequence[str]) -> Iterator[ChangeDetection]:
    """The server on a free port, until the block ends."""
    folder.mkdir()
    port = free_port()
    dead = "http://127.0.0.1:9"  # it brings examples of its own, out on the internet: nobody listens there
    more = {"ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "FETCH_WORKERS": "10", "MINIMUM_SECONDS_RECHECK_TIME": "0"}
    more |= {"http_proxy": dead, "https_proxy": dead, "no_proxy": "127.0.0.0/8"}
    command = [program("changedetection.io"), "-d", str(folder / "data"), "-C", "-h", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment(folder, **more), stdout=log, stderr=log)
    try:
        await_answer(f"http://127.0.0.1:{port}/")
        yield ChangeDetection(folder / "data", port, urls)
    finally:
        server.terminate()
        server.wait()
