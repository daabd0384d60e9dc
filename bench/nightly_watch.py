"""A night over lists that did not change: our whole crawl stage against Scrapy that only asks.

Ours takes its jobs from the database, asks, judges, and keeps what came. Scrapy by itself (`bench.sides.bare_scrapy`)
asks for the same addresses with the same manners and the same number of processes, and drops what comes. Both take
turns on the same warm server in the same run, start-up included; the machine is busy or slow for both alike.

`--columns 1000,10000,100000` shows whether memory stays flat; the goals stand below the table.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.sides import bare_scrapy, night
from bench.sides.list_server import Sites, serve

GOAL, MEMORY_GOAL = 0.8, 500
ANSWERS = ("304", "full")
_ROW = "{:>8}  {:<7}{:>11}{:>11}{:>9}{:>15}{:>13}{:>12}{:>12}"
_HEADS = (
    "columns",
    "answers",
    "ours /s",
    "Scrapy /s",
    "ours/it",
    "ms CPU: shards",
    "ms CPU: flow",
    "shard MB",
    "flow MB",
)


@dataclass(frozen=True)
class Round:
    ours: night.Night
    bare: bare_scrapy.Crawl

    @property
    def pace(self) -> float:
        """How many times Scrapy's own speed."""
        return self.bare.seconds / self.ours.seconds


def rounds(home: Path, sites: Sites, plan: night.Plan, repeats: int) -> Iterator[Round]:
    """Ours and theirs by turns; each has to have asked for every list, and got the answer that the round is about."""
    night.remember(home, plan)
    wanted = len(plan.urls), len(plan.urls) if plan.etag else 0
    for _ in range(repeats):
        sites.forget()
        ours = night.night(home, plan)
        _check(ours.outcomes.get("not_modified") == wanted[0] and asked(sites) == wanted, "ours", ours, asked(sites))
        sites.forget()
        bare = bare_scrapy.crawl(home, plan.urls, etag=plan.etag, processes=plan.processes)
        _check(bare.answers == wanted[0] and asked(sites) == wanted, "Scrapy", bare, asked(sites))
        yield Round(ours, bare)


def asked(sites: Sites) -> tuple[int, int]:
    return sites.asked.value, sites.unchanged.value


def _check(as_planned: bool, *what: object) -> None:
    if not as_planned:
        raise SystemExit(f"this was not the night that was to be measured: {what}")


def print_rounds(columns: int, answers: str, done: list[Round]) -> float:
    pace = median(r.pace for r in done)
    figures = (
        f"{columns / median(r.ours.seconds for r in done):.0f}",
        f"{columns / median(r.bare.seconds for r in done):.0f}",
        f"{pace:.2f}",
        f"{1000 * median(r.ours.shard_cpu for r in done) / columns:.2f} "
        f"({1000 * median(r.bare.cpu for r in done) / columns:.2f})",
        f"{1000 * median(r.ours.flow_cpu for r in done) / columns:.2f}",
        f"{max(r.ours.shard_mb for r in done):.0f} ({max(r.bare.mb for r in done):.0f})",
        f"{max(r.ours.flow_mb for r in done):.0f}",
    )
    print(_ROW.format(columns, answers, *figures), flush=True)
    return pace


def main() -> None:
    options = _options()
    print(f"{options.hosts} hosts, {options.processes} processes, {options.rounds} rounds each; in brackets: Scrapy's")
    print(_ROW.format(*_HEADS))
    paces = []
    for columns in options.columns:
        for answers in options.answers:
            hosts = min(options.hosts, columns)
            with serve(hosts, validates=answers == "304") as sites, tempfile.TemporaryDirectory() as folder:
                urls = tuple(sites.url(number) for number in range(columns))
                plan = night.Plan(urls, options.processes, etag=sites.etag if answers == "304" else None)
                done = list(rounds(Path(folder), sites, plan, options.rounds))
                paces.append(print_rounds(columns, answers, done))
    print(
        f"slowest {min(paces):.2f} × Scrapy, goal ≥ {GOAL}; memory goal ≤ {MEMORY_GOAL} MB a process, whatever the size"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=_numbers, default=(2000,), help="e.g. 10000 or 1000,10000,100000")
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--answers", type=lambda text: tuple(text.split(",")), default=ANSWERS, help="304,full")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    main()
