"""What a network can do to us, all in one shard: each fault has a host of its own, costs its column, and is named."""

import gzip
import os
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from warcio.archiveiterator import ArchiveIterator

from core.crawl import HostManner, HostStats
from core.pages import Outcome
from tests.crawlers.authority import Authority
from tests.crawlers.faults import Fault, Line, Server, drip, flood, serving
from tests.crawlers.shards import Told, column, list_page, report_title, shard

MAX_BYTES = 1_000_000
TIMEOUT = 1.0
GOOD = list_page([("./202503/t20250301_1.html", report_title(0))]).encode()
HTML = "Content-Type: text/html; charset=utf-8"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
BARE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
ZEROS = bytes(100 * MAX_BYTES)
PACKED = {
    "gzip": gzip.compress(ZEROS, 1),
    "deflate": zlib.compress(ZEROS, 1),
    "br": brotli.compress(ZEROS, quality=1),
}


def good(line: Line) -> None:
    line.page(GOOD, HTML)


def packed(kind: str) -> Fault:
    return lambda line: line.page(PACKED[kind], HTML, f"Content-Encoding: {kind}")


def cookie_gate(line: Line) -> None:
    if b"seen=1" in line.head:
        good(line)
    else:
        line.page(b"", f"Location: {line.path}", "Set-Cookie: seen=1; path=/", status="302 Found")


def further(line: Line) -> None:
    step = int(line.path.rpartition("-")[2]) if "-" in line.path else 0
    good(line) if step == 30 else line.page(b"", f"Location: /step-{step + 1}", status="302 Found")


def to_and_fro(line: Line) -> None:
    host = line.head.partition(b"Host: ")[2].partition(b"\r\n")[0].decode()
    line.page(b"", f"Location: {'http' if line.secure else 'https'}://{host}/fzbg/", status="301 Moved")


def reset_in_the_middle(line: Line) -> None:
    line.send(BARE.replace(b"\r\n\r\n", b"\r\nContent-Length: 5000\r\n\r\n") + GOOD[:200])
    time.sleep(0.05)
    line.reset()


def http_only(line: Line) -> None:
    line.page(b"forbidden", status="403 Forbidden") if line.secure else good(line)


def folded(line: Line) -> None:
    line.send(
        b"HTTP/1.1 200 OK\r\nServer: \xff\xfe\xb7\xa8\r\nX-Folded: one\r\n two\r\nno colon here\r\nX-Empty:\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(GOOD) + GOOD
    )


def silent(_: Line) -> None:
    time.sleep(4 * TIMEOUT)


# name: (outcome, what the server does)
PLAIN: dict[str, tuple[Outcome, Fault]] = {
    "sound": (Outcome.OK, good),
    "undeclared-gzip": (Outcome.OK, lambda line: line.page(gzip.compress(GOOD), HTML)),
    "cookie-gate": (Outcome.OK, cookie_gate),
    "folded-headers": (Outcome.OK, folded),
    "huge-page": (Outcome.OK, lambda line: line.page(GOOD + b"<!-- " + b"x" * 900_000 + b" -->", HTML)),
    "wrong-type": (Outcome.OK, lambda line: line.page(GOOD, "Content-Type: application/octet-stream")),
    "no-length": (Outcome.OK, lambda line: line.send(BARE + GOOD)),
    "thirty-steps": (Outcome.HTTP_ERROR, further),
    "unasked-304": (Outcome.HTTP_ERROR, lambda line: line.page(b"", status="304 Not Modified")),
    "silent": (Outcome.TIMEOUT, silent),
    "drip-headers": (Outcome.TIMEOUT, lambda line: drip(line, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")),
    "drip-body": (Outcome.TIMEOUT, lambda line: drip(line, BARE, b"<p>")),
    "endless-body": (Outcome.TOO_LARGE, lambda line: flood(line, BARE, GOOD * 50)),
    "endless-chunks": (Outcome.TOO_LARGE, lambda line: flood(line, CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n")),
    "ten-gigabytes": (
        Outcome.TOO_LARGE,
        lambda line: flood(line, BARE[:-2] + b"Content-Length: 10000000000\r\n\r\n", b"x" * 65536),
    ),
    "gzip-bomb": (Outcome.TOO_LARGE, packed("gzip")),
    "deflate-bomb": (Outcome.TOO_LARGE, packed("deflate")),
    "br-bomb": (Outcome.TOO_LARGE, packed("br")),
    "undeclared-bomb": (Outcome.TOO_LARGE, lambda line: line.page(PACKED["gzip"], HTML)),
    "double-bomb": (
        Outcome.TOO_LARGE,
        lambda line: line.page(gzip.compress(PACKED["gzip"]), HTML, "Content-Encoding: gzip, gzip"),
    ),
    "cut-gzip": (Outcome.CONNECTION, lambda line: line.page(gzip.compress(GOOD)[:200], HTML)),
    "endless-headers": (Outcome.CONNECTION, lambda line: flood(line, b"HTTP/1.1 200 OK\r\n", b"X-Y: zzz\r\n" * 2000)),
    "endless-header": (Outcome.CONNECTION, lambda line: flood(line, b"HTTP/1.1 200 OK\r\nX: ", b"z" * 30_000)),
    "endless-continue": (Outcome.CONNECTION, lambda line: flood(line, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999)),
    "reset": (Outcome.CONNECTION, reset_in_the_middle),
    "cut-chunks": (Outcome.CONNECTION, lambda line: line.send(CHUNKED + b"100\r\n" + GOOD[:90])),
    "bad-chunks": (Outcome.CONNECTION, lambda line: line.send(CHUNKED + b"wxyz\r\n" + GOOD)),
    "two-lengths": (Outcome.CONNECTION, lambda line: line.page(GOOD, HTML, "Content-Length: 7")),
    "http-0.9": (Outcome.CONNECTION, lambda line: line.send(GOOD)),
    "junk": (Outcome.CONNECTION, lambda line: line.send(bytes(range(256)) * 40)),
    "nothing": (Outcome.CONNECTION, lambda line: None),
}
# name: (outcome, scheme asked for, scheme that answered, how TLS was)
SECURE: dict[str, tuple[Outcome, str, str, str | None]] = {
    "tls-good": (Outcome.OK, "https", "https", "verified"),
    "tls-self-signed": (Outcome.OK, "https", "https", "unverified"),
    "tls-expired": (Outcome.OK, "https", "https", "unverified"),
    "tls-other-name": (Outcome.OK, "https", "https", "unverified"),
    "tls-old": (Outcome.OK, "https", "https", "legacy"),
    "tls-asked-plainly": (Outcome.OK, "http", "https", "verified"),
    "plain-asked-by-tls": (Outcome.OK, "https", "http", None),
    "plain-only-403": (Outcome.OK, "https", "http", "verified"),
    "to-and-fro": (Outcome.HTTP_ERROR, "http", "", "verified"),
    "tls-hangs-up": (Outcome.TLS, "https", "", None),
    "tls-junk": (Outcome.TLS, "https", "", None),
    "tls-silent": (Outcome.TIMEOUT, "https", "", None),
}


def secure_servers(authority: Authority, hosts: Iterator[str]) -> dict[str, Server]:
    """A server for each case of SECURE."""
    at = dict.fromkeys(SECURE, "")
    at = {name: next(hosts) for name in at}
    sign = authority.server
    servers = {
        "tls-good": Server(at["tls-good"], good, sign(at["tls-good"])),
        "tls-self-signed": Server(at["tls-self-signed"], good, sign(at["tls-self-signed"], own=True)),
        "tls-expired": Server(at["tls-expired"], good, sign(at["tls-expired"], expired=True)),
        "tls-other-name": Server(at["tls-other-name"], good, sign("127.9.9.9")),
        "tls-asked-plainly": Server(at["tls-asked-plainly"], good, sign(at["tls-asked-plainly"])),
        "plain-asked-by-tls": Server(at["plain-asked-by-tls"], good),
        "plain-only-403": Server(at["plain-only-403"], http_only, sign(at["plain-only-403"]), both=True),
        "to-and-fro": Server(at["to-and-fro"], to_and_fro, sign(at["to-and-fro"]), both=True),
        "tls-hangs-up": Server(at["tls-hangs-up"], lambda line: None, hello=False),
        "tls-junk": Server(at["tls-junk"], lambda line: line.send(b"SSH-2.0-nothing\r\n" * 9), hello=False),
        "tls-silent": Server(at["tls-silent"], silent, hello=False),
    }
    with suppress(ValueError):  # a Python whose OpenSSL knows no TLS 1.0 any more leaves the case out
        servers["tls-old"] = Server(at["tls-old"], good, sign(at["tls-old"], old=True))
    return servers


class Memory(threading.Thread):
    """The most memory (bytes) that children of this process came to hold, above what they began with."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self._first: dict[str, int] = {}
        self.grown = 0

    def run(self) -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while not self.over.wait(0.02):
            for child in children.read_text().split():
                try:
                    status = Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                lines = dict(line.split(":", 1) for line in status.splitlines())
                if "VmRSS" in lines:
                    first = self._first.setdefault(child, int(lines["VmRSS"].split()[0]))
                    self.grown = max(self.grown, (int(lines["VmHWM"].split()[0]) - first) * 1024)


class Night:
    """One shard over all faults, run once for this module."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        authority = Authority(folder)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SSL_CERT_FILE", str(authority.root))
        hosts = (f"127.0.3.{n}" for n in range(10, 250))
        self.servers = {name: Server(next(hosts), fault) for name, (_, fault) in PLAIN.items()}
        self.servers |= secure_servers(authority, hosts)
        jobs = []
        for name, server in self.servers.items():
            stack.enter_context(serving(server))
            scheme = SECURE[name][1] if name in SECURE else "http"
            jobs.append(column(f"{scheme}://{server.host}:{server.port}/fzbg/", name))
        memory = Memory()
        memory.start()
        began = time.monotonic()
        self.told: Told = shard(folder, jobs, timeout=TIMEOUT, max_bytes=MAX_BYTES, fetch_articles=False)
        self.seconds = time.monotonic() - began
        memory.over.set()
        memory.join()
        self.grown = memory.grown
        (end,) = self.told.ends
        self.hosts: dict[str, HostStats] = {stats.host: stats for stats in end.hosts}
        self.notes = list(_notes(folder / "archive"))

    def note(self, name: str, header: str) -> str | None:
        """What the archive says of a host's latest page."""
        host = f"//{self.servers[name].host}:"
        found = [headers.get(header) for uri, headers in self.notes if host in uri]
        return found[-1] if found else None


def _notes(archive: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for file in sorted(archive.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    headers = dict(record.rec_headers.headers)
                    assert not any(name.startswith("FazhiWatch") for name, _ in record.http_headers.headers)
                    yield headers["WARC-Target-URI"], headers


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with ExitStack() as stack:
        yield Night(tmp_path_factory.mktemp("faults"), stack)


@pytest.mark.parametrize("name", PLAIN)
def test_a_fault_is_named(night: Night, name: str) -> None:
    read = night.told.columns[name]
    assert (read.outcome, read.complete) == (PLAIN[name][0], PLAIN[name][0] is Outcome.OK), read.reason
    assert any("\u4e00" <= character <= "\u9fff" for character in read.reason), read.reason
    assert "Error" not in read.reason


@pytest.mark.parametrize("name", SECURE)
def test_how_a_site_was_reached_is_told(night: Night, name: str) -> None:
    if name not in night.servers:
        pytest.skip("the OpenSSL of this Python serves no TLS 1.0")
    outcome, asked, answered, tls = SECURE[name]
    read = night.told.columns[name]
    assert read.outcome is outcome, read.reason
    manner = night.hosts[night.servers[name].host].manner
    assert manner is not None and manner.tls == tls
    assert manner.scheme == (answered if answered and answered != asked else None)
    if outcome is Outcome.OK:
        (page,) = read.pages
        assert page.capture is not None
        assert page.capture.final_url.startswith(f"{answered}://") and page.ask.url.startswith(f"{asked}://")
        assert night.note(name, "FazhiWatch-TLS") == (tls if answered == "https" else None)


def test_the_archive_tells_what_was_done_to_get_there(night: Night) -> None:
    root = f"http://{night.servers['cookie-gate'].host}:{night.servers['cookie-gate'].port}"
    assert night.note("cookie-gate", "FazhiWatch-Redirects") == f"302 {root}/fzbg/"
    assert night.note("undeclared-gzip", "FazhiWatch-Unpacked") == "gzip, undeclared"
    assert night.note("sound", "FazhiWatch-Redirects") is None


def test_the_whole_night_ends_in_bounded_time_and_memory(night: Night) -> None:
    assert set(night.told.columns) == set(night.servers)
    assert (len(night.told.ends), night.told.exit_code) == (1, 0)
    assert night.seconds < 40, "three tries of a second each, sixteen hosts at once, on a busy machine"
    assert night.grown < 150_000_000


def test_a_scheme_that_works_is_never_left(night: Night) -> None:
    assert all(b"GET" in head for head in night.servers["tls-good"].heads)
    assert night.servers["tls-self-signed"].connections <= 3, "robots.txt and the page, one handshake each"


def test_what_was_learned_is_done_at_once_the_next_night(tmp_path: Path) -> None:
    """The old handshake without a modern one before it; the working scheme without the refusing one."""
    authority = Authority(tmp_path)
    try:
        old = Server("127.0.4.10", good, authority.server("127.0.4.10", old=True))
    except ValueError:
        pytest.skip("the OpenSSL of this Python serves no TLS 1.0")
    split = Server("127.0.4.11", http_only, authority.server("127.0.4.11"), both=True)
    nights = []
    manners: tuple[HostManner, ...] = ()
    with serving(old), serving(split):
        jobs = [column(f"https://{server.host}:{server.port}/fzbg/", server.host) for server in (old, split)]
        for night in ("r1", "r2"):
            told = shard(tmp_path, jobs, run_id=night, manners=manners, fetch_articles=False)
            assert {read.outcome for read in told.columns.values()} == {Outcome.OK}
            manners = tuple(host.manner for host in told.ends[0].hosts if host.manner)
            nights.append((old.connections, split.pages))
    assert manners == (HostManner(old.host, None, "legacy"), HostManner(split.host, "http", "unverified"))
    assert nights == [(3, 2), (5, 3)], "robots.txt twice over, then once each and the page"


def test_an_old_site_that_was_renewed_is_reached_at_once(tmp_path: Path) -> None:
    """What was remembered no longer works at all: the modern way is the other way then."""
    context = Authority(tmp_path).server("127.0.4.12")
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with serving(Server("127.0.4.12", good, context)) as renewed:
        asked = column(f"https://{renewed.host}:{renewed.port}/fzbg/")
        told = shard(tmp_path, [asked], manners=(HostManner(renewed.host, None, "legacy"),), fetch_articles=False)
    assert told.one.outcome is Outcome.OK
    assert told.ends[0].hosts[0].manner == HostManner(renewed.host, None, "unverified")


def test_a_site_that_speaks_no_tls_is_left_alone_soon(night: Night) -> None:
    assert night.servers["tls-hangs-up"].connections <= 8, "modern, old and plain, for robots.txt and the page"
