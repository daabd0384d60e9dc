"""The office's pages beside Datasette, which publishes any SQLite file: the same questions to the same data.

Both serve one database, `--units` units with ten report years of obligations and `--reports` reports of more than 5,000
characters, by one process each. Five questions are asked, for the page and for JSON: all report years of a unit; the
units of an office in the running cycle (a page of 50); how many units stand how; a report with its text; the reports
that have some words. Before anything is timed both answers are looked at: they have to say the same of the same.

So many `--readers` ask one question after the other without pause, each time about another unit, office, report or
word, as browsers do: we pack what we send, Datasette does not. The sides take turns of `--seconds` / `--rounds`; a
ratio is the median of the rounds, each of which compares two neighbouring turns. `CPU` is processor time of the server
for one answer, which other work on the machine disturbs least.

Datasette is asked by canned queries, the faster of its ways, and has an index of texts of its own: how it was set, and
why, stands in `bench/sides/datasette.py`. It answers with bare rows. Our pages hold more, as
`bench/sides/asked_of_both.py` says, and tell how many reports a search found; how many units stand how we count once,
and again when a standing has turned, while Datasette counts each time.

.venv-bench/bin/python -m bench.beside_datasette [--units 140000 --reports 4000 --readers 20 --seconds 20]
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles

import httpx

from bench.pages import served
from bench.sides import datasette, memory, programs, reading_room
from bench.sides.asked_of_both import FORMS, WORDS, Both, Question, questions
from storage import search_entries
from storage.database import open_database

CHECKS = len(WORDS)  # keys of each question whose answers are looked at
_WARM = 1.0  # seconds at most: the first answers are slower
_ROW = "{:<30}{:<13}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}"


@dataclass(frozen=True, slots=True)
class Side:
    name: str
    address: str
    pid: int

    def busy(self) -> float:
        """Seconds of processor time until now."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Turn:
    """`waits`: milliseconds for each answer; `busy`: processor seconds for all; `size`: bytes over the line."""

    waits: list[float]
    seconds: float
    busy: float
    size: int

    def figures(self) -> tuple[float, ...]:
        """Medians and 95th percentiles of waiting, answers a second, milliseconds of processor for one, kB of one."""
        number = len(self.waits)
        last = quantiles(self.waits, n=20)[-1]
        return median(self.waits), last, number / self.seconds, self.busy * 1000 / number, self.size / number / 1000

    @classmethod
    def of(cls, turns: list["Turn"]) -> "Turn":
        """All of them as one."""
        waits = [wait for turn in turns for wait in turn.waits]
        seconds, busy = sum(turn.seconds for turn in turns), sum(turn.busy for turn in turns)
        return cls(waits, seconds, busy, sum(turn.size for turn in turns))


def main() -> None:
    options = _options()
    if not programs.installed(datasette.NAME):
        print(f"{datasette.NAME}: not installed (see .venv-bench/setup.log), nothing to stand beside")
        return
    asked = questions(options.units, options.reports)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages.db"
        _build(f"sqlite:///{file}", options)
        with served(f"sqlite:///{file}", 1) as ours, datasette.served(Path(folder), file) as theirs:
            sides = Side("FazhiWatch", *ours), Side("Datasette", *theirs)
            for question in asked:
                _check(question, sides)
            print(
                f"{options.units} units × {options.years} years, {options.reports} reports, {options.readers} readers"
            )
            heads = ("pages", "p50 ms", "p95 ms", "pages/s", "CPU ms", "kB")
            print(_ROW.format("question", "side", *heads))
            for question in asked:
                for form in FORMS:
                    _compare(options, sides, question, form)
            for side in sides:
                _print_memory(side)


def _build(url: str, options: argparse.Namespace) -> None:
    database = open_database(url)
    sizes = {"units": options.units, "years": options.years, "reports": options.reports}
    reading_room.build(database, **sizes, texts=min(options.reports, options.texts))
    with database.session() as session:
        search_entries.rebuild(session)
    database.close()


def _check(question: Question, sides: tuple[Side, Side]) -> None:
    rng = Random(3)
    keys = WORDS if question.keys(rng) in WORDS else {question.keys(rng) for _ in range(CHECKS)}
    us, them = (httpx.Client(base_url=side.address, timeout=120, trust_env=False) for side in sides)
    with us, them:
        for key in keys:
            question.check(Both(question, key, (us, them)))


def _compare(options: argparse.Namespace, sides: tuple[Side, Side], question: Question, form: str) -> None:
    """Prints three lines: ours, theirs, and the one by the other."""
    turns: tuple[list[Turn], list[Turn]] = [], []
    share = options.seconds / options.rounds
    for number in range(-1, options.rounds):
        for place in (0, 1) if number % 2 else (1, 0):
            readers = [_paths(question, place, form, f"{number} {one}") for one in range(options.readers)]
            turn = asyncio.run(_turn(sides[place], readers, share if number >= 0 else min(share, _WARM)))
            if number >= 0:
                turns[place].append(turn)
    for side, taken in zip(sides, turns, strict=True):
        whole = Turn.of(taken)
        what = f"{question.name}, {form}" if side is sides[0] else ""
        print(_line(what, side.name, len(whole.waits), whole.figures()))
    ratios = [tuple(map(_by, a.figures(), b.figures())) for a, b in zip(*turns, strict=True)]
    middle, pace = map(median, zip(*ratios, strict=True)), [ratio[2] for ratio in ratios]
    spread = f"  pages/s {min(pace):.2f} to {max(pace):.2f}"
    print(_line("", "ours/theirs", "", tuple(middle), digits="22222") + spread, flush=True)


def _paths(question: Question, place: int, form: str, seed: str) -> Iterator[str]:
    """What one reader asks, without end; both sides are asked about the same in the turns of a round."""
    rng = Random(seed)
    while True:
        yield question.address(place, form, question.keys(rng))


async def _turn(side: Side, readers: list[Iterator[str]], seconds: float) -> Turn:
    waits, sizes = [], []

    async def read(client: httpx.AsyncClient, paths: Iterator[str]) -> None:
        for path in paths:
            asked = time.monotonic()
            answer = await client.get(path)
            waits.append((time.monotonic() - asked) * 1000)
            sizes.append(answer.num_bytes_downloaded)
            if answer.status_code != 200:
                raise SystemExit(f"{side.name}, {path}: {answer.status_code}")
            if time.monotonic() > until:
                return

    async with httpx.AsyncClient(base_url=side.address, timeout=120, trust_env=False) as client:
        busy, began = side.busy(), time.monotonic()
        until = began + seconds
        await asyncio.gather(*(read(client, paths) for paths in readers))
        return Turn(waits, time.monotonic() - began, side.busy() - busy, sum(sizes))


def _by(ours: float, theirs: float) -> float:
    return ours / theirs if theirs else float("nan")


def _line(what: str, who: str, number: int | str, figures: tuple[float, ...], digits: str = "00011") -> str:
    """`digits`: behind the point, of each figure."""
    return _ROW.format(what, who, number, *(f"{figure:.{many}f}" for figure, many in zip(figures, digits, strict=True)))


def _print_memory(side: Side) -> None:
    tree = [side.pid, *memory.descendants(side.pid)]
    peak, share = sum(map(memory.peak_mb, tree)), sum(map(memory.share_mb, tree))
    print(f"{side.name}: at most {peak:.0f} MB, in the end {share:.0f} MB with its part of what it shares")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--texts", type=int, default=400, help="different texts among the reports")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=6.0, help="for each side, question and form")
    parser.add_argument("--rounds", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
