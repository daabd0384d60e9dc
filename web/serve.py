"""Listening and serving: what goes wrong at the start is one Chinese line."""

import errno
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from core.problems import UserProblem, os_words

_WAITING = 1024  # connections that nobody has taken yet
_END_SECONDS = 3  # that answers under way may take when the server is asked to end


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; port 0: a free one. Raises UserProblem."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise UserProblem(f"--host 的值 {host} 不是地址，也解析不了") from None
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_WAITING)
    except OSError as error:
        listener.close()
        raise _unbound(error, host, port) from None
    return listener


def _unbound(error: OSError, host: str, port: int) -> UserProblem:
    match error.errno:
        case errno.EADDRINUSE:
            problem = UserProblem(f"{host} 的端口 {port} 已被占用：可能已经启动过，否则请用 --port 换一个")
            problem.exit_code = 1
            return problem
        case errno.EADDRNOTAVAIL:
            return UserProblem(f"--host 的值 {host} 不是这台电脑的地址")
        case errno.EACCES:
            return UserProblem(f"没有权限使用端口 {port}：1024 以下的端口要管理员权限，请用 --port 换一个")
    return UserProblem(f"不能监听 {host} 的端口 {port}：{os_words(error)}")


def certificate(cert: Path, key: Path) -> ssl.SSLContext:
    """What we encrypt with ourselves. Raises UserProblem."""
    for path in (cert, key):
        try:
            path.read_bytes()
        except OSError as error:
            raise UserProblem(f"{path}：{os_words(error)}") from None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key, password=lambda: "")  # never asks for one on the terminal
    except (ssl.SSLError, ValueError):
        raise UserProblem(f"证书 {cert} 与私钥 {key} 用不了：应为 PEM 格式，互相配对，私钥不设口令") from None
    return context


@contextmanager
def until_asked() -> Iterator[None]:
    """Ctrl-C and SIGTERM end what goes on inside, as what they are: no fault."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Fair(uvicorn.Server):
    """Takes one connection at a time, so that other processes at the same listener get their share of them.

    asyncio takes as many at once as its `backlog` says, and tells the system to let no more than these wait.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(_WAITING)


def serve(app: FastAPI, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
    """Raises KeyboardInterrupt when it is asked to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the guard knows whose word is taken
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=_END_SECONDS,
        backlog=1,  # see `_Fair`
        ssl_context_factory=(lambda _, __: tls) if tls else None,
    )
    with listener:
        _Fair(config).run(sockets=[listener])
