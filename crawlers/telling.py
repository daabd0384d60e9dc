"""Telling what was found 上报结果: only once the bytes it speaks of are on the disk, which is waited for together."""

import asyncio
import os
import sys
from collections.abc import Callable

from core.problems import os_words
from crawlers.job import ResultLine

_MOST = 50  # results that wait for the disk together
DISK_FAILED = os.EX_IOERR  # the way a process ends then
_LONGEST = 0.25  # seconds that one of them waits


def not_kept(error: OSError) -> str:
    """Why an answer could not be kept, in Chinese."""
    return f"存档没有写进磁盘（{os_words(error)}）"


class Telling:
    """Hands results to `tell`, in their order, after `sync`.

    A disk that does not take what was written is no place to go on writing to: the process ends, and whoever started
    it says so of every column that was not told of.
    """

    def __init__(self, sync: Callable[[], None], tell: Callable[[ResultLine], None]) -> None:
        self._sync = sync
        self._tell = tell
        self._waiting: list[ResultLine] = []
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, result: ResultLine) -> None:
        """Soon: with the next results, or when it has waited long enough."""
        self._waiting.append(result)
        if len(self._waiting) >= _MOST:
            self.settle()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_LONGEST, self.settle)

    def settle(self) -> None:
        """All that waits, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._waiting:
            return
        try:
            self._sync()
        except OSError as error:
            sys.stderr.write(f"{not_kept(error)}，本组采集到此为止\n")
            sys.stderr.flush()
            os._exit(DISK_FAILED)
        results, self._waiting = self._waiting, []
        for result in results:
            self._tell(result)
