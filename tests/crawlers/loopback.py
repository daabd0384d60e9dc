"""A small real web server on a loopback address of its own; it remembers what it was asked, and how many at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

_hosts = count(10)


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; `at` is monotonic."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class Reply:
    """What to answer: after `wait` seconds, and with only `cut` bytes of the promised body where that is set."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    wait: float = 0
    cut: int | None = None


Answers = Callable[[Asked], Reply]


@dataclass
class Site:
    """A site under construction: put replies (or functions of the request) at paths, then look at `asked`."""

    host: str
    port: int
    pages: dict[str, Reply | Answers] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    active: int = 0
    most_active: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def root(self) -> str:
        return f"http://{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return self.root + path

    def put(self, path: str, text: str, **more: Any) -> None:
        self.pages[path] = Reply(text.encode(), **more)

    def put_validated(self, path: str, text: str, etag: str) -> None:
        """A page that answers 304 to whoever has this version."""
        headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", etag))

        def answer(asked: Asked) -> Reply:
            if asked.headers.get("if-none-match") == etag:
                return Reply(status=304, headers=(("ETag", etag),))
            return Reply(text.encode(), headers=headers)

        self.pages[path] = answer

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def forget(self) -> None:
        self.asked.clear()

    def answer(self, asked: Asked) -> Reply:
        page = self.pages.get(asked.path)
        if page is None:
            return Reply(b"<html><title>404</title><body>nothing here</body></html>", 404)
        return page if isinstance(page, Reply) else page(asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def _serve(self) -> None:
        site = self.site
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, body, time.monotonic())
        with site.lock:
            site.asked.append(asked)
            site.active += 1
            site.most_active = max(site.most_active, site.active)
        try:
            self._reply(site.answer(asked))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with site.lock:
                site.active -= 1

    def _reply(self, reply: Reply) -> None:
        if reply.wait:
            time.sleep(reply.wait)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])
        self.wfile.flush()
        if reply.cut is not None:
            self.close_connection = True

    do_GET = do_POST = do_HEAD = _serve  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serve(host: str | None = None) -> Iterator[Site]:
    """A site on its own 127.0.0.x (or `host`) and a free port, until the block ends."""
    address = host or f"127.0.0.{next(_hosts) % 200 + 10}"
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer((address, 0), handler)
    server.daemon_threads = True
    site = Site(address, server.server_address[1])
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
