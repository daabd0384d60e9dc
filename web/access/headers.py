"""The lines that every answer carries."""

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 365 * 24 * 3600


def add_to(headers: MutableHeaders, scope: Scope) -> None:
    """A route may have set a policy and a caching of its own; the rest is not for it to say."""
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("Cache-Control", _caching(scope))


def _caching(scope: Scope) -> str:
    """Our own files change their address with their content; everything else is somebody's."""
    if not scope["path"].startswith("/static/"):
        return "no-store"
    return f"public, max-age={_YEAR}, immutable" if b"v=" in scope["query_string"] else "no-cache"
