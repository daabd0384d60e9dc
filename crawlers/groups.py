"""Columns as they come, in groups of one host: read ahead in a thread, no further than there is room for."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Iterable, Iterator
from urllib.parse import urlsplit

from core.crawl import ColumnJob

Group = tuple[ColumnJob, ...]

_MOST = 50  # columns of one host in a group: a host with thousands is many groups, one after the other


def by_host(columns: Iterable[ColumnJob]) -> Iterator[Group]:
    """Neighbours of one host together. Columns come sorted by host; where not, hosts only come more than once."""
    for _, same in itertools.groupby(columns, key=host_of):
        while group := tuple(itertools.islice(same, _MOST)):
            yield group


def host_of(column: ColumnJob) -> str:
    return urlsplit(column.column.url).hostname or ""


async def arriving(columns: Iterable[ColumnJob]) -> AsyncGenerator[Group, None]:
    """The groups as they arrive; waiting for one holds up nothing else."""
    groups = by_host(columns)
    while (group := await asyncio.to_thread(next, groups, None)) is not None:
        yield group
