"""A webhook and a mail server that refuse some messages at random, and a killer of whoever sends them."""

import os
import random
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """Both receivers: `heard` counts how often each channel of an office took each key; a share of messages is refused.

    `strike` is called with each message that was taken, before it is answered.
    """

    failing: float
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: int = 0
    refused: int = 0
    victim: int | None = None  # a descriptor of the process: its number may be another's by the time of the strike
    strikes_after: int = 0
    strikes: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(6))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def takes(self, channel: str, body: str) -> bool:
        with self.lock:
            if self.chance.random() < self.failing:
                self.refused += 1
                return False
            self.messages += 1
            self.heard.update((channel, line[1:]) for line in body.splitlines() if line.startswith("#"))
            self._strike()
            return True

    def lie_in_wait(self, pid: int, *, most: int) -> None:
        """Strikes at the process after some messages, `most` at the most."""
        with self.lock:
            self.victim, self.strikes_after = os.pidfd_open(pid), self.chance.randint(1, max(1, most))

    def give_up(self) -> None:
        with self.lock:
            if self.victim is not None:
                os.close(self.victim)
            self.victim = None

    def _strike(self) -> None:
        """Every other time at once, while the sender waits for its answer; else a moment later."""
        self.strikes_after -= 1
        if self.victim is None or self.strikes_after > 0:
            return
        victim, self.victim = self.victim, None
        self.strikes += 1
        if self.strikes % 2:
            _kill(victim)
        else:
            threading.Timer(self.chance.random() * 0.05, _kill, [victim]).start()


def _kill(victim: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(victim, signal.SIGKILL)
    os.close(victim)


@contextmanager
def listening(post: Post) -> Iterator[tuple[Post, int, int]]:
    """A webhook and a mail server on free ports."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), _webhook(post))
    web.daemon_threads = True
    threading.Thread(target=web.serve_forever, args=(0.05,), daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    mail = Controller(_Mail(post), hostname="127.0.0.1", port=port)
    mail.start()
    try:
        yield post, web.server_port, port
    finally:
        mail.stop()
        web.shutdown()
        web.server_close()


def _webhook(post: Post) -> type[BaseHTTPRequestHandler]:
    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = loads(self.rfile.read(int(self.headers["Content-Length"])))["message"]
            self.send_response(200 if post.takes(f"web{self.path.rstrip('/')}", body) else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # the other side was killed
                super().handle()

    return Webhook


class _Mail:
    def __init__(self, post: Post) -> None:
        self._post = post

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        mail = message_from_bytes(envelope.content)
        text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
        payload = text.get_payload(decode=True)
        body = payload.decode() if isinstance(payload, bytes) else ""
        return "250 OK" if self._post.takes(f"mail/{name}", body) else "451 try again later"
