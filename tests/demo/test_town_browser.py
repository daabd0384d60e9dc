"""The list that only a browser can draw: nothing without one, everything with one."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.pages import Ask, Page
from crawlers.browser import find_browser
from crawlers.platforms import fingerprint
from demo.posts import visible_posts
from demo.script import DAYS
from demo.sites import Town
from tests.demo.conftest import visit
from tests.demo.test_town_listings import expected_ref

COLUMN = "yx-chengjian"
NOON = datetime(2026, 4, 20, 4, tzinfo=UTC)


def drawn(browser: Path, url: str) -> bytes:
    """The page as a headless browser shows it after its scripts have run."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    options = ["--headless", "--disable-gpu", "--virtual-time-budget=4000", *sandbox]
    done = subprocess.run([browser, *options, "--dump-dom", url], capture_output=True, timeout=60, check=True)
    return done.stdout


def test_the_page_itself_holds_no_post(town: Town) -> None:
    page = visit(town.column_url(COLUMN)).text
    assert 'id="app"' in page and "<a " not in page and "报告" not in page


def test_a_browser_draws_the_scripted_list(town: Town) -> None:
    browser = find_browser()
    if browser is None:
        pytest.skip("no browser here: apt-get install chromium-headless-shell")
    url = town.column_url(COLUMN)
    page = Page(Ask(url, render=True), url, 200, drawn(browser, url), NOON, rendered=True)
    listing = fingerprint(page)[0].read_listing(page)
    assert list(listing.posts) == [expected_ref(town, p) for p in visible_posts(COLUMN, DAYS[-1])]
    assert listing.next is None and listing.total == len(listing.posts)
    assert town.requests["chengjian", "api"] == 1


def test_a_browser_pages_the_cdata_list_as_its_site_does(town: Town) -> None:
    browser = find_browser()
    if browser is None:
        pytest.skip("no browser here: apt-get install chromium-headless-shell")
    page = drawn(browser, town.column_url("ql-fzzf")).decode()
    posts = visible_posts("ql-fzzf", DAYS[-1])
    assert f"共{len(posts)}条" in page
    assert [f"_{p.number}.html" in page for p in posts[:20]] == [True] * 15 + [False] * 5
