"""One request at a time to a host, and a pause between two: over all tasks of this process and all shards of a run.

Scrapy alone does not promise this. With a delay of 0 its downloader takes every waiting request off a host's queue
before the first of them counts as being transferred, so several leave together; and one shard knows nothing of another
that was led to the same host by a link. So the turn is taken where bytes leave: around the download itself, whoever
asked for it (a page, a retry, a redirect, robots.txt, the browser).

What shards share is the turn and the pause. Budget, throttle and a host's wish to be left alone are each shard's own:
shards are cut by host, and what a link leads to elsewhere is little.
"""

import asyncio
import fcntl
import os
import random
import re
import time
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.crawl import HostStats, ShardJob
from crawlers.manners import Conduct, Manners

TURNS = "turns"  # the folder's name, beside the job files: all processes of a run take turns there
_LOOK_AGAIN = 0.02  # seconds between two tries for a lock that another process holds
_JITTER = 0.1  # a pause is up to a tenth longer than asked for, never shorter
_OPEN_FILES = 256  # lock files kept open: as many hosts as are read side by side, and some that links lead to


class Turns:
    """`folder` holds a small lock file for each host, shared by the shards; it tells when the last request ended."""

    def __init__(self, folder: Path, job: ShardJob) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._files: OrderedDict[str, int] = OrderedDict()
        self.manners = Manners(job)

    @asynccontextmanager
    async def of(self, host: str, *, pause: bool = True) -> AsyncIterator[Conduct]:
        """Waits for the host's turn; raises NotAsked where it may not, or no longer, be asked.

        `pause` False is for the parts of a page in a browser: one by one, no delay.
        """
        async with self._locks[host]:
            conduct = self.manners.admit(host)
            if (wait := conduct.not_before - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            file = self._file(host)
            await _claim(file, conduct.delay * (1 + random.uniform(0, _JITTER)) if pause else 0.0)
            conduct.requests += 1
            began = time.monotonic()
            try:
                yield conduct
            finally:
                conduct.seconds += time.monotonic() - began
                os.pwrite(file, b"%020.6f" % time.time(), 0)
                fcntl.flock(file, fcntl.LOCK_UN)

    def stats(self) -> tuple[HostStats, ...]:
        """One for each host that was asked, or would have been."""
        return self.manners.stats()

    def _file(self, host: str) -> int:
        """The host's lock file, open; of those that nobody uses, the one used longest ago makes room."""
        if host not in self._files:
            idle = [name for name in self._files if not self._locks[name].locked()]
            for name in idle[: max(0, len(self._files) - _OPEN_FILES)]:
                os.close(self._files.pop(name))
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._files[host] = os.open(self._folder / _file_name(host), flags, 0o600)
        self._files.move_to_end(host)
        return self._files[host]


async def _claim(file: int, delay: float) -> None:
    """Locks the file once `delay` seconds have passed since the end it tells of; until then others may have it."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(_LOOK_AGAIN)
            continue
        if not delay:
            return
        rest = float(os.pread(file, 20, 0) or 0) + delay - time.time()
        if not 0 < rest <= delay:  # more than the delay: the clock was set back
            return
        fcntl.flock(file, fcntl.LOCK_UN)
        await asyncio.sleep(rest)


def _file_name(host: str) -> str:
    return "host-" + re.sub(r"[^0-9a-z.-]", "_", host.lower())[:200]
