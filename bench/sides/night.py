"""`python -m bench.sides.night HOME PLAN remember|crawl`: one night in a process of its own, as the job runs it.

The register is made in memory: what reading 10,000 columns of YAML costs is no part of the crawl.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.sides import remembered
from bench.sides.memory import Watch, peak_mb
from core.units import Column, Office, Registry
from flows import crawl
from flows.run import LEASE, Run
from settings import CHECKOUT, Settings
from storage import register, runs
from storage.database import open_database


@dataclass(frozen=True)
class Plan:
    """What is watched: column n is `urls[n]`; `version` and `etag` are those of the lists when they were last read."""

    urls: tuple[str, ...]
    processes: int = 2
    version: int = 0
    etag: str | None = None
    delay: float = 0.0
    render: str = "auto"


@dataclass(frozen=True)
class Night:
    """What the crawl stage of a night came to. MB are the most that one process ever held, `shares_mb` what shard and
    browser held together (where a browser draws); `_cpu` are seconds of all processes.
    """

    seconds: float
    outcomes: dict[str, int]
    new_posts: int
    flow_mb: float
    shard_mb: float
    shares_mb: float
    flow_cpu: float
    shard_cpu: float


def remember(home: Path, plan: Plan) -> None:
    """Leaves behind what a night that read all lists would leave, without asking for a single page."""
    _do("remember", home, plan)


def night(home: Path, plan: Plan) -> Night:
    return Night(**json.loads(_do("crawl", home, plan)))


def _do(what: str, home: Path, plan: Plan) -> bytes:
    home.mkdir(parents=True, exist_ok=True)
    file = home / "plan.json"
    file.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    command = [sys.executable, "-m", __name__, str(home), str(file), what]
    return subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, check=True).stdout


@contextmanager
def _begun(home: Path, plan: Plan) -> Iterator[Run]:
    """A run over the plan's columns, as flows.run begins and ends it."""
    settings = Settings(home=home, registry=home, download_delay=plan.delay)
    watched = [Column(f"c{n}", url, allow_private=True, render=plan.render) for n, url in enumerate(plan.urls)]
    registry = Registry({"office": Office("office", "云溪市司法局")}, {column.id: column for column in watched})
    database, now = open_database(settings.database), settings.clock()
    try:
        with database.session() as session:
            run_id = runs.begin(session, kind="nightly", now=now, real_now=datetime.now(UTC), lease=LEASE)
            register.sync(session, registry, now)
        run = Run(settings, registry, database, run_id, now, (), tuple(watched))
        yield run
        run.file_reader.close()
        with database.session() as session:
            runs.finish(session, run.id, now=settings.clock(), state="finished", summary={})
    finally:
        database.close()


def _crawl(run: Run, plan: Plan) -> Night:
    began, cpu = time.monotonic(), time.process_time()
    with Watch(shares=plan.render == "always") as watching, ThreadPoolExecutor(plan.processes) as pool:
        shards = enumerate(crawl.plan_shards(run.columns, plan.processes))
        for shard in [pool.submit(crawl.crawl_shard, run, number, columns) for number, columns in shards]:
            shard.result()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Night(
        seconds=time.monotonic() - began,
        outcomes=dict(run.tally.outcomes),
        new_posts=run.tally.posts["new"],
        flow_mb=peak_mb(),
        shard_mb=watching.mb,
        shares_mb=watching.shares_mb,
        flow_cpu=time.process_time() - cpu,
        shard_cpu=children.ru_utime + children.ru_stime,
    )


def main(home: str, plan_file: str, what: str) -> None:
    plan = Plan(**json.loads(Path(plan_file).read_text(encoding="utf-8")))
    with _begun(Path(home), plan) as run:
        if what == "remember":
            remembered.remember(run, plan.version, plan.etag)
        else:
            print(json.dumps(asdict(_crawl(run, plan))))


if __name__ == "__main__":
    main(*sys.argv[1:])
