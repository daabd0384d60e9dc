"""Judging after one night's changes: what does it cost, beside judging everything?

A register of `--units` units, each with its own column, and `--years` report years of reports (one in eight lacking)
are written as if they had been judged all that time, and their lists read for the last fourteen months. Then nights are
judged: with 2,000 changed reports; on the first day of the reminders and right after the due date, when nobody of the
running cycle has published; with 2,000 changed reports again over half as many stored years; and everything anew.
Crawling and reading are no part: what they leave is written as they write it, before the clock starts. Each night runs
in a process of its own, so that its peak of memory is its own, the register included.

.venv/bin/python -m bench.judging [--units 140000 --years 10] [--url postgresql://…]

The goal stands for the size named: a night ≤ 60 s and ≤ 1 GB on SQLite. A database that is named must be empty, and is
measured without the half of its years.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bench.sides import watched
from core.times import SHANGHAI
from core.units import Registry
from flows.judge import judge, judge_touched
from flows.run import Run
from settings import Settings
from storage import runs
from storage.database import Session, open_database
from storage.models import AlertRow, TransitionRow

CHANGED = 2000
GOAL_SECONDS, GOAL_MB = 60, 1024
_ROW = "{:<44}{:>9}{:>9}{:>10}{:>10}{:>10}{:>8}"

Change = Callable[[Session], None]


def _changed(session: Session) -> None:
    watched.change(session, CHANGED)


def _nothing(_: Session) -> None: ...


# name → day, what the night has found, whether everything is judged anew
NIGHTS: dict[str, tuple[str, Change, bool]] = {
    f"{CHANGED} changed reports": ("2026-03-02", _changed, False),
    "nothing changed": ("2026-03-03", _nothing, False),
    "the reminders begin (14 days before)": ("2026-03-17", _nothing, False),
    "the night after": ("2026-03-18", _nothing, False),
    "overdue (the day after the arguable one)": ("2026-04-02", _nothing, False),
    f"{CHANGED} changed reports, most overdue": ("2026-04-03", _changed, False),
    "all judged anew": ("2026-04-04", _nothing, True),
}
FEW = (f"{CHANGED} changed reports", "nothing changed")


def main() -> None:
    options = _options()
    if options.night:
        _measure(options)
        return
    print(f"{options.units} units, {options.years} report years; goal for a night: {GOAL_SECONDS} s, {GOAL_MB} MB")
    print(_ROW.format("night", "seconds", "CPU s", "MB", "judged", "turned", "alerts"))
    with tempfile.TemporaryDirectory() as folder:
        if options.url is None:
            half = f"sqlite:///{folder}/half.db"
            _play(options, half, options.years // 2, FEW)
            for file in Path(folder).glob("half.db*"):
                file.unlink()
        _play(options, options.url or f"sqlite:///{folder}/all.db", options.years, tuple(NIGHTS))


def _play(options: argparse.Namespace, url: str, years: int, nights: tuple[str, ...]) -> None:
    began = time.monotonic()
    registry = watched.watched(options.units, years)
    database = open_database(url)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    watched.keep(database, registry, start)
    watched.publish(database, registry, range(watched.CYCLE - years + 1, watched.CYCLE + 1), start)
    database.close()
    del registry
    print(f"{years} years stored, written in {time.monotonic() - began:.0f} s", flush=True)
    for night in nights:
        sizes = "--units", str(options.units), "--years", str(years)
        done = subprocess.run(
            [sys.executable, "-m", "bench.judging", *sizes, "--url", url, "--night", night],
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        print(_ROW.format(night, *json.loads(done.stdout)), flush=True)


def _measure(options: argparse.Namespace) -> None:
    """One night in this process; prints its figures as JSON."""
    day, change, anew = NIGHTS[options.night]
    now = datetime.fromisoformat(f"{day}T03:00").replace(tzinfo=SHANGHAI)
    registry = watched.watched(options.units, options.years)
    database = open_database(options.url)
    with database.session() as session:
        watched.check(session, now)
        change(session)
        run_id = runs.begin(session, kind="nightly", now=now, real_now=datetime.now(UTC), lease=watched.LEASE)
        before = _told(session)
    run = _run(registry, Settings(now=now, database_url=options.url), run_id)
    began, busy = time.monotonic(), time.process_time()
    judged = judge(run) if anew else judge_touched(run)
    seconds, busy = time.monotonic() - began, time.process_time() - busy
    with database.session() as session:
        turned, alerts = (after - then for after, then in zip(_told(session), before, strict=True))
        runs.finish(session, run_id, now=now, state="finished", summary={})
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([f"{seconds:.1f}", f"{busy:.1f}", megabytes, judged.obligations, turned, alerts]))


def _run(registry: Registry, settings: Settings, run_id: str) -> Run:
    database = open_database(settings.database)
    units, columns = tuple(registry.units.values()), tuple(registry.columns.values())
    return Run(settings, registry, database, run_id, settings.clock(), units, columns)


def _told(session: Session) -> tuple[int, int]:
    counts = (select(func.count()).select_from(model) for model in (TransitionRow, AlertRow))
    turned, alerts = (session.scalars(count).one() for count in counts)
    return turned, alerts


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--url", help="an empty database; without it SQLite files of its own")
    parser.add_argument("--night", choices=NIGHTS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
