"""http and https of one site: where it serves only one of them, the other way is tried once, and remembered.

An https that works is never left for http: the other way is tried only where a host, this night, has answered nothing
but refusals over the first. The page keeps the address that was asked for; its final address tells the way taken.
"""

from urllib.parse import urlsplit, urlunsplit

from scrapy.exceptions import DownloadConnectionRefusedError
from scrapy.http import Response
from twisted.web._newclient import ResponseNeverReceived

from crawlers.manners import Conduct
from crawlers.outcomes import causes
from crawlers.tls import TlsFailedError

_OTHER = {"http": "https", "https": "http"}
_PORTS = {"http": 80, "https": 443}
_REFUSED = (400, 403)  # 400: what a server says of http where it speaks TLS
_TRIES = 2  # a run: the first address that is tried the other way may itself be gone


def in_working_scheme(url: str, conduct: Conduct) -> str:
    """The address as the host is known to answer it."""
    return _in_scheme(url, conduct.scheme) if conduct.scheme else url


def other_way(url: str, came: Response | Exception, conduct: Conduct) -> str | None:
    """The address in the other scheme, where `came` is a refusal of the whole site as far as is known."""
    scheme = urlsplit(url).scheme
    if not _refuses(came, scheme):
        if isinstance(came, Response):
            conduct.answering.add(scheme)
        return None
    if scheme in conduct.answering or conduct.crossings >= _TRIES:
        return None
    conduct.crossings += 1
    return _in_scheme(url, _OTHER[scheme])


def learn(url: str, conduct: Conduct) -> None:
    """The address answered where the other scheme did not."""
    conduct.scheme = urlsplit(url).scheme
    conduct.answering.add(conduct.scheme)


def _refuses(came: Response | Exception, scheme: str) -> bool:
    """A server of the other scheme may hang up on us; over https that is told as a handshake that failed."""
    if isinstance(came, Response):
        return came.status in _REFUSED
    kinds = (DownloadConnectionRefusedError, TlsFailedError if scheme == "https" else ResponseNeverReceived)
    return any(isinstance(cause, kinds) for cause in causes(came))


def _in_scheme(url: str, scheme: str) -> str:
    """On the scheme's usual port, but for an address that names another one."""
    parts = urlsplit(url)
    host = parts.netloc
    if parts.port == _PORTS[parts.scheme]:
        host = host.rpartition(":")[0]
    return urlunsplit(parts._replace(scheme=scheme, netloc=host))
