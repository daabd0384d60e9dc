"""A server that says whatever bytes it is told to, over plain TCP or TLS, on an address of its own."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

BAD = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Line:
    """One connection as a fault sees it: the request's head has been read."""

    socket: socket.socket
    head: bytes
    secure: bool
    number: int  # of requests for a page so far, this one too

    @property
    def path(self) -> str:
        return self.head.split(b" ")[1].decode() if b" " in self.head else ""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def page(self, body: bytes, *headers: str, status: str = "200 OK") -> None:
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers)
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def reset(self) -> None:
        """Ends the connection with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Fault = Callable[[Line], None]


@dataclass
class Server:
    """`hello` False: nothing is read before the fault has its say. `tls`: None speaks plain HTTP alone."""

    host: str
    fault: Fault
    tls: ssl.SSLContext | None = None
    both: bool = False  # plain HTTP too, told apart by the first byte
    hello: bool = True
    pages: int = 0
    port: int = 0
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(10)
        with contextlib.suppress(OSError, ssl.SSLError), line:
            if not self.hello:
                self.fault(Line(line, b"", False, 0))
                return
            secure = self.tls is not None and (not self.both or line.recv(1, socket.MSG_PEEK) == b"\x16")
            if secure and self.tls:
                line = self.tls.wrap_socket(line, server_side=True)
            with line:
                self._answer(line, secure)

    def _answer(self, line: socket.socket, secure: bool) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (more := line.recv(65536)):
            head += more
            if head.startswith(b"\x16"):  # somebody's TLS hello, which we do not speak
                line.sendall(BAD)
                return
        self.heads.append(head)
        if b" /robots.txt " in head:
            line.sendall(NOTHING)
        elif head:
            self.pages += 1
            self.fault(Line(line, head, secure, self.pages))


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    with socket.create_server((server.host, 0), family=family, backlog=32) as listener:
        server.port = listener.getsockname()[1]
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        yield server
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def drip(line: Line, head: bytes, drop: bytes, pause: float = 0.05) -> None:
    """Bytes as slowly as can be, for ten seconds."""
    line.send(head)
    for _ in range(int(10 / pause)):
        line.send(drop)
        time.sleep(pause)


def flood(line: Line, head: bytes, wave: bytes) -> None:
    """Bytes as fast as can be, until nobody takes them, for ten seconds at most."""
    line.send(head)
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        line.send(wave)
