"""A polite night over 140,000 columns on 14,000 hosts, by simulation: does it end within an hour on two cores?

Nobody has 14,000 sites at hand. So what one unchanged list costs is measured on real shards that need not pause; a
model (`bench.sides.polite_night`) carries it to the whole night; and the model is held against a real night with short
pauses in the same run. What is assumed of the sites is printed, and can be chosen.
"""

import argparse
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.sides import night
from bench.sides.list_server import Sites, serve
from bench.sides.polite_night import SILENT, Costs, World, simulate
from crawlers.scrapy_settings import HOSTS_AT_ONCE

GOAL = 3600.0
PROCESSES = 2
COLUMNS, HOSTS, DELAY = 140_000, 14_000, 2.0


def run(folder: Path, sites: Sites, columns: int, delay: float = 0.0) -> night.Night:
    """A real night over lists that are known and did not change."""
    plan = night.Plan(tuple(sites.url(n) for n in range(columns)), PROCESSES, etag=sites.etag, delay=delay)
    night.remember(folder, plan)
    sites.forget()
    return night.night(folder, plan)


def measure_costs(folder: Path, sites: Sites, columns: int) -> Costs:
    """By the difference of a large and a small night on the same hosts: what both pay once is the start."""
    hosts = len(sites.hosts)
    small, large = (run(folder / str(n), sites, n) for n in (hosts, columns))
    cpu = (large.shard_cpu + large.flow_cpu - small.shard_cpu - small.flow_cpu) / (columns - hosts)
    return Costs(cpu, small.seconds - 2 * hosts * cpu / PROCESSES)


def predict(columns: int, hosts: int, costs: Costs, world: World) -> float:
    """The slower of two shards, hosts dealt evenly."""
    shares = [
        [columns // hosts + (n < columns % hosts) for n in range(part, hosts, PROCESSES)] for part in range(PROCESSES)
    ]
    return max(simulate(share, costs, world, random.Random(seed)) for seed, share in enumerate(shares))


def main() -> None:
    options = _options()
    world = World(DELAY, options.latency, options.spread, options.silent, options.at_once)
    hosts, columns = options.check_hosts, options.check_hosts * 10
    with serve(hosts, validates=True) as sites, tempfile.TemporaryDirectory() as folder:
        costs = measure_costs(Path(folder) / "costs", sites, columns)
        print(f"measured: {1000 * costs.cpu:.2f} ms of processor a list (shard and flow), {costs.start:.1f} s to start")
        sites.wait.value = 0.05
        short = World(0.2, 0.05, 0.0, 0.0, HOSTS_AT_ONCE)
        real = run(Path(folder) / "check", sites, columns, short.delay).seconds
    told = predict(columns, hosts, costs, short)
    print(f"the model held against a real night: {columns} columns on {hosts} hosts, pauses of {short.delay} s:")
    print(f"  predicted {told:.1f} s, took {real:.1f} s, predicted/took {told / real:.2f}")
    print(
        f"assumed: {COLUMNS} columns on {HOSTS} hosts, {DELAY} s between requests, lists unchanged, robots.txt first,"
    )
    print(f"  answers after {world.latency} s (median; log-normal, sigma {world.spread}),")
    print(f"  {world.silent:.0%} of the hosts silent ({SILENT:.0f} s each), {PROCESSES} cores that do nothing else")
    print(f"{'hosts at once a shard':>24}{'minutes':>9}")
    for at_once in sorted({16, 64, 256, options.at_once}):
        seconds = predict(COLUMNS, HOSTS, costs, replace(world, at_once=at_once))
        mark = "  ← ours" if at_once == options.at_once else ""
        print(f"{at_once:>24}{seconds / 60:>9.1f}{mark}")
    print(f"goal: under {GOAL / 60:.0f} minutes")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.3)
    parser.add_argument("--spread", type=float, default=1.0)
    parser.add_argument("--silent", type=float, default=0.02)
    parser.add_argument("--at-once", type=int, default=HOSTS_AT_ONCE)
    parser.add_argument("--check-hosts", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    main()
