"""A served copy of the demo's town, and a real browser that looks at it."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, Request, sync_playwright

from crawlers.browser import find_browser, launch_options
from settings import Settings
from storage.database import open_database
from tests.seasons import Season
from web.app import create_app

# Where pictures of the pages are kept to be looked at.
SCREENSHOTS = Path(os.environ.get("FAZHIWATCH_TEST_SCREENSHOTS", "screenshots")).absolute()
AFTER_THE_SEASON = "2026-05-08T09:00:00+08:00"
# Of no use to a reader, or there only while another test looks into the season's database.
_PASSING = shutil.ignore_patterns("prefect", "jobs", "logs", "*-shm", "*-wal")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """A real server on a loopback port of its own; gives its address."""
    with socket(AF_INET, SOCK_STREAM) as listener:
        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        give_up_at = time.monotonic() + 20
        while not server.started and time.monotonic() < give_up_at:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def town(season: Season, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the played town, for the tests of one file to look at and to change."""
    home = tmp_path_factory.mktemp("town") / "home"
    shutil.copytree(season.home, home, ignore=_PASSING)
    return Settings(home=home, registry=home / "registry", now=AFTER_THE_SEASON)


@pytest.fixture(scope="module")
def address(town: Settings) -> Iterator[str]:
    """Where the town's pages are served, without login, as on loopback."""
    database = open_database(town.database)
    with serving(create_app(town, database)) as at:
        yield at
    database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_browser()
    assert executable, "no Chromium"
    options = launch_options(executable)
    # the crawler's browser reaches no network of its own; this one asks our server, and is watched by `Looked`
    options["args"] = [a for a in options["args"] if not a.startswith("--proxy")]
    with sync_playwright() as play:
        found = play.chromium.launch(**options)
        yield found
        found.close()


@dataclass
class Looked:
    """A page being looked at: what it complained of, and what it asked of others than our server."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def goes(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)
        return self.page

    def follows(self, link: Locator) -> None:
        """Clicks what leads on, and waits until it has led there: a click alone does not wait."""
        with self.page.expect_navigation():
            link.click()

    def keeps_a_picture(self, name: str, *, whole: bool = True) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Callable[..., Looked]]:
    """Opens a page of the served town in a browser; afterwards no page may have complained or asked a stranger.

    `look(width=390, scheme="dark")`: on a phone, in the dark.
    """
    opened: list[Looked] = []

    def open_one(*, width: int = 1280, scheme: str = "light", at: str = address) -> Looked:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        opened.append(Looked(context.new_page(), at))
        return opened[-1]

    yield open_one
    for looked in opened:
        looked.page.context.close()
    assert [c for looked in opened for c in looked.complaints] == []
    assert [s for looked in opened for s in looked.strangers] == []


@pytest.fixture(autouse=True)
def a_change_of_the_register_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.site._UNSEEN", 0.0)
