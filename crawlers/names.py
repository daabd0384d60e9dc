"""Names to addresses: every address that could be connected to is looked at, and only those are connected to.

This is the reactor's own resolver: the guard asks it before a request, and Twisted when it connects. An address that
nobody may be sent to is not given out, so a name that changes its mind in between leads nowhere.
"""

import asyncio
import socket
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.address import IPv4Address, IPv6Address

from core.networks import is_private, literal_address
from core.pages import Outcome
from crawlers.outcomes import NotAsked

ALLOW_PRIVATE = "allow_private"  # in a request's meta: its column may lie on a private address
PRIVATE_HOSTS = "FAZHIWATCH_PRIVATE_HOSTS"  # Scrapy's setting of ours: the job's

_AT_ONCE = 8  # look-ups; each may hang as long as the system's resolver does

Found = tuple[Any, ...]  # Twisted's addresses, port 0


async def refuse_private(host: str, *, allowed: bool) -> None:
    """Raises NotAsked where `host` is, or resolves to, an address that is not on the public internet.

    The reactor's own resolver is asked, as it will be when the connection is made: what was looked at is what is
    connected to.
    """
    from twisted.internet import reactor  # noqa: PLC0415  (importing it installs one; Scrapy has to do that first)

    await cast(Names, cast(Any, reactor).nameResolver).refuse_private(host, allowed=allowed)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What Twisted is given while it waits; it never cancels one."""

    name: str


class Names:
    """IPv4 and IPv6 addresses of names, kept for the run. `open_hosts` may be private."""

    def __init__(self, reactor: object, timeout: float, open_hosts: Collection[str]) -> None:
        self._reactor = reactor
        self._threads = ThreadPoolExecutor(_AT_ONCE, "names")
        self._timeout = timeout
        self._open = open_hosts
        self._known: dict[str, Found] = {}
        self._asking: dict[str, asyncio.Task[Found]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: object) -> Self:
        settings = crawler.settings
        return cls(reactor, settings.getfloat("DNS_TIMEOUT"), frozenset(settings.getlist(PRIVATE_HOSTS)))

    def install_on_reactor(self) -> None:
        cast(Any, self._reactor).installNameResolver(self)

    def resolveHostName(  # noqa: N802  (Twisted's)
        self,
        receiver: Any,
        host: str,
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Resolution:
        """At once where the name is known; a name that leads nowhere, or where nobody may go, gives no address."""
        resolution = Resolution(host)
        receiver.resolutionBegan(resolution)
        if (known := self._at_hand(host)) is not None:
            self._give(receiver, host, portNumber, known)
        else:
            task = asyncio.ensure_future(self._look_up(host))
            task.add_done_callback(lambda done: self._give(receiver, host, portNumber, _found(done)))
        return resolution

    async def refuse_private(self, host: str, *, allowed: bool) -> None:
        """As above; CannotResolveHostError where the name has no address.

        `allowed`: the column at hand may be private, which opens the job's private hosts to it, and no other.
        """
        if allowed and host.lower() in self._open:
            return
        known = self._at_hand(host)
        for address in await self._look_up(host) if known is None else known:
            if _private(address):
                shown = host if literal_address(host) else f"{host}（{address.host}）"
                raise NotAsked(Outcome.PRIVATE_ADDRESS, f"{shown}是内网或本机地址，未经允许不访问")

    def _give(self, receiver: Any, host: str, port: int, found: Found) -> None:
        for address in found:
            if host.lower() in self._open or not _private(address):
                receiver.addressResolved(type(address)("TCP", address.host, port))
        receiver.resolutionComplete()

    def _at_hand(self, host: str) -> Found | None:
        literal = literal_address(host)
        if literal is not None:
            kind = IPv4Address if literal.version == 4 else IPv6Address
            return (kind("TCP", str(literal), 0),)
        return self._known.get(host)

    async def _look_up(self, host: str) -> Found:
        """Raises CannotResolveHostError. Several who ask for one name at once ask once."""
        if host not in self._asking:
            self._asking[host] = asyncio.ensure_future(self._ask(host))
            self._asking[host].add_done_callback(lambda _: self._asking.pop(host, None))
        return await asyncio.shield(self._asking[host])

    async def _ask(self, host: str) -> Found:
        asking = asyncio.get_running_loop().run_in_executor(self._threads, _addresses, host)
        try:
            async with asyncio.timeout(self._timeout):
                self._known[host] = await asking
        except (OSError, UnicodeError, TimeoutError) as error:
            raise CannotResolveHostError(host) from error
        return self._known[host]


def _addresses(host: str) -> Found:
    """In the system's order of preference (RFC 6724); raises gaierror, UnicodeError."""
    answers = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    kinds = {socket.AF_INET: IPv4Address, socket.AF_INET6: IPv6Address}
    return tuple(kinds[family]("TCP", str(place[0]), 0) for family, _, _, _, place in answers if family in kinds)


def _found(task: asyncio.Task[Found]) -> Found:
    return () if task.cancelled() or task.exception() else task.result()


def _private(address: Any) -> bool:
    """An address with a zone (`fe80::1%eth0`) is a link's own."""
    literal = literal_address(address.host)
    return literal is None or is_private(literal)
