"""How often a login may be tried 登录限次: for each name and each address, whichever process is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address

from storage import login_tries
from storage.database import Database

WINDOW = timedelta(minutes=15)
OF_A_NAME, OF_AN_ADDRESS = 10, 30


def _really_now() -> datetime:
    """Not a rehearsal's, which may stand still."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Throttle:
    """Tries count when they begin, so that many at once gain nothing."""

    database: Database
    clock: Callable[[], datetime] = _really_now

    def wait(self, name: str, address: str | None) -> float:
        """0 where a login may be tried now, which counts it; else the seconds until it may."""
        limits = {_of(name): OF_A_NAME, _from(address): OF_AN_ADDRESS}
        with self.database.reading() as session:  # who is to wait keeps no writer waiting
            waits = login_tries.wait(session, limits, WINDOW, self.clock())
        if not waits:
            with self.database.session() as session:
                waits = login_tries.count(session, limits, WINDOW, self.clock())
        return waits.total_seconds()

    def forgive(self, name: str, address: str | None) -> None:
        """A right password: the name begins anew, the address gets back this one try."""
        with self.database.session() as session:
            login_tries.forgive(session, _of(name), whole=True)
            login_tries.forgive(session, _from(address), whole=False)


def network(address: str | None) -> str:
    """An address as one tries from it: of IPv6 everybody has 2^64."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)


def _of(name: str) -> str:
    return f"name:{name}"


def _from(address: str | None) -> str:
    return f"from:{network(address)}"
