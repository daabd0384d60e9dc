"""The crawl stage: columns go by host into shards, each a process of its own; every line is kept as it comes."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from core.crawl import ArticleRead, ColumnRead, FileRead, ShardEnd, ShardJob
from core.pages import Outcome
from core.posts import PostRef, Recognition
from core.units import Column
from crawlers.job import ResultLine
from crawlers.launch import run_shard
from flows.progress import report
from flows.run import Run, shard_count
from parsers import recognise_title
from storage import watch

# Reports of the running cycle are read again every night; a second run in the same night leaves them alone.
REREAD_AFTER = timedelta(hours=12)
SHARD_TIMEOUT = 6 * 3600.0


def plan_shards(columns: Sequence[Column], count: int | None = None) -> tuple[tuple[Column, ...], ...]:
    """Columns of one host stay together: one request at a time is one over the whole run. Big hosts are dealt first."""
    by_host: dict[str, list[Column]] = {}
    for column in columns:
        by_host.setdefault(urlsplit(column.url).hostname or "", []).append(column)
    shards: list[list[Column]] = [[] for _ in range(count or shard_count(len(by_host)))]
    for host in sorted(by_host, key=lambda h: (-len(by_host[h]), h)):
        min(shards, key=len).extend(by_host[host])
    return tuple(tuple(shard) for shard in shards if shard)


def _recognise(ref: PostRef) -> Recognition:
    return recognise_title(ref.title, listed_on=ref.listed_on)


def crawl_shard(run: Run, shard: int, columns: Sequence[Column], *, afresh: bool = False) -> int:
    """Reads the columns and fetches the candidates; returns how many columns were complete.

    `afresh` forgets what the list pages held, so that the whole list is walked and read anew.
    """
    done = complete = 0

    def keep(result: ResultLine) -> None:
        nonlocal done, complete
        run.beat()
        match result:
            case ColumnRead():
                keep_column(run, result)
                done += 1
                complete += result.complete
                report(f"检查栏目（第{shard + 1}组）", done, len(columns), f"{result.column_id} {result.outcome.value}")
            case ArticleRead():
                keep_article(run, result)
            case FileRead():
                keep_file(run, result)
            case ShardEnd():
                run.tally.shard_end(result)

    settings = run.settings
    report(f"检查栏目（第{shard + 1}组）", 0, len(columns))
    with run.database.session() as session:
        jobs = watch.column_jobs(
            session, columns, now=run.now, cycle_year=run.cycle_year, reread_after=REREAD_AFTER, afresh=afresh
        )
    run_shard(
        ShardJob(
            run_id=run.id,
            shard=shard,
            columns=tuple(jobs),
            archive_dir=str(settings.archive_dir),
            now=settings.now,
            user_agent=settings.user_agent,
            delay=settings.download_delay,
        ),
        job_dir=settings.home / "jobs",
        log_file=settings.log_dir / f"{run.id}-{shard}.log",
        on_result=keep,
        timeout=SHARD_TIMEOUT,
    )
    return complete


def keep_column(run: Run, read: ColumnRead) -> None:
    with run.database.session() as session:
        counts = watch.keep_column(session, run.id, read, _recognise)
    run.tally.column(read)
    run.tally.add(run.tally.posts, "seen", counts.seen)
    run.tally.add(run.tally.posts, "new", counts.new)


def keep_article(run: Run, read: ArticleRead) -> None:
    with run.database.session() as session:
        watch.keep_article(session, run.id, read)
    fetched = read.outcome is Outcome.OK
    run.tally.add(run.tally.articles, "fetched" if fetched else read.outcome.value)


def keep_file(run: Run, read: FileRead) -> None:
    with run.database.session() as session:
        watch.keep_file(session, run.id, read)
    fetched = read.outcome is Outcome.OK
    run.tally.add(run.tally.files, "fetched" if fetched else read.outcome.value)


def lose_shard(run: Run, columns: Sequence[Column], reason: str) -> None:
    """Names the columns whose shard broke down on our side: nothing is stored of them, so nothing is said of them."""
    for column in columns:
        run.tally.lost(column.id, f"本组检查中断：{reason}")
