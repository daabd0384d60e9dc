"""What takes long to count, kept while it is true.

It is counted over the rows themselves, for an edition of the board: as long as the edition stands, it is what counting
anew would give. While a run turns standings, the edition changes all the time; then it is counted anew only when some
twenty times as much time has passed as counting takes, and shown with when it was counted. As long as what is known is
young (at most ten seconds old), nobody waits for that: it is counted beside, in a thread of its own, and shown to
whoever comes next. So somebody's own act is counted at once or, at the latest, after ten seconds.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")
logger = logging.getLogger(__name__)
_SHARE = 20.0
_LONGEST = 5.0  # seconds
_BESIDE = 5  # times as long (but at most twice _LONGEST) it is shown while it is counted beside
_BESIDE_AT_ONCE = 2  # counts: the connections are for those who wait
_MOST = 300


@dataclass(frozen=True, slots=True)
class Count(Generic[T]):
    """What was counted, when, and how long that took in seconds (by a clock of the process: `since`)."""

    value: T
    counted_at: datetime
    edition: int
    since: float
    took: float

    @classmethod
    def of(cls, count: Callable[[], T], now: datetime, edition: int) -> "Count[T]":
        """What `count` gives. `edition`: as it was read before, in the same session."""
        began = monotonic()
        value = count()
        ended = monotonic()
        return cls(value, now, edition, ended, ended - began)

    def holds(self, edition: int, share: float) -> bool:
        """Whether it is true for the edition, or was counted only just now."""
        return self.edition == edition or self._younger_than(share, _LONGEST)

    def is_young(self, share: float) -> bool:
        """Whether it may be shown while it is counted anew."""
        return self._younger_than(_BESIDE * share, 2 * _LONGEST)

    def _younger_than(self, share: float, longest: float) -> bool:
        return monotonic() - self.since < min(share * self.took, longest)


class Counted:
    """The latest counts of a process. One asker counts, others who ask the same meanwhile wait for it.

    `share`: how many times as long as it took a count is shown after its edition.
    """

    def __init__(self, share: float = _SHARE) -> None:
        self._share = share
        self._known: OrderedDict[Hashable, Count[Any]] = OrderedDict()
        self._turns: WeakValueDictionary[Hashable, _Turn] = WeakValueDictionary()  # of those who count for a key
        self._beside = ThreadPoolExecutor(_BESIDE_AT_ONCE, thread_name_prefix="counting")
        self._renewing: set[Hashable] = set()
        self._lock = Lock()  # of all the above

    def get(
        self, key: Hashable, edition: int, count: Callable[[], Count[T]], beside: Callable[[], Count[T]]
    ) -> Count[T]:
        """What `count` gives, or gave. `edition`: as it was read by whoever asks; `beside`: counts in another thread,
        without anything of the asker's.
        """
        with self._lock:
            known = self._known.get(key)
            if known is not None and known.holds(edition, self._share):
                return known
            if known is not None and known.is_young(self._share):
                self._count_beside(key, beside)
                return known
            turn = self._turns.setdefault(key, _Turn())
        with turn.lock:
            with self._lock:
                known = self._known.get(key)
            if known is not None and known.holds(edition, self._share):
                return known
            new = count()
            self._keep(key, new)
            return new

    def close(self) -> None:
        """Waits for what is being counted beside: nothing asks the database after this."""
        self._beside.shutdown(cancel_futures=True)

    def _count_beside(self, key: Hashable, beside: Callable[[], Count[Any]]) -> None:
        if key not in self._renewing:
            with suppress(RuntimeError):  # no thread is to be had, or we are closing: somebody else will count
                self._beside.submit(self._renew, key, beside)
                self._renewing.add(key)

    def _renew(self, key: Hashable, beside: Callable[[], Count[Any]]) -> None:
        try:
            self._keep(key, beside())
        except Exception:  # whoever asks when what is known is no longer young will be told
            logger.exception("counting %s anew failed", key)
        finally:
            with self._lock:
                self._renewing.discard(key)

    def _keep(self, key: Hashable, count: Count[Any]) -> None:
        with self._lock:
            self._known[key] = count
            self._known.move_to_end(key)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)


@dataclass(eq=False)
class _Turn:
    """Held by whoever counts, and by those who wait for that: gone when nobody does."""

    lock: Lock = field(default_factory=Lock)
