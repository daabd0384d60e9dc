"""Lists that only a browser can draw, with a real browser; and what is said where there is none, or where it fails."""

import json
import os
import signal
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from core.pages import Outcome
from crawlers.archive import read_payload
from crawlers.browser import find_browser, launch_options, why_missing
from crawlers.launch import run_shard
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.crawlers.shards import article_page, column, job_of, known, processes, report_title, shard, shards_below

COLUMN = "/fzbg/"
with_browser = pytest.mark.skipif(find_browser() is None, reason="no browser installed")

SHELL = """<html><head><meta charset="utf-8"><title>法治政府建设年度报告</title>
<script src="/js/a.js"></script><script src="/js/b.js"></script><script src="/js/c.js"></script></head>
<body><div id="app"></div><img src="/logo.png"><script>
fetch('/api/list').then(r => r.json()).then(rows => {
  const list = document.createElement('ul');
  for (const row of rows) {
    const item = document.createElement('li'), link = document.createElement('a'), day = document.createElement('span');
    link.href = row.url; link.title = link.textContent = row.title; day.textContent = row.day;
    item.appendChild(link); item.appendChild(day); list.appendChild(item);
  }
  document.getElementById('app').appendChild(list);
});
</script></body></html>"""


def build(site: Site) -> None:
    site.put(COLUMN, SHELL)
    for name in "abc":
        site.put(f"/js/{name}.js", "window.loaded = (window.loaded || 0) + 1;", wait=0.05)
    rows = [{"url": f"/fzbg/2025/{n}.html", "title": report_title(n), "day": f"2025-03-0{n + 1}"} for n in range(5)]
    site.put("/api/list", json.dumps(rows), wait=0.05, headers=(("Content-Type", "application/json"),))
    for n in range(5):
        site.put(f"/fzbg/2025/{n}.html", article_page(report_title(n)))


@with_browser
def test_a_list_drawn_by_script_is_read_and_remembered(tmp_path: Path) -> None:
    with serve() as site:
        build(site)
        job = column(site.url(COLUMN), platform="auto")
        first = shard(tmp_path, [job], timeout=20.0)
        asked = site.paths()
        assert site.most_active == 1, "the parts of a page are asked for one by one"
        agents = {a.headers["user-agent"] for a in site.asked}
        site.forget()
        held = tuple(a.ref.url for a in first.articles)
        second = shard(tmp_path, [replace(job, pages=known(first.one), held=held)], run_id="r2", timeout=20.0)
        asked_again = site.paths()
    assert (first.one.outcome, first.one.needs_browser) == (Outcome.OK, True), first.one.reason
    (page,) = first.one.pages
    assert [post.title for post in page.listing.posts] == [report_title(n) for n in range(5)]
    assert page.ask.render and page.capture is not None and page.capture.rendered
    stored = read_payload(tmp_path / "archive", page.capture.warc_file, page.capture.warc_offset)
    assert report_title(3) in stored.body.decode()
    assert [a.outcome for a in first.articles] == [Outcome.OK] * 5
    assert asked.count(COLUMN) == 2 and "/logo.png" not in asked, "as sent, then drawn; pictures are not asked for"
    assert agents == {"FazhiWatch-Test"}
    assert (second.one.outcome, second.one.needs_browser, second.articles) == (Outcome.NOT_MODIFIED, True, [])
    assert asked_again.count(COLUMN) == 1, "a column known to need a browser is not asked for without one"
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 1


@with_browser
def test_a_column_that_is_always_drawn_is_drawn_at_once(tmp_path: Path) -> None:
    with serve() as site:
        build(site)
        told = shard(tmp_path, [column(site.url(COLUMN), platform="generic", render="always")], timeout=20.0)
        assert site.paths().count(COLUMN) == 1
    assert (told.one.outcome, told.one.platform) == (Outcome.OK, "generic")


def test_a_column_that_is_never_drawn_is_told_as_it_stands(tmp_path: Path) -> None:
    with serve() as site:
        build(site)
        told = shard(tmp_path, [column(site.url(COLUMN), platform="auto", render="never")])
        assert "/api/list" not in site.paths()
    assert told.one.outcome in (Outcome.EMPTY, Outcome.UNREADABLE)
    assert not told.one.needs_browser and told.one.capture is not None


def test_without_a_browser_the_reason_says_what_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHIWATCH_BROWSER", "/nonexistent/browser")
    with serve() as site:
        build(site)
        told = shard(tmp_path, [column(site.url(COLUMN), platform="auto"), column(site.url("/none/"), "other")])
    read = told.columns["c1"]
    assert (read.outcome, read.needs_browser, read.complete) == (Outcome.BROWSER_MISSING, True, False)
    assert "FAZHIWATCH_BROWSER 指定的 /nonexistent/browser 不存在" in read.reason
    assert "没有找到浏览器" not in read.reason
    assert told.columns["other"].outcome is Outcome.NOT_FOUND


def a_program(folder: Path, text: str) -> str:
    program = folder / "browser"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("text", ["exit 3", "exec sleep 60"], ids=["dies", "hangs"])
def test_a_browser_that_does_not_start_fails_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("FAZHIWATCH_BROWSER", a_program(tmp_path, text))
    monkeypatch.setattr("crawlers.browser._START", 2.0)
    with serve() as site:
        build(site)
        began = time.monotonic()
        told = shard(tmp_path, [column(site.url(COLUMN), render="always")], timeout=2.0)
    assert (told.one.outcome, told.exit_code) == (Outcome.BROWSER_FAILED, 0)
    assert time.monotonic() - began < 25


@with_browser
def test_pages_that_hang_poll_or_lead_inside_cost_themselves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One browser draws all of them at once, the sound one among them."""
    monkeypatch.setattr("crawlers.browser._SETTLE", 2.0)
    monkeypatch.setattr("crawlers.browser._CLOSE", 2.0)
    monkeypatch.setattr("crawlers.names.is_private", lambda address: str(address) == "127.0.0.7")
    with ExitStack() as stack:
        inner = stack.enter_context(serve("127.0.0.7"))
        inner.put("/secret", "[]")
        polling = "<script>setInterval(() => fetch('/api/list'), 50)</script></body>"
        peeping = f"fetch('{inner.url('/secret')}')"
        pages = {
            "sound": Reply(SHELL.encode()),
            "endless": Reply(b"<html><body><script>while (true) {}</script></body></html>"),
            "slow": Reply(b"late", wait=4),
            "polls": Reply(SHELL.replace("</body>", polling).encode()),
            "peeps": Reply(SHELL.replace("fetch('/api/list')", peeping).encode()),
            "led": Reply(status=302, headers=(("Location", inner.url("/secret")),)),
        }
        jobs = []
        for name, page in pages.items():
            site = stack.enter_context(serve())
            build(site)
            site.pages[COLUMN] = page
            jobs.append(column(site.url(COLUMN), name, platform="generic", render="always", allow_private=False))
        told = shard(tmp_path, jobs, timeout=3.0)
        assert inner.asked == []
    outcomes = {name: read.outcome for name, read in told.columns.items()}
    assert outcomes.pop("peeps") in (Outcome.EMPTY, Outcome.UNREADABLE)
    assert outcomes == {
        "sound": Outcome.OK,
        "endless": Outcome.BROWSER_FAILED,
        "slow": Outcome.TIMEOUT,
        "polls": Outcome.OK,  # a page that never rests is taken as it stands
        "led": Outcome.PRIVATE_ADDRESS,
    }


@with_browser
def test_no_browser_outlives_its_shard(tmp_path: Path) -> None:
    """Killed in the middle of drawing, the shard takes the browser with it."""
    before = browsers()
    driven: list[set[int]] = []

    def kill_the_shard(asked: Asked) -> Reply:
        driven.append(browsers() - before)
        for pid in shards_below(tmp_path):
            os.kill(pid, signal.SIGKILL)
        return Reply(b"[]", wait=1)

    with serve() as site:
        build(site)
        site.pages["/api/list"] = kill_the_shard
        asked = column(site.url(COLUMN), render="always")
        job = job_of(tmp_path, timeout=20.0, private_hosts=(site.host,))
        code = run_shard(
            job,
            [asked.column],
            [asked],
            job_dir=tmp_path,
            log_file=tmp_path / "log",
            on_result=lambda _: None,
            timeout=60,
        )
    assert code == -signal.SIGKILL and driven[0], "the browser was drawing"
    until = time.monotonic() + 10
    while browsers() & driven[0] and time.monotonic() < until:
        time.sleep(0.05)
    assert browsers() & driven[0] == set()


def browsers() -> set[int]:
    """Processes of browsers that Playwright drives."""
    return set(processes(b"--remote-debugging-pipe", b"playwright"))


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_browsers_are_looked_for_in_order(tmp_path: Path) -> None:
    own = executable(tmp_path / "ms" / "chromium-1200" / "chrome-linux64" / "chrome")
    environ = {"PATH": str(tmp_path / "bin"), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "ms")}
    assert find_browser(environ) == own
    for name in ("google-chrome-stable", "google-chrome", "chromium", "chromium-headless-shell"):
        newer = executable(tmp_path / "bin" / name)
        assert find_browser(environ) == newer
    chosen = executable(tmp_path / "mine")
    assert find_browser({**environ, "FAZHIWATCH_BROWSER": str(chosen)}) == chosen
    assert find_browser({**environ, "FAZHIWATCH_BROWSER": str(tmp_path / "gone")}) is None
    nowhere = {"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}
    assert find_browser(nowhere) is None
    assert why_missing(nowhere).startswith("没有找到浏览器。请安装浏览器：apt-get install chromium-headless-shell")


def test_the_sandbox_is_off_for_root_alone() -> None:
    options = launch_options(Path("/usr/bin/chromium"))
    assert options["chromium_sandbox"] is (os.geteuid() != 0)
    assert "--no-sandbox" not in options["args"] and "--disable-gpu" in options["args"]
