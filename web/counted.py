"""What takes long to count, kept while it is true.

It is counted over the rows themselves, for an edition of the board: as long as the edition stands, it is what counting
anew would give. While a run turns standings, the edition changes all the time; then it is counted anew only when some
twenty times as much time has passed as counting takes, and shown with when it was counted. As long as what is known is
young, nobody waits for that: it is counted beside, and shown to whoever comes next.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")
logger = logging.getLogger(__name__)
_SHARE = 20.0
_LONGEST = 5.0  # seconds
_BESIDE = 5  # times as long (but at most twice _LONGEST) it is shown while it is counted beside
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
        began = time.monotonic()
        value = count()
        ended = time.monotonic()
        return cls(value, now, edition, ended, ended - began)

    def holds(self, edition: int, share: float) -> bool:
        """Whether it is true for the edition, or was counted only just now."""
        return self.edition == edition or self._younger_than(share, _LONGEST)

    def is_young(self, share: float) -> bool:
        """Whether it may be shown while it is counted anew."""
        return self._younger_than(_BESIDE * share, 2 * _LONGEST)

    def _younger_than(self, share: float, longest: float) -> bool:
        return time.monotonic() - self.since < min(share * self.took, longest)


@dataclass(slots=True)
class Counted:
    """The latest counts of a process. One asker counts, others who ask the same meanwhile wait for it.

    `share`: how many times as long as it took a count is shown after its edition.
    """

    share: float = _SHARE
    _known: OrderedDict[Hashable, Count[Any]] = field(default_factory=OrderedDict)
    _locks: dict[Hashable, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(
        self, key: Hashable, edition: int, count: Callable[[], Count[T]], beside: Callable[[], Count[T]]
    ) -> Count[T]:
        """What `count` gives, or gave. `edition`: as it was read by whoever asks; `beside`: counts in another thread,
        without anything of the asker's.
        """
        with self._lock:
            turn, known = self._locks.setdefault(key, Lock()), self._known.get(key)
        if known is not None and known.holds(edition, self.share):
            return known
        if known is not None and known.is_young(self.share):
            if turn.acquire(blocking=False):
                Thread(target=self._renew, args=(key, turn, beside), daemon=True).start()
            return known
        with turn:
            known = self._known.get(key)
            if known is not None and known.holds(edition, self.share):
                return known
            new = count()
            self._keep(key, new)
            return new

    def _renew(self, key: Hashable, turn: Lock, beside: Callable[[], Count[Any]]) -> None:
        try:
            self._keep(key, beside())
        except Exception:  # whoever asks when what is known is no longer young will be told
            logger.exception("counting %s anew failed", key)
        finally:
            turn.release()

    def _keep(self, key: Hashable, count: Count[Any]) -> None:
        with self._lock:
            self._known[key] = count
            self._known.move_to_end(key)
            while len(self._known) > _MOST:
                oldest, _ = self._known.popitem(last=False)
                self._locks.pop(oldest, None)
