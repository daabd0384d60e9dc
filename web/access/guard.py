"""What stands around every answer: who may be asked by which name, how much may be sent, which lines go out."""

import logging
from typing import Any, cast
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from core.problems import UserProblem
from web.access import headers as lines
from web.access.door import PEER, SAFE, Door
from web.problems import answer

BODY_LIMIT = 1024 * 1024  # bytes: nothing but forms is sent to us
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKED = ("application/pdf", f"{_OFFICE}spreadsheetml.sheet", f"{_OFFICE}wordprocessingml.document")

logger = logging.getLogger(__name__)


def put_around(app: FastAPI, door: Door) -> None:
    """Adds what guards all pages alike."""
    packed = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *_PACKED)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=packed)
    app.add_middleware(Guard, door=door)


class Guard:
    """Refuses what must not reach a page, and answers for one that broke."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.door = door
        trusted = [str(network) for network in door.proxies]
        # uvicorn and starlette name the same three arguments by types of their own
        self.app = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, app), trusted_hosts=trusted)) if trusted else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[PEER] = scope["client"][0] if scope.get("client") else None
        guarded = _Sending(scope, send)
        problem = self._objection(scope)
        if problem is not None:
            await answer(Request(scope), *problem)(scope, receive, guarded)
            return
        try:
            await self.app(scope, _limited(receive), guarded)
        except Exception as error:
            if guarded.started:
                logger.exception("%s %s broke off", scope["method"], scope["path"])
                raise
            await answer(Request(scope), error, None)(scope, receive, guarded)

    def _objection(self, scope: Scope) -> tuple[Exception, int] | None:
        """Why the request goes no further, and the status of the answer."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self.door.knows(host):
            words = "访问所用的主机名不在许可之列；如果是本系统的正式名称，请运维人员写入 FAZHIWATCH_WEB_HOSTS"
            return UserProblem(words), 400
        if scope["method"] not in SAFE and not _from_here(headers, host):
            return UserProblem("请求不是从本系统的页面发出的，没有执行"), 403
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            return HTTPException(413), 413
        return None


class _Sending:
    """Puts our lines on the answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            lines.add_to(MutableHeaders(scope=message), self.scope)
        await self.send(message)


def _from_here(headers: Headers, host: str) -> bool:
    """Whether a browser says that a page of ours sent it. Programs say nothing: they have to know a form's token."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.strip().lower()


def _limited(receive: Receive) -> Receive:
    """The same body, broken off with 413 where it is longer than it may be."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise HTTPException(413)
        return message

    return limited
