"""Many small sites in one process, each on a loopback address of its own: fast enough not to be what is measured."""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from typing import Any, cast

from bench.sides.list_pages import drawn_page, list_page

_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_NUMBERS = ("version", "validates", "counts", "drawn", "visits", "asked", "unchanged")
_SECONDS = ("wait", "first_at", "last_at")
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Sites:
    """What the sites do from now on, and what they were asked. Set `.value`; times are those of time.time().

    `version`: how many posts each list has had added. `validates`: whether they know 304. `wait`: seconds before each
    answer. `counts`: whether a visitor counter turns in the footer. `drawn`: whether a script writes the list.
    """

    hosts: tuple[str, ...]
    port: int
    version: "Synchronized[int]"
    validates: "Synchronized[int]"
    counts: "Synchronized[int]"
    drawn: "Synchronized[int]"
    visits: "Synchronized[int]"  # what the counters show; never set back
    wait: "Synchronized[float]"
    asked: "Synchronized[int]"  # lists only, not robots.txt
    unchanged: "Synchronized[int]"  # of them answered by 304
    first_at: "Synchronized[float]"
    last_at: "Synchronized[float]"

    def url(self, number: int) -> str:
        """The list of column `number`: columns are dealt to the hosts in turn."""
        return f"http://{self.hosts[number % len(self.hosts)]}:{self.port}/l/{number}/"

    @property
    def etag(self) -> str:
        """Of every list, as it is now."""
        return f'"v{self.version.value}"'

    def forget(self) -> None:
        for counter in (self.asked, self.unchanged, self.first_at, self.last_at):
            counter.value = 0

    @property
    def seconds(self) -> float:
        """From the first to the last request."""
        return float(self.last_at.value - self.first_at.value)


class _Connection(asyncio.Protocol):
    """One request after the other, as a client that waits for its answer sends them."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._heard = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._heard.endswith(b"\r\n\r\n"):
            return
        answer, self._heard = _answer(self._sites, self._heard), b""
        if wait := self._sites.wait.value:
            asyncio.get_running_loop().call_later(wait, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _answer(sites: Sites, request: bytes) -> bytes:
    path = request.split(b" ", 2)[1]
    if path == b"/robots.txt":
        return _reply(b"200 OK", _ROBOTS, b"text/plain")
    if not path.startswith(b"/l/"):
        return _reply(b"404 Not Found", b"<html><title>404</title><body>404</body></html>", b"text/html")
    _count(sites)
    version, etag = sites.version.value, sites.etag.encode()
    if sites.validates.value and b"if-none-match: " + etag in request.lower():
        sites.unchanged.value += 1
        return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % etag
    number = int(path[3:].strip(b"/"))
    if sites.drawn.value:
        body = drawn_page(number, version)
    else:
        body = list_page(number, version, sites.visits.value if sites.counts.value else None)
    validator = b"ETag: %b\r\n" % etag if sites.validates.value else b""
    return _reply(b"200 OK", body, b"text/html; charset=utf-8", validator)


def _count(sites: Sites) -> None:
    """Only this process writes while a side is at work, so no lock is taken."""
    now = time.time()
    sites.asked.value += 1
    sites.visits.value += 1
    sites.first_at.value = sites.first_at.value or now
    sites.last_at.value = now


def _reply(status: bytes, body: bytes, media_type: bytes, more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (status, media_type, len(body), more)
    return head + body


def _listening(addresses: tuple[str, ...]) -> list[socket.socket]:
    """A socket for each address, all at one port that is free on every one of them."""
    probe = socket.socket()
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    return [socket.create_server((address, port), backlog=256) for address in addresses]


async def _serve(sockets: list[socket.socket], connection: Callable[[], asyncio.Protocol]) -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(connection, sock=sock) for sock in sockets]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def _run(sockets: list[socket.socket], sites: Sites) -> None:
    asyncio.run(_serve(sockets, partial(_Connection, sites)))


@contextmanager
def serve(hosts: int, **more: Any) -> Iterator[Sites]:
    """That many sites until the block ends; keywords are their first manners, e.g. validates=True."""
    addresses = tuple(f"127.{1 + n // 62500}.{n // 250 % 250}.{n % 250 + 1}" for n in range(hosts))
    sockets = _listening(addresses)
    shared = {name: _FORK.Value("l", 0, lock=False) for name in _NUMBERS} | {
        name: _FORK.Value("d", 0.0, lock=False) for name in _SECONDS
    }
    sites = Sites(addresses, sockets[0].getsockname()[1], **cast(Any, shared))
    for name, value in more.items():
        getattr(sites, name).value = value
    server = _FORK.Process(target=_run, args=(sockets, sites), daemon=True)
    server.start()
    for taken in sockets:
        taken.close()
    try:
        yield sites
    finally:
        server.terminate()
        server.join()
