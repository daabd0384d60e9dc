"""How long reading one report page takes: the whole report by us, against text alone by general libraries.

All take turns on the same pages in the same run, so that a busy machine slows all of them alike.
"""

import importlib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup

from demo.platforms import draw_of, post_path_of
from demo.posts import REPORT
from demo.script import DAYS, TOWN
from demo.view import View
from parsers import read_report

PAGES = 40
ROUNDS = 5


@dataclass(frozen=True)
class SavedPage:
    url: str
    body: bytes


def report_pages() -> Iterator[SavedPage]:
    """Every report page of the demo town on its last day, as its site would send it."""
    for site in TOWN.sites.values():
        base_url = f"http://{site.address}:{site.port}"
        view = View(site, base_url, DAYS[-1])
        for column in view.columns:
            for post in view.posts(column):
                path = post_path_of(site.platform)(post)
                answer = draw_of(site.platform)(view, path, {})
                if post.kind == REPORT and answer is not None and answer.kind == "article":
                    yield SavedPage(base_url + path, answer.body)


def text_by_beautifulsoup(page: SavedPage) -> str:
    return BeautifulSoup(page.body, "lxml").get_text("\n", strip=True)


def readers() -> dict[str, Callable[[SavedPage], object]]:
    """Ours first; a peer takes part where it is installed."""
    found: dict[str, Callable[[SavedPage], object]] = {
        "FazhiWatch: the whole report": lambda page: read_report(page.body, url=page.url),
        "BeautifulSoup with lxml: all text": text_by_beautifulsoup,
    }
    try:
        trafilatura = importlib.import_module("trafilatura")
    except ImportError:
        return found
    return found | {"trafilatura: main text": lambda page: trafilatura.extract(page.body, url=page.url)}


def milliseconds(read: Callable[[SavedPage], object], page: SavedPage) -> float:
    """Of processor time: what other programs do meanwhile does not count."""
    began = time.process_time()
    read(page)
    return (time.process_time() - began) * 1000


def measure(pages: list[SavedPage]) -> dict[str, list[float]]:
    """Milliseconds a page, by reader; a first round warms up and does not count."""
    times: dict[str, list[float]] = {name: [] for name in readers()}
    for round_number in range(ROUNDS + 1):
        for page in pages:
            for name, read in readers().items():
                taken = milliseconds(read, page)
                if round_number:
                    times[name].append(taken)
    return times


def main() -> None:
    pages = random.Random(1).sample(list(report_pages()), PAGES)
    size = statistics.median(len(page.body) for page in pages)
    print(f"{PAGES} report pages, median {size / 1024:.0f} KiB, {ROUNDS} rounds\n")
    times = measure(pages)
    ours = statistics.median(next(iter(times.values())))
    print(f"{'reader':<36}{'median ms':>10}{'p95 ms':>10}{'to ours':>10}")
    for name, taken in times.items():
        median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<36}{median:>10.2f}{p95:>10.2f}{median / ours:>9.2f}×")


if __name__ == "__main__":
    main()
