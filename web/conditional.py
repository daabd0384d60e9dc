"""HEAD wherever GET is, and answers for programs that need not be sent again: ETag, If-None-Match, 304."""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOR_PROGRAMS = ("/api/", "/feeds/")
_OF_THE_BODY = (b"content-length", b"content-type", b"content-encoding")


class Conditional:
    """Stands around the application. What is for programs is held until it is whole: it is small."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        if scope["path"].startswith(_FOR_PROGRAMS):
            await self._whole(scope, receive, send, head=head)
        elif head:
            await self._app({**scope, "method": "GET"}, receive, _bodiless(send))
        else:
            await self._app(scope, receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send, *, head: bool) -> None:
        parts: list[Message] = []

        async def hold(message: Message) -> None:
            parts.append(message)

        await self._app({**scope, "method": "GET"}, receive, hold)
        start, *rest = parts
        if start["status"] == 200:
            body = b"".join(part.get("body", b"") for part in rest)
            headers = MutableHeaders(raw=start["headers"])
            headers["etag"] = f'W/"{sha256(body).hexdigest()[:32]}"'  # weak: it may be packed on its way
            headers.setdefault("cache-control", "private, no-cache")
            headers.add_vary_header("Authorization, Cookie")
            if _has(Headers(scope=scope).get("if-none-match"), headers["etag"]):
                kept = [pair for pair in headers.raw if pair[0].lower() not in _OF_THE_BODY]
                await send({**start, "status": 304, "headers": kept})
                await send({"type": "http.response.body", "body": b""})
                return
        outgoing = _bodiless(send) if head else send
        for part in parts:
            await outgoing(part)


def _has(asked: str | None, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks for."""
    if asked is None:
        return False
    tags = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return asked.strip() == "*" or etag.removeprefix("W/") in tags


def _bodiless(send: Send) -> Send:
    """The same answer without its body; what it says of the body stands."""

    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b""}
        await send(message)

    return bare
