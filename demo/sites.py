"""The town as servers on loopback: one address and port a site, one letter box, all drawn by the day that is set."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo import frontdesk
from demo.cast import TownSite
from demo.inbox import Letter, read_letter
from demo.platforms import column_path_of
from demo.script import TOWN
from demo.view import Answer, Asked, View

_INBOX_PORT = 18100
_START_SECONDS = 10.0


class Town:
    """The simulated sites on `day`, which may be set anew at any time; what they show depends on it alone.

    `requests` counts visits by (site id, kind of `demo.view.Answer`); an answer 304 is a visit too. `inbox` holds the
    letters in the order in which they came. Addresses are known while served.
    """

    def __init__(self, *, day: datetime) -> None:
        self.day = day
        self.requests: Counter[tuple[str, str]] = Counter()
        self.inbox: list[Letter] = []
        self._bases: dict[str, str] = {}
        self._letter_box = ""

    def base_url(self, site_id: str) -> str:
        """`http://HOST:PORT` of a site, without a slash at the end."""
        return self._bases[site_id]

    def column_url(self, column_id: str) -> str:
        site = TOWN.site_of(column_id)
        return self.base_url(site.id) + column_path_of(site.platform)(TOWN.columns[column_id])

    def receiver_url(self, path: str) -> str:
        """The Apprise URL that leads to the inbox: `receiver_url("office/yunxi")`, `receiver_url("operator")`."""
        return f"json://{self._letter_box}/{path}"

    def view(self, site_id: str) -> View:
        return View(TOWN.sites[site_id], self._bases[site_id], self.day)

    def answer(self, site_id: str, asked: Asked) -> Answer:
        """What the site answers today, counted."""
        answer = frontdesk.answer(self.view(site_id), asked)
        self.requests[site_id, answer.kind] += 1
        return answer

    def receive(self, path: str, payload: bytes) -> bool:
        """Puts a message into the inbox; False for what is not one."""
        letter = read_letter(path, payload, self.day)
        if letter is not None:
            self.inbox.append(letter)
        return letter is not None

    @contextmanager
    def serve(self) -> Iterator["Town"]:
        """Serves all sites and the letter box on free loopback ports until the block ends."""
        with ExitStack() as stack:
            by_port: dict[tuple[str, int], str] = {}
            sockets = []
            for site in TOWN.sites.values():
                listener = stack.enter_context(_listen(site.address, site.port))
                by_port[_name(listener)] = site.id
                self._bases[site.id] = "http://{}:{}".format(*_name(listener))
                sockets.append(listener)
            letters = stack.enter_context(_listen("127.0.0.1", _INBOX_PORT))
            self._letter_box = "{}:{}".format(*_name(letters))
            stack.enter_context(_running(_app(self, by_port), [*sockets, letters]))
            yield self


def _name(listener: socket.socket) -> tuple[str, int]:
    host, port = listener.getsockname()
    return str(host), int(port)


def _listen(address: str, port: int) -> socket.socket:
    """A listening socket: the wished address and port, else any port there, else any port of 127.0.0.1.

    A town that can keep its addresses finds its own posts again in the database of an earlier rehearsal.
    """
    for place in ((address, port), (address, 0)):
        try:
            return socket.create_server(place, backlog=128)
        except OSError:
            continue
    return socket.create_server(("127.0.0.1", 0), backlog=128)


@contextmanager
def _running(app: Starlette, sockets: list[socket.socket]) -> Iterator[None]:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, date_header=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=(sockets,), name="demo-town", daemon=True)
    thread.start()
    try:
        _wait_for(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("演示站点未能启动")
        time.sleep(0.005)


def _app(town: Town, by_port: dict[tuple[str, int], str]) -> Starlette:
    async def visit(request: Request) -> Response:
        host, port = request.scope["server"]
        body = await request.body()
        site_id = by_port.get((host, port))
        if site_id is None:
            return Response(status_code=200 if town.receive(request.url.path, body) else 400)
        return _respond(request, TOWN.sites[site_id], town.answer(site_id, _asked(request, body)))

    return Starlette(routes=[Route("/{path:path}", visit, methods=["GET", "POST"])])


def _asked(request: Request, body: bytes) -> Asked:
    headers = dict(request.headers)
    said = _members(body) if "json" in headers.get("content-type", "") else parse_qsl(body.decode("utf-8", "replace"))
    return Asked(request.url.path, dict([*parse_qsl(request.url.query), *said]), headers, request.method)


def _members(body: bytes) -> list[tuple[str, str]]:
    """The top level of a JSON object as text; nothing for what is not one."""
    try:
        data = json.loads(body)
    except ValueError:
        return []
    return [(name, str(value)) for name, value in data.items()] if isinstance(data, dict) else []


def _validators(site: TownSite, answer: Answer) -> dict[str, str]:
    """The validators that this site sends with sound pages."""
    headers = {}
    if site.etag and answer.status == 200:
        headers["ETag"] = f'"{sha256(answer.body).hexdigest()[:20]}"'
    if site.last_modified and answer.changed_at:
        headers["Last-Modified"] = format_datetime(answer.changed_at.astimezone(UTC), usegmt=True)
    return headers


def _unchanged(request: Request, headers: dict[str, str]) -> bool:
    """Whether the visitor's copy is still good: the tag decides where one is sent, the date else."""
    tag, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if tag is not None:
        return "ETag" in headers and tag == headers["ETag"]
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(headers["Last-Modified"])
    except ValueError:
        return False


def _respond(request: Request, site: TownSite, answer: Answer) -> Response:
    headers = _validators(site, answer) if answer.kind != "trouble" else {}
    if headers and _unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    moved = {"Location": answer.location} if answer.location else {}
    return Response(answer.body, answer.status, {**headers, **moved, "Content-Type": answer.media_type})
