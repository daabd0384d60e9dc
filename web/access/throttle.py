"""How often a login may be tried 登录限次: for each name and each address, in memory."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from threading import Lock

WINDOW = 15 * 60.0  # seconds
OF_A_NAME, OF_AN_ADDRESS = 10, 30
_MOST = 20_000  # names and addresses remembered: who tries more than these forgets the oldest


@dataclass
class Throttle:
    """Tries count when they begin, so that many at once gain nothing."""

    clock: Callable[[], float] = time.monotonic
    _tries: dict[str, list[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, name: str, address: str | None) -> float:
        """0 where a login may be tried now, which counts it; else the seconds until it may."""
        limits = {f"name:{name}": OF_A_NAME, f"from:{network(address)}": OF_AN_ADDRESS}
        with self._lock:
            now = self.clock()
            if (seconds := self._seconds(limits, now)) > 0:
                return seconds
            for key in limits:
                self._tries[key] = [*self._tries.pop(key, []), now]  # the last tried stand last
            while len(self._tries) > _MOST:
                self._tries.pop(next(iter(self._tries)))
        return 0

    def forgive(self, name: str, address: str | None) -> None:
        """A right password: the name begins anew, the address gets back this one try."""
        with self._lock:
            self._tries.pop(f"name:{name}", None)
            if tries := self._tries.get(f"from:{network(address)}"):
                tries.pop()

    def _seconds(self, limits: Mapping[str, int], now: float) -> float:
        return max(self._until(key, limit, now) for key, limit in limits.items())

    def _until(self, key: str, limit: int, now: float) -> float:
        recent = [at for at in self._tries.get(key, ()) if at > now - WINDOW]
        if recent:
            self._tries[key] = recent
        return recent[-limit] + WINDOW - now if len(recent) >= limit else 0


def network(address: str | None) -> str:
    """An address as one tries from it: of IPv6 everybody has 2^64."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
