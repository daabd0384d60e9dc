"""Lists with a new post each: fetched, archived, read and stored by us, against Scrapy that only downloads them.

Both use two processes and take turns on the same server in the same run. Every list has one post more than the night
before, so that every page has other bytes: ours has to read all of them, and to find exactly one new post in each.

On a busy machine the paces tell little, since ours are three processes and Scrapy's two: CPU time tells more.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench.sides import bare_scrapy, night
from bench.sides.list_server import serve

GOAL = 0.6


def main() -> None:
    options = _options()
    with serve(options.hosts) as sites, tempfile.TemporaryDirectory() as folder:
        urls = tuple(sites.url(number) for number in range(options.columns))
        plan = night.Plan(urls, processes=2)
        night.remember(Path(folder), plan)
        print(f"{options.columns} changed lists of 100 KB on {options.hosts} hosts, 2 processes")
        print(
            f"{'round':>5}{'ours /s':>10}{'Scrapy /s':>11}{'ours/it':>9}"
            f"{'ms CPU: shards':>16}{'flow':>7}{'Scrapy':>8}{'by CPU':>8}"
        )
        paces, shares = [], []
        for number in range(1, options.rounds + 1):
            sites.version.value += 1
            ours = night.night(Path(folder), plan)
            if ours.new_posts != options.columns or set(ours.outcomes) - {"not_modified"} != {"ok"}:
                raise SystemExit(f"one new post a list was to be found: {ours}")
            bare = bare_scrapy.crawl(Path(folder), urls)
            paces.append(bare.seconds / ours.seconds)
            per_page = [1000 * cpu / options.columns for cpu in (ours.shard_cpu, ours.flow_cpu, bare.cpu)]
            shares.append(bare.cpu / (ours.shard_cpu + ours.flow_cpu))
            print(
                f"{number:>5}{options.columns / ours.seconds:>10.1f}{options.columns / bare.seconds:>11.1f}"
                f"{paces[-1]:>9.2f}{per_page[0]:>16.2f}{per_page[1]:>7.2f}{per_page[2]:>8.2f}{shares[-1]:>8.2f}",
                flush=True,
            )
    print(f"median {median(paces):.2f} × Scrapy's download, goal ≥ {GOAL}; by CPU time alone {median(shares):.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=500)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
