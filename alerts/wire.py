"""What a sending does on the wire: where it may connect to, and what it was answered.

Apprise connects wherever an address leads, and takes HTTP 200 for success, which 企业微信, 钉钉 and 飞书 answer to what
they refuse as well. Both are watched from here, for the thread that sends and as long as it does, whatever the service.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests

from core.networks import is_private, literal_address

_ANSWER_KEPT = 4096  # bytes
_LINK_LOCAL = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"))


class RefusedError(OSError):
    """Raised in place of a connection."""


@dataclass(slots=True)
class Wire:
    """One sending. `refused`: it was kept from connecting. `answers`: the bodies of HTTP answers, their beginning."""

    allow_private: bool = False
    refused: bool = False
    answers: list[bytes] = field(default_factory=list)
    asked: str = ""


class _Sending(threading.local):
    wire: Wire | None = None


_sending = _Sending()


@contextmanager
def watched(*, allow_private: bool) -> Iterator[Wire]:
    _sending.wire = Wire(allow_private)
    try:
        yield _sending.wire
    finally:
        _sending.wire = None


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook is what sees every connection, of every library, with the very address that is connected to."""
    if not event.startswith("socket.") or (wire := _sending.wire) is None:
        return
    if event == "socket.getaddrinfo":
        wire.asked = args[0].decode(errors="replace") if isinstance(args[0], bytes) else args[0] or ""
    elif event == "socket.connect" and isinstance(args[1], tuple) and not _may_connect(wire, str(args[1][0])):
        wire.refused = True
        raise RefusedError("address refused")


def _may_connect(wire: Wire, to: str) -> bool:
    """A literal address, or this machine's own name, is the operator's own word; other names lead to public addresses.

    A proxy is set up by the operator as well; where it leads to is its own affair.
    """
    address = literal_address(to.partition("%")[0])
    carried = getattr(address, "ipv4_mapped", None) or address
    if address is None or any(carried in network for network in _LINK_LOCAL):
        return False
    asked = wire.asked.lower()
    own = asked == "localhost" or literal_address(asked) is not None or asked in _proxies()
    return own or wire.allow_private or not is_private(address)


def _proxies() -> set[str]:
    return {urlsplit(url if "://" in url else f"http://{url}").hostname or "" for url in getproxies().values()}


_send = requests.Session.send


def _listen(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
    response = _send(self, request, **options)
    if _sending.wire is not None:
        _sending.wire.answers.append(response.content[:_ANSWER_KEPT])
    return response


requests.Session.send = _listen  # type: ignore[method-assign]
sys.addaudithook(_watch)
