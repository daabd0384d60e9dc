"""Seconds and memory for a page that only a browser can draw: our shard against a bare Playwright loop.

The same Chromium, the same pages (100 KB, their list written by a script), as many at once. Ours takes its jobs from
the database, makes every request of a page itself, hop by hop and one at a time a host, archives, reads and stores the
list, and takes a fresh browser every hundred pages; the loop only draws. Start-up is in both.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench.sides import bare_playwright, night
from bench.sides.list_server import serve


def main() -> None:
    options = _options()
    with serve(min(options.hosts, options.pages), drawn=True) as sites, tempfile.TemporaryDirectory() as folder:
        urls = tuple(sites.url(number) for number in range(options.pages))
        plan = night.Plan(urls, processes=1, render="always")
        print(f"{options.pages} pages on {len(sites.hosts)} hosts, one shard; MB: browser, driver and shard together")
        print(f"{'round':>5}{'ours s/page':>13}{'Playwright':>12}{'ours/it':>9}{'ours MB':>9}{'Playwright':>12}")
        ratios = []
        for number in range(1, options.rounds + 1):
            ours = night.night(Path(folder) / str(number), plan)
            bare = bare_playwright.draw(urls)
            if ours.outcomes != {"ok": options.pages} or bare.pages != options.pages:
                raise SystemExit(f"not all pages were drawn: {ours}, {bare}")
            ratios.append(ours.seconds / bare.seconds)
            print(
                f"{number:>5}{ours.seconds / options.pages:>13.2f}{bare.seconds / options.pages:>12.2f}"
                f"{ratios[-1]:>9.2f}{ours.shares_mb:>9.0f}{bare.mb:>12.0f}",
                flush=True,
            )
    print(f"median {median(ratios):.2f} × the time of the bare loop")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
