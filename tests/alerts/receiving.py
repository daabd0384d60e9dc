"""Real servers on loopback that take messages: a webhook, a mail server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class Receiver(ThreadingHTTPServer):
    """Notes every request; answers with `status` and `answer` after `delay` seconds."""

    status = 200
    delay = 0.0
    location = ""
    answer = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, str, bytes]] = []
        self.let_go = threading.Event()

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.received.append((self.command, self.path, body))
        self.server.let_go.wait(self.server.delay)
        self.send_response(self.server.status if self.path != "/elsewhere" else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_GET = do_POST  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """The tests' own noise."""


def parts(mail: Mail) -> tuple[str, str | None, bytes]:
    """The text of a mail with one file, and the file's name and bytes."""
    text, file = (part for part in mail.walk() if not part.is_multipart())
    said, held = text.get_payload(decode=True), file.get_payload(decode=True)
    assert text.get_content_type() == "text/plain"
    assert isinstance(said, bytes)
    assert isinstance(held, bytes)
    return said.decode().replace("\r\n", "\n").rstrip("\n"), file.get_filename(), held


class MailBox:
    def __init__(self, refuse: str | None = None) -> None:
        self.mails: list[Mail] = []
        self.refuse = refuse

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.refuse:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def mail_server(box: MailBox) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]  # the controller cannot choose one by itself
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
