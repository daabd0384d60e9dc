"""A dry run of one column: what would be seen, what is recognised, why the rest is not. Nothing is stored."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.crawl import ColumnJob, ColumnRead, ShardJob
from core.problems import UserProblem
from core.units import Column, Registry
from crawlers.elsewhere import within
from crawlers.job import ResultLine
from crawlers.launch import run_shard
from flows.crawl import private_hosts
from parsers import recognise_title
from settings import Settings


@dataclass(frozen=True, slots=True)
class PostPreview:
    """One row of the list and what it is taken for."""

    title: str
    url: str
    listed_on: date | None
    candidate: bool
    kind: str
    report_year: int | None
    issuers: tuple[str, ...]
    doubtful: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One column as it would be read tonight. `known_by` is what the platform was recognised by (Chinese).

    `total` is what the site says of the list; `newest_on` and `oldest_on` are list dates.
    """

    column: str
    url: str
    outcome: str
    reason: str
    complete: bool
    platform: str | None
    list_pages: int
    total: int | None
    posts: tuple[PostPreview, ...]
    known_by: str | None = None
    newest_on: date | None = None
    oldest_on: date | None = None


def columns_to_check(registry: Registry, target: str, *, allow_private: bool) -> tuple[Column, ...]:
    """The columns of a unit, a registered column by id or address, or an address nobody has registered yet."""
    if target in registry.units:
        unit = registry.units[target]
        if not unit.column_ids:
            raise UserProblem(f"单位 {target} 还没有登记栏目")
        return tuple(registry.columns[c] for c in unit.column_ids)
    known = [c for c in registry.columns.values() if target in (c.id, c.url)]
    if known:
        return tuple(known)
    if not target.startswith(("http://", "https://")):
        raise UserProblem(f"既不是名录中的单位或栏目，也不是网址：{target}")
    return (Column(id="check", url=target, allow_private=allow_private),)


def preview(settings: Settings, registry: Registry, columns: tuple[Column, ...]) -> list[ColumnPreview]:
    """Reads the lists of the columns (no article), politely, in a process of their own."""
    found: list[ColumnPreview] = []
    registered = registry.documents()

    def keep(result: ResultLine) -> None:
        if isinstance(result, ColumnRead):
            read = within(result, registered)
            found.append(_preview(read, next(c for c in columns if c.id == read.column_id)))

    with tempfile.TemporaryDirectory() as folder:
        job = ShardJob(
            run_id="check",
            shard=0,
            archive_dir=folder,
            now=settings.now,
            user_agent=settings.user_agent,
            delay=settings.download_delay,
            fetch_articles=False,
            hosts=tuple(registry.hosts.values()),
            private_hosts=private_hosts(columns),
        )
        run_shard(
            job,
            columns,
            (ColumnJob(column) for column in columns),
            job_dir=Path(folder),
            log_file=settings.log_dir / "check.log",
            on_result=keep,
            timeout=600,
        )
    return found


def _preview(read: ColumnRead, column: Column) -> ColumnPreview:
    posts = {post.url: post for page in read.pages for post in page.listing.posts}
    dates = [post.listed_on for post in posts.values() if post.listed_on is not None]
    totals = [page.listing.total for page in read.pages if page.listing.total is not None]
    return ColumnPreview(
        column=column.id,
        url=column.url,
        outcome=read.outcome.value,
        reason=read.reason,
        complete=read.complete,
        platform=read.platform,
        list_pages=len(read.pages),
        total=totals[0] if totals else None,
        posts=tuple(_post(post.title, post.url, post.listed_on) for post in posts.values()),
        known_by=read.known_by,
        newest_on=max(dates, default=None),
        oldest_on=min(dates, default=None),
    )


def _post(title: str, url: str, listed_on: date | None) -> PostPreview:
    seen = recognise_title(title, listed_on=listed_on)
    return PostPreview(
        title, url, listed_on, seen.candidate, seen.kind, seen.report_year, seen.issuers, seen.doubtful, seen.reasons
    )
