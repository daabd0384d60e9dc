"""How long reading one report page takes: the whole report by us, against text alone by general libraries.

All take turns on the same pages in the same run, so that a busy machine slows all of them alike: compare the ratios.
"""

import importlib
import random
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bs4 import BeautifulSoup

from demo.platforms import draw_of, post_path_of
from demo.posts import REPORT
from demo.script import DAYS, TOWN
from demo.view import Asked, View
from parsers import read_report

PAGES = 40
ROUNDS = 5
SHARED = Path(__file__).parents[2] / "shared" / "pages"
OURS, GOAL = "FazhiWatch: the whole report", "trafilatura: main text"
# modules of parsers/ by step; a helper that is not named here counts to the step that calls it
STEPS = {
    "decode": ("decoding",),
    "tree": ("tree",),
    "block": ("blocks",),
    "lines": ("lines", "html", "saved_text"),
    "title": ("headline", "page_title", "titles"),
    "labels, source": ("labels", "sources", "site", "provenance"),
    "dates": ("dates", "publication"),
    "cut": ("article",),
    "recognition": ("recognise", "verdict", "doubts", "issuers"),
    "outline, coverage": ("outline", "headings", "numbering", "unnumbered", "items", "coverage", "marks"),
    "flaws, year": ("flaws", "years"),
    "indicators": ("indicators",),
}
STEP_OF = {module: step for step, modules in STEPS.items() for module in modules}


@dataclass(frozen=True)
class SavedPage:
    url: str
    body: bytes


def demo_pages() -> Iterator[SavedPage]:
    """Every report page of the demo town on its last day, as its site would send it."""
    for site in TOWN.sites.values():
        base_url = f"http://{site.address}:{site.port}"
        view = View(site, base_url, DAYS[-1])
        for column in view.columns:
            for post in view.posts(column):
                path = post_path_of(site.platform)(post)
                answer = draw_of(site.platform)(view, Asked.at(path))
                if post.kind == REPORT and answer is not None and answer.kind == "article":
                    yield SavedPage(base_url + path, answer.body)


def page_sets() -> dict[str, list[SavedPage]]:
    """The demo town's report pages, and sample pages of government sites where they are at hand."""
    sets = {"demo town": random.Random(1).sample(list(demo_pages()), PAGES)}
    for name in ("made", "real"):
        if files := sorted((SHARED / name).glob("*.html")):
            sets[f"{name} pages"] = [SavedPage(f"http://www.example.gov.cn/{f.name}", f.read_bytes()) for f in files]
    return sets


def text_by_beautifulsoup(page: SavedPage) -> str:
    return BeautifulSoup(page.body, "lxml").get_text("\n", strip=True)


def readers() -> dict[str, Callable[[SavedPage], object]]:
    """Ours first; a peer takes part where it is installed."""
    found: dict[str, Callable[[SavedPage], object]] = {
        OURS: lambda page: read_report(page.body, url=page.url),
        "BeautifulSoup with lxml: all text": text_by_beautifulsoup,
    }
    try:
        trafilatura = importlib.import_module("trafilatura")
    except ImportError:
        return found
    return found | {GOAL: lambda page: trafilatura.extract(page.body, url=page.url)}


def milliseconds(read: Callable[[SavedPage], object], page: SavedPage) -> float:
    """Of processor time: what other programs do meanwhile does not count."""
    began = time.process_time()
    read(page)
    return (time.process_time() - began) * 1000


def measure(pages: list[SavedPage]) -> dict[str, list[float]]:
    """Milliseconds by reader: of each page the median of the rounds; a first round warms up and does not count."""
    sides = readers()
    times: dict[str, list[list[float]]] = {name: [[] for _ in pages] for name in sides}
    for round_number in range(ROUNDS + 1):
        for number, page in enumerate(pages):
            for name, read in sides.items():
                taken = milliseconds(read, page)
                if round_number:
                    times[name][number].append(taken)
    return {name: [statistics.median(rounds) for rounds in taken] for name, taken in times.items()}


def shares(pages: list[SavedPage]) -> Counter[str]:
    """Samples by step: every millisecond of processor time, the innermost step at work is counted."""
    found: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        found[step_at(frame)] += 1

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        for _ in range(2 * ROUNDS):
            for page in pages:
                read_report(page.body, url=page.url)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return found


def step_at(frame: FrameType | None) -> str:
    while frame is not None:
        package, _, module = str(frame.f_globals.get("__name__", "")).partition(".")
        if package == "parsers" and (step := STEP_OF.get(module.partition(".")[0])):
            return step
        frame = frame.f_back
    return "the rest"


def print_times(name: str, pages: list[SavedPage]) -> None:
    size = statistics.median(len(page.body) for page in pages)
    print(f"\n{name}: {len(pages)} pages, median {size / 1024:.0f} KiB, {ROUNDS} rounds")
    times = measure(pages)
    print(f"  {'reader':<36}{'median ms':>10}{'p95 ms':>10}{'ours / its':>12}")
    for reader, taken in times.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(times[OURS], taken, strict=True))
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"  {reader:<36}{statistics.median(taken):>10.2f}{p95:>10.2f}{ratio:>12.2f}")
    if GOAL not in times:
        print(f"  {GOAL:<36}  not installed")


def main() -> None:
    sets = page_sets()
    for name, pages in sets.items():
        print_times(name, pages)
    found = shares(sets["demo town"])
    print("\nwhere our time goes (demo town)")
    for step, count in found.most_common():
        print(f"  {step:<20}{100 * count / found.total():>6.1f} %")


if __name__ == "__main__":
    main()
