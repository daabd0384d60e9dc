"""Checks a second on the same pages by us and by programs that watch pages for changes, and their false changes.

Every side looks at the same pages with nothing changed, with one new post in each list, and with nothing new but a
visitor counter that has turned in the footer. One side after the other, each with its own usual parallelism (urlwatch
and changedetection.io ten threads, we two processes), and started anew where that is how it is run. They keep the text
of a page; we keep its bytes, and read the list. What we tell is a new post; what they tell is a page that differs.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.sides import night, other_watchers, programs
from bench.sides.list_server import Sites, serve
from bench.sides.other_watchers import Watcher

_PEERS = ("urlwatch", "webchanges", "changedetection.io")
_ROW = "{:<20}{:>12}{:>12}{:>12}{:>16}{:>16}{:>16}"


class Ours:
    name = "FazhiWatch"

    def __init__(self, folder: Path, urls: tuple[str, ...]) -> None:
        self._folder, self._plan = folder, night.Plan(urls)

    def check(self) -> tuple[float, int]:
        began = time.monotonic()
        done = night.night(self._folder, self._plan)
        seconds = time.monotonic() - began  # with the start of Python, as with the others
        if sum(done.outcomes.values()) != sum(done.outcomes.get(word, 0) for word in ("ok", "not_modified")):
            raise SystemExit(f"not every list was read soundly: {done}")
        return seconds, done.new_posts


def sides(folder: Path, urls: tuple[str, ...], stack: ExitStack) -> Iterator[Watcher]:
    """Ours first; a peer that could not be installed takes no part."""
    yield Ours(folder / "ours", urls)
    for name in _PEERS:
        if not programs.installed(name):
            print(f"{name}: not installed (see .venv-bench/setup.log), takes no part")
        elif name == "changedetection.io":
            yield stack.enter_context(other_watchers.changedetection(folder / name, urls))
        else:
            make = {"urlwatch": other_watchers.urlwatch, "webchanges": other_watchers.webchanges}[name]
            yield make(folder / name, urls)


def measure(sites: Sites, watcher: Watcher, pages: int, repeats: int) -> list[str]:
    """One row of the table: checks a second, then what was told."""
    sites.version.value = sites.counts.value = 0
    watcher.check()  # what it knows from now on
    unchanged = [watcher.check() for _ in range(repeats)]
    changed = []
    for _ in range(repeats):
        sites.version.value += 1
        changed.append(watcher.check())
    sites.counts.value = 1
    watcher.check()  # that there is a counter at all is a change
    counted = [watcher.check() for _ in range(repeats)]
    rounds = unchanged, changed, counted
    rates = [f"{pages / min(seconds for seconds, _ in done):.1f}" for done in rounds]
    return rates + [f"{sum(told for _, told in done)} of {pages * repeats}" for done in rounds]


def main() -> None:
    options = _options()
    urls_on = min(options.hosts, options.pages)
    with serve(urls_on) as sites, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        urls = tuple(sites.url(number) for number in range(options.pages))
        print(f"{options.pages} pages of 100 KB on {urls_on} hosts, without validators; best of {options.rounds}")
        print(_ROW.format("", "checks/s:", "", "", "told to differ:", "", ""))
        heads = ("unchanged", "new post", "counter")
        print(_ROW.format("", *heads, *heads))
        for watcher in sides(Path(folder), urls, stack):
            print(_ROW.format(watcher.name, *measure(sites, watcher, options.pages, options.rounds)), flush=True)
    print("goal: all of the new posts told, and of the turned counters none")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
