"""What a page costs the reader's browser: first contentful paint, and the bytes that come over the line.

Each page is opened in a real Chromium with an empty cache, and once more with what it kept. `--units` units with ten
report years on a board of a thousand units a page (goal: ≤ 300 kB over the line), readable reports.

.venv/bin/python -m bench.paint [--units 1000]
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from bench.pages import served
from bench.sides import reading_room
from bench.sides.watched import CYCLE
from crawlers.browser import find_browser, launch_options
from storage import search_entries
from storage.database import open_database

GOAL_KB = 300
_ROW = "{:<26}{:>10}{:>12}{:>10}{:>12}{:>12}"
_ASKED = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return [paint ? paint.startTime : null, all.reduce((sum, one) => sum + one.transferSize, 0)];
}"""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/paint.db"
        _build(url, options)
        with served(url, 1) as (address, _), sync_playwright() as play:
            browser = play.chromium.launch(**_options_of_browser())
            print(_ROW.format("page", "HTML kB", "over line kB", "paint ms", "again kB", "again ms"))
            for path in _paths(options.units):
                _measure(browser, address, path, options.rounds)
            browser.close()


def _build(url: str, options: argparse.Namespace) -> None:
    database = open_database(url)
    reading_room.build(database, units=options.units, years=10, reports=options.units, texts=100)
    with database.session() as session:
        search_entries.rebuild(session)
    database.close()


def _paths(units: int) -> tuple[str, ...]:
    unit = f"/units/u{units - 1:06}"
    return (
        "/", f"/?size={units}", unit, f"{unit}/{CYCLE}", "/reports/20000000", "/search?q=行政复议", "/compare",
        "/plots", "/alerts", "/review", "/operations", "/operations/columns",
    )  # fmt: skip


def _measure(browser: Browser, address: str, path: str, rounds: int) -> None:
    first, again = [], []
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page = context.new_page()
        first.append(_look(page, address + path))
        again.append(_look(page, address + path))
        context.close()
    html = len(httpx.get(address + path, timeout=60, trust_env=False).content) / 1000
    cells = [f"{html:.0f}"]
    for looks in (first, again):
        cells += [f"{median(kb for _, kb in looks):.0f}", f"{median(paint for paint, _ in looks):.0f}"]
    verdict = f"  above {GOAL_KB} kB" if median(kb for _, kb in first) > GOAL_KB else ""
    print(_ROW.format(path, *cells) + verdict, flush=True)


def _look(page: Page, address: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and kB over the line."""
    page.goto(address, wait_until="load")
    for _ in range(100):
        paint, size = page.evaluate(_ASKED)
        if paint is not None:
            return float(paint), size / 1000
        page.wait_for_timeout(50)
    raise SystemExit(f"{address}: nothing was painted")


def _options_of_browser() -> dict[str, Any]:
    executable = find_browser()
    if executable is None:
        raise SystemExit("no Chromium was found")
    options = launch_options(Path(executable))
    return options | {"args": [one for one in options["args"] if not one.startswith("--proxy")]}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
