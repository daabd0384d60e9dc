"""TLS to sites of every age: a modern handshake first, an old one only where that fails, and what it was is told.

One handshake both asks and answers whether the certificate holds: the chain and the name are checked, and a check that
fails is noted instead of breaking off. What is read on such sites is public, and refusing it would leave their units
unverified for good; but nobody shall take it for more than it is.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import certifi
from OpenSSL.crypto import X509
from OpenSSL.SSL import (
    OP_ALL,
    OP_IGNORE_UNEXPECTED_EOF,
    TLS1_2_VERSION,
    TLS1_VERSION,
    TLS_CLIENT_METHOD,
    VERIFY_PEER,
    Connection,
    Context,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.web.client import BrowserLikePolicyForHTTPS

from core.networks import literal_address

VERIFIED = "verified"
UNVERIFIED = "unverified"
LEGACY = "legacy"

_OP_LEGACY_SERVER_CONNECT = 0x4
_OP_UNSAFE_LEGACY_RENEGOTIATION = 0x40000
# What old sites need: protocols before 1.2, small keys, SHA-1, static RSA; some certificate there must be.
_OLD_CIPHERS = b"ALL:!aNULL:!eNULL:@SECLEVEL=0"


class TlsFailedError(Exception):
    """Neither a modern nor an old handshake came about; it is not tried again tonight for this address."""


@cache
def modern() -> Context:
    """The system's roots, and Mozilla's where the system has none."""
    context = Context(TLS_CLIENT_METHOD)
    context.set_min_proto_version(TLS1_2_VERSION)
    context.set_default_verify_paths()
    context.load_verify_locations(certifi.where())
    return _as_sites_are(context)


@cache
def permissive() -> Context:
    """For sites that no modern handshake reaches: TLS 1.0 to 1.2 with whatever cipher, key and renegotiation."""
    context = Context(TLS_CLIENT_METHOD)
    context.set_min_proto_version(TLS1_VERSION)
    context.set_max_proto_version(TLS1_2_VERSION)
    context.set_cipher_list(_OLD_CIPHERS)
    context.set_options(_OP_LEGACY_SERVER_CONNECT | _OP_UNSAFE_LEGACY_RENEGOTIATION)
    return _as_sites_are(context)


def _as_sites_are(context: Context) -> Context:
    """Many end a connection without saying so; where a length was promised, that still shows."""
    context.set_options(OP_ALL | OP_IGNORE_UNEXPECTED_EOF)
    return context


class Policy(BrowserLikePolicyForHTTPS):
    """How connections are made from one context. `seen` tells of each (host, port) how its last handshake went:
    None while it has shown no certificate.
    """

    def __init__(self, context: Callable[[], Context], word: str | None = None) -> None:
        self._context = context
        self._word = word
        self.seen: dict[tuple[str, int], str | None] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  (Twisted's)
        host = hostname.decode("ascii").strip("[]")

        def note(verified: bool | None) -> None:
            found = VERIFIED if verified else UNVERIFIED
            self.seen[host, port] = None if verified is None else self._word or found

        return _Creator(host, self._context(), note)


class _Creator(ClientTLSOptions):
    """One connection. `note` is told None when it begins, then whether its certificate holds."""

    def __init__(self, host: str, context: Context, note: Callable[[bool | None], None]) -> None:
        self._host = host
        self._context = context
        self._note = note
        self._sound = True

    def clientConnectionForTLS(self, protocol: Any) -> Connection:  # noqa: N802  (Twisted's)
        connection = Connection(self._context, None)
        if literal_address(self._host) is None:
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        connection.set_verify(VERIFY_PEER, self._judge)
        self._note(None)
        return connection

    def _judge(self, _: Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        """Called for each certificate of the chain, the site's own (depth 0) last; may not raise."""
        self._sound = self._sound and bool(ok)
        if depth == 0:
            self._note(self._sound and _is_for(certificate, self._host))
        return True


def _is_for(certificate: X509, host: str) -> bool:
    try:
        wanted: ServiceID = DNS_ID(host) if literal_address(host) is None else IPAddress_ID(host)
        verify_service_identity(extract_patterns(certificate), [wanted], [])
    except (VerificationError, CertificateError, ValueError):
        return False
    return True
