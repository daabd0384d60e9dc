"""The crawl stage: columns go by host into shards, each a process of its own; what comes is kept as it comes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from core.crawl import ColumnJob, ShardJob
from core.units import Column
from crawlers.launch import run_shard
from flows.judge import columns_to_prove
from flows.keeping import Keeper
from flows.run import Run, shard_count
from storage import hosts, jobs, walks

# Reports of the running cycle are read again every night; a second run in the same night leaves them alone.
REREAD_AFTER = timedelta(hours=12)
SHARD_TIMEOUT = 6 * 3600.0
SEARCH_WORDS = "法治政府建设"
BATCH = 200  # columns whose jobs are read from the database at once


def plan_shards(columns: Sequence[Column], count: int | None = None) -> tuple[tuple[Column, ...], ...]:
    """Columns of one host stay together: one request at a time is one over the whole run. Big hosts are dealt first."""
    by_host: dict[str, list[Column]] = {}
    for column in columns:
        by_host.setdefault(urlsplit(column.url).hostname or "", []).append(column)
    shards: list[list[Column]] = [[] for _ in range(count or shard_count(len(by_host)))]
    for host in sorted(by_host, key=lambda h: (-len(by_host[h]), h)):
        min(shards, key=len).extend(by_host[host])
    return tuple(tuple(shard) for shard in shards if shard)


def private_hosts(columns: Iterable[Column]) -> tuple[str, ...]:
    """The hosts of columns that may lie on a private address: nothing private but these is ever asked."""
    return tuple(sorted({urlsplit(column.url).hostname or "" for column in columns if column.allow_private}))


def crawl_shard(run: Run, shard: int, columns: Sequence[Column]) -> int:
    """Reads the columns and fetches the candidates; returns how many columns were read as far as was wanted."""
    return _run(run, shard, columns, _tonight(run, columns), Keeper(run, shard, len(columns)))


def walk_history(run: Run, shard: int, columns: Sequence[Column], from_year: int) -> int:
    """Walks the columns back to `from_year`, and asks their sites' own search; what ended before is left alone."""
    keeper = Keeper(run, shard, len(columns), from_year)
    going = _unfinished(run, columns, from_year)
    return _run(run, shard, going, _history(run, going, from_year), keeper, max_list_pages=5000, look_twice=False)


def _run(
    run: Run, shard: int, columns: Sequence[Column], jobs: Iterable[ColumnJob], keeper: Keeper, **more: Any
) -> int:
    settings = run.settings
    keeper.report()
    with run.database.session() as session:
        manners = hosts.manners(session, sorted({urlsplit(column.url).hostname or "" for column in columns}))
    job = ShardJob(
        run_id=run.id,
        shard=shard,
        archive_dir=str(settings.archive_dir),
        now=settings.now,
        user_agent=settings.user_agent,
        delay=settings.download_delay,
        host_budget=settings.host_budget,
        hosts=tuple(run.registry.hosts.values()),
        manners=tuple(manners.values()),
        private_hosts=private_hosts(run.registry.columns.values()),
        **more,
    )
    run_shard(
        job,
        columns,
        jobs,
        job_dir=settings.home / "jobs",
        log_file=settings.log_dir / f"{run.id}-{shard}.log",
        on_result=keeper.take,
        timeout=SHARD_TIMEOUT,
    )
    keeper.flush()
    return keeper.complete


def _tonight(run: Run, columns: Sequence[Column]) -> Iterator[ColumnJob]:
    """The jobs of a night, read from the database as the shard gets to them."""
    prove = columns_to_prove(run)
    for some in _batches(columns):
        with run.database.reading() as session:
            found = jobs.column_jobs(
                session, some, now=run.now, cycle_year=run.cycle_year, reread_after=REREAD_AFTER, prove=prove
            )
        yield from found


def _history(run: Run, columns: Sequence[Column], from_year: int) -> Iterator[ColumnJob]:
    for some in _batches(columns):
        with run.database.reading() as session:
            found = jobs.history_jobs(session, some, from_year, search=SEARCH_WORDS)
        yield from found


def _batches(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    return (columns[start : start + BATCH] for start in range(0, len(columns), BATCH))


def _unfinished(run: Run, columns: Sequence[Column], from_year: int) -> tuple[Column, ...]:
    with run.database.reading() as session:
        ended = walks.ended(session, [column.id for column in columns], from_year)
    return tuple(column for column in columns if column.id not in ended)


def lose_shard(run: Run, columns: Sequence[Column], reason: str) -> None:
    """Names the columns whose shard broke down on our side: nothing is stored of them, so nothing is said of them."""
    for column in columns:
        run.tally.lost(column.id, f"本组检查中断：{reason}")
