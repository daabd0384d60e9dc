"""One request at a time to a host, and a pause between two: over all tasks of this process and all shards of a run.

Scrapy alone does not promise this. With a delay of 0 its downloader takes every waiting request off a host's queue
before the first of them counts as being transferred, so several leave together; and one shard knows nothing of another
that was led to the same host by a link. So the turn is taken where bytes leave: around the download itself, whoever
asked for it (a page, a retry, a redirect, robots.txt, the browser).
"""

import asyncio
import fcntl
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_LOOK_AGAIN = 0.02  # seconds between two tries for a lock that another process holds
_JITTER = 0.1  # a pause is up to a tenth longer than asked for, never shorter


class Turns:
    """`folder` holds a small lock file for each host, shared by the shards; `delay` is seconds from end to start."""

    def __init__(self, folder: Path, delay: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._delay = delay
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.requests: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()

    @asynccontextmanager
    async def of(self, host: str, *, pause: bool = True) -> AsyncIterator[None]:
        """Waits for the host's turn. `pause` False is for the parts of a page in a browser: one by one, no delay."""
        delay = self._delay * (1 + random.uniform(0, _JITTER)) if pause else 0.0
        async with self._locks[host]:
            descriptor = os.open(self._folder / _file_name(host), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                await _claim(descriptor, delay)
                self.requests[host] += 1
                try:
                    yield
                finally:
                    os.pwrite(descriptor, f"{time.time():020.6f}".encode(), 0)
            finally:
                os.close(descriptor)  # gives the lock back as well


async def _claim(descriptor: int, delay: float) -> None:
    """Locks the file once `delay` seconds have passed since the end it tells of; until then others may have it."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(_LOOK_AGAIN)
            continue
        rest = float(os.pread(descriptor, 20, 0) or 0) + delay - time.time()
        if not 0 < rest <= delay:  # more than the delay: the clock was set back
            return
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        await asyncio.sleep(rest)


def _file_name(host: str) -> str:
    return "host-" + re.sub(r"[^0-9a-z.-]", "_", host.lower())[:200]
