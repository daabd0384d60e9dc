"""The office's pages over a country's data: how long do readers wait, while a night is judged beside them?

`--units` units with ten report years of obligations, and `--reports` reports of more than 5,000 characters. So many
`--readers` at once look at the board, units, obligations, reports and the search, each page as soon as the one before
is there (and once more with `--pause` seconds between two, as people do). Beside them another process judges, night
after night, what `CHANGED` changed reports touch, in the same database; it gives way to them as the command `run`
does. They are served by the command `web` with so many `--workers`; the peaks of memory of its processes are told,
added up (RSS, with what they share counted in each), and their memory in the end with what they share counted once
(PSS).

.venv/bin/python -m bench.pages [--units 140000 --reports 4000,13000,40000] [--url postgresql://…]

A database that is named must be empty, and one size be asked for.
"""

import argparse
import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles

import httpx

from bench.sides import reading_room, watched
from bench.sides.watched import CYCLE
from core.units import Registry
from flows.environment import give_way
from flows.judge import judge_touched
from flows.run import Run
from settings import Settings
from storage import runs, search_entries
from storage.database import Database, open_database

CHANGED = 500
LEASE = timedelta(seconds=5)  # of a night; nobody else wants it meanwhile
GOAL_MS, GOAL_MB = 300, 500
_WORDS = ("法治政府", "行政复议", "税务", "执法人员培训", "优化营商环境", "第3镇", "规范性文件 审查", "调解")
_ROW = "{:<14}{:>9}{:>9}{:>9}{:>9}{:>9}"


def main() -> None:
    options = _options()
    for reports in options.reports:
        with tempfile.TemporaryDirectory() as folder:
            url = options.url or f"sqlite:///{folder}/pages.db"
            began = time.monotonic()
            registry = _build(url, options, reports)
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) >> 20
            seconds = time.monotonic() - began
            said = f"{options.units} units × {options.years} years, {reports} reports"
            print(f"\n{said}: written in {seconds:.0f} s, {size} MB", flush=True)
            for nightly in (False, True):
                for pause in (options.pause, 0.0):
                    _measure(options, url, registry, reports, pause=pause, nightly=nightly)


def _build(url: str, options: argparse.Namespace, reports: int) -> Registry:
    database = open_database(url)
    sizes = {"units": options.units, "years": options.years, "reports": reports, "texts": min(reports, options.texts)}
    registry = reading_room.build(database, **sizes)
    with database.session() as session:
        search_entries.rebuild(session)
    database.close()
    return registry


def _measure(
    options: argparse.Namespace, url: str, registry: Registry, reports: int, *, pause: float, nightly: bool
) -> None:
    with served(url, options.workers) as (address, pid), _night(url, registry, nightly) as nights:
        asyncio.run(_read(address, options, reports, seconds=3.0, pause=0.0))  # the first of each page is slower
        told = asyncio.run(_read(address, options, reports, seconds=options.seconds, pause=pause))
        peak, shared = _memory(pid, "status", "VmHWM"), _memory(pid, "smaps_rollup", "Pss")
    beside = f", beside them {nights.value} judged nights" if nightly else ""
    print(
        f"{options.readers} readers, {pause:g} s between two pages{beside}; {options.workers} workers and the process "
        f"that watches over them: at most {peak} MB, in the end {shared} MB with what they share (goal {GOAL_MB})"
    )
    print(_ROW.format("page", "pages", "p50 ms", "p95 ms", "worst", "KB"))
    for kind, waits in sorted(told.items()):
        times = sorted(seconds * 1000 for seconds, _ in waits)
        cut = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        kilobytes = sum(size for _, size in waits) / len(waits) / 1024
        verdict = "" if cut <= GOAL_MS else f"  above {GOAL_MS}"
        middle = times[len(times) // 2]
        print(
            _ROW.format(kind, len(times), f"{middle:.0f}", f"{cut:.0f}", f"{times[-1]:.0f}", f"{kilobytes:.0f}")
            + verdict,
            flush=True,
        )


async def _read(
    address: str, options: argparse.Namespace, reports: int, *, seconds: float, pause: float
) -> dict[str, list[tuple[float, int]]]:
    """So many readers for so long: page → (seconds, bytes) of each answer."""
    told: dict[str, list[tuple[float, int]]] = defaultdict(list)
    # made before the clock runs: each takes some hundredths of a second, in which nobody would hear an answer
    clients = [
        httpx.AsyncClient(base_url=address, timeout=60, trust_env=False, verify=False) for _ in range(options.readers)
    ]
    until = time.monotonic() + seconds

    async def reader(number: int) -> None:
        rng = Random(number)
        await asyncio.sleep(pause * rng.random())
        async with clients[number] as client:
            while time.monotonic() < until:
                kind, path = _page(rng, options.units, reports)
                began = time.monotonic()
                answer = await client.get(path)
                told[kind].append((time.monotonic() - began, len(answer.content)))
                if answer.status_code != 200:
                    raise SystemExit(f"{path}: {answer.status_code}")
                if pause:
                    await asyncio.sleep(pause * rng.uniform(0.5, 1.5))

    await asyncio.gather(*(reader(number) for number in range(options.readers)))
    return told


def _page(rng: Random, units: int, reports: int) -> tuple[str, str]:
    unit = f"u{rng.randrange(units):06}"
    return rng.choice(
        (
            ("board", "/"),
            ("board filtered", f"/?office=o{rng.randrange(-(-units // 50))}&year={CYCLE}"),
            ("unit", f"/units/{unit}"),
            ("obligation", f"/units/{unit}/{CYCLE}"),
            ("report", f"/reports/{20_000_000 + rng.randrange(reports)}"),
            ("search", f"/search?q={rng.choice(_WORDS)}"),
        )
    )


@contextmanager
def served(url: str, workers: int) -> Iterator[tuple[str, int]]:
    command = [str(Path(sys.executable).parent / "fazhiwatch"), "web", "--port", "0", "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "registry").mkdir()
        told = {"HOME": home, "REGISTRY": f"{home}/registry", "NOW": reading_room.NOW.isoformat(), "DATABASE_URL": url}
        environment = os.environ | {f"FAZHIWATCH_{name}": value for name, value in told.items()}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout
                address = server.stdout.readline().removeprefix("网页地址：").partition("/（")[0]
                _wait(address, server.pid)
                yield address, server.pid
            finally:
                server.terminate()


def _wait(address: str, pid: int) -> None:
    """Until it answers, and no worker is still beginning: one that is would be asked nothing all the time."""
    httpx.get(f"{address}/healthz", timeout=120, trust_env=False).raise_for_status()
    busy = -1
    while busy != (busy := sum(map(_ticks, _tree(pid))) // 20):
        time.sleep(1)


@contextmanager
def _night(url: str, registry: Registry, wanted: bool) -> Iterator["multiprocessing.sharedctypes.Synchronized[int]"]:
    """One night after the other, in a process of its own, until the readers have left."""
    done = multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=_nights, args=(url, registry, done), daemon=True)
    if wanted:
        process.start()
    try:
        yield done
    finally:
        if wanted:
            process.terminate()
            process.join()


def _nights(url: str, registry: Registry, done: "multiprocessing.sharedctypes.Synchronized[int]") -> None:
    give_way()
    database, now = open_database(url), reading_room.NOW
    while True:
        now += timedelta(days=1)
        run_id = _begin(database, now)
        settings = Settings(now=now, database_url=url)
        units, columns = tuple(registry.units.values()), tuple(registry.columns.values())
        judge_touched(Run(settings, registry, database, run_id, now, units, columns))
        with database.session() as session:
            runs.finish(session, run_id, now=now, state="finished", summary={})
        done.value += 1


def _begin(database: Database, now: datetime) -> str:
    """Waits for the lease of a night that was broken off with the readers before."""
    while True:
        try:
            with database.session() as session:
                run_id = runs.begin(session, kind="nightly", now=now, real_now=datetime.now(UTC), lease=LEASE)
                watched.check(session, now)
                watched.change(session, CHANGED)
                return run_id
        except runs.RunInProgress:
            time.sleep(0.2)


def _memory(pid: int, file: str, line: str) -> int:
    """MB of a process and all that it started."""
    return sum(_kilobytes(one, file, line) for one in _tree(pid)) >> 10


def _kilobytes(pid: int, file: str, line: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(told.split()[1]) for told in lines if told.startswith(f"{line}:"))


def _ticks(pid: int) -> int:
    """Of processor time, a hundredth of a second each."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--reports", type=lambda text: [int(n) for n in text.split(",")], default=[1000])
    parser.add_argument("--texts", type=int, default=400, help="different texts among the reports")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--url")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
