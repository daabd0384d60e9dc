"""What takes long to count, kept while it is true.

It is counted over the rows themselves, for an edition of the board: as long as the edition stands, it is what counting
anew would give. While a run turns standings, the edition changes all the time; then it is counted anew only when some
twenty times as much time has passed as counting takes, and shown with when it was counted.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar, cast

T = TypeVar("T")
_SHARE = 20.0
_LONGEST = 5.0  # seconds
_MOST = 300


@dataclass(frozen=True, slots=True)
class Count(Generic[T]):
    """What was counted, when, and how long that took in seconds (by a clock of the process: `since`)."""

    value: T
    counted_at: datetime
    edition: int
    since: float
    took: float

    def holds(self, edition: int, share: float) -> bool:
        return self.edition == edition or time.monotonic() - self.since < min(share * self.took, _LONGEST)


@dataclass(slots=True)
class Counted:
    """The latest counts of a process. One asker counts, others who ask the same meanwhile wait for it.

    `share`: how many times as long as it took a count is shown after its edition.
    """

    share: float = _SHARE
    _known: OrderedDict[Hashable, Count[object]] = field(default_factory=OrderedDict)
    _locks: dict[Hashable, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, edition: int, now: datetime, count: Callable[[], T]) -> Count[T]:
        """What `count` gives, or gave. `edition`: as it was read before, in the same session."""
        with self._lock:
            turn = self._locks.setdefault(key, Lock())
        with turn:
            known = self._known.get(key)
            if known is None or not known.holds(edition, self.share):
                began = time.monotonic()
                value = count()
                ended = time.monotonic()
                known = Count(value, now, edition, ended, ended - began)
                self._keep(key, known)
            return cast("Count[T]", known)

    def _keep(self, key: Hashable, count: Count[object]) -> None:
        with self._lock:
            self._known[key] = count
            self._known.move_to_end(key)
            while len(self._known) > _MOST:
                oldest, _ = self._known.popitem(last=False)
                self._locks.pop(oldest, None)
