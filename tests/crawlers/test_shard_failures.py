"""Every way in which a column can fail, all in one shard: each is told by its own outcome and costs no other column."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.crawl import ColumnJob
from core.pages import Outcome
from crawlers.archive import read_payload
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.crawlers.shards import Told, article_page, column, list_page, report_title, shard

LIST = "/fzbg/index.html"
GOOD = list_page([("./202503/t20250301_1.html", report_title(0))])
GONE = "<html><title>404</title><body>您访问的页面不存在</body></html>"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
MAX_BYTES = 100_000


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=(("Location", to),))


def robots(text: str) -> dict[str, Reply]:
    return {"/robots.txt": Reply(text.encode(), headers=(("Content-Type", "text/plain"),))}


# name: (outcome, pages of the site; the column is asked for at LIST)
CASES: dict[str, tuple[Outcome, dict[str, Reply]]] = {
    "good": (Outcome.OK, {LIST: Reply(GOOD.encode())}),
    "503": (Outcome.SERVER_ERROR, {LIST: Reply(b"busy", 503)}),
    "404": (Outcome.NOT_FOUND, {}),
    "403": (Outcome.BLOCKED, {LIST: Reply(b"no", 403)}),
    "412": (Outcome.BLOCKED, {LIST: Reply(b"<script>$_ts={}</script>", 412)}),
    "challenge": (Outcome.BLOCKED, {LIST: Reply("<html><body>请开启JavaScript并刷新该页</body></html>".encode())}),
    "soft404": (Outcome.SOFT_404, {LIST: Reply(GONE.encode())}),
    "slow": (Outcome.TIMEOUT, {LIST: Reply(GOOD.encode(), wait=2.5)}),
    "truncated": (Outcome.CONNECTION, {LIST: Reply(GOOD.encode() * 9, cut=200)}),
    "home": (Outcome.REDIRECTED_HOME, {LIST: redirect("/"), "/": Reply(article_page("首页").encode())}),
    "loop": (Outcome.HTTP_ERROR, {LIST: redirect("/b"), "/b": redirect(LIST)}),
    "robots": (Outcome.ROBOTS, {**robots("User-agent: *\nDisallow: /fzbg/\n"), LIST: Reply(GOOD.encode())}),
    "robots-us": (Outcome.ROBOTS, {**robots("User-agent: FazhiWatch\nDisallow: /\n"), LIST: Reply(GOOD.encode())}),
    "robots-others": (Outcome.OK, {**robots("User-agent: Baiduspider\nDisallow: /\n"), LIST: Reply(GOOD.encode())}),
    "robots-403": (Outcome.OK, {"/robots.txt": Reply(b"no", 403), LIST: Reply(GOOD.encode())}),
    "robots-503": (Outcome.SERVER_ERROR, {"/robots.txt": Reply(b"busy", 503), LIST: Reply(GOOD.encode())}),
    "large": (Outcome.TOO_LARGE, {LIST: Reply(b"x" * (MAX_BYTES + 1))}),
    "bomb": (
        Outcome.TOO_LARGE,
        {LIST: Reply(gzip.compress(b"x" * 50 * MAX_BYTES), headers=(*HTML, ("Content-Encoding", "gzip")))},
    ),
    "not-gzip": (Outcome.CONNECTION, {LIST: Reply(b"\x1f\x8bnothing", headers=(*HTML, ("Content-Encoding", "gzip")))}),
    "no-list": (Outcome.EMPTY, {LIST: Reply(list_page([]).encode())}),
    "unasked-304": (Outcome.HTTP_ERROR, {LIST: Reply(status=304)}),
    "moved": (Outcome.OK, {LIST: redirect("/new/index.html", 301), "/new/index.html": Reply(GOOD.encode())}),
}
# name: (outcome, address) of columns elsewhere; {free} is a port where nothing listens, {web} one that speaks no TLS
ELSEWHERE = {
    "dns": (Outcome.DNS, "http://no-such-host.invalid/fzbg/"),
    "refused": (Outcome.CONNECTION, "http://127.0.0.9:{free}/fzbg/"),
    "tls": (Outcome.TLS, "https://127.0.0.8:{web}/fzbg/"),
    "scheme": (Outcome.UNREADABLE, "file:///etc/passwd"),
    "platform": (Outcome.UNREADABLE, "http://127.0.0.9:{free}/"),
}
PRIVATE = {
    "loopback": "http://127.0.0.1:{web}/",
    "name": "http://localhost:{web}/",
    "number": "http://2130706433:{web}/",
    "short": "http://127.1:{web}/",
    "hex": "http://0x7f000001:{web}/",
    "six": "http://[::1]:{web}/",
    "mapped": "http://[::ffff:127.0.0.1]:{web}/",
    "ten": "http://10.0.0.1/",
    "cgnat": "http://100.64.3.2/",
    "link": "http://169.254.169.254/latest/",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.9", 0))
        return int(probe.getsockname()[1])


class Night:
    """One shard over all cases, run once for this module."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.archive = folder / "archive"
        self.sites: dict[str, Site] = {}
        for name, (_, pages) in CASES.items():
            self.sites[name] = stack.enter_context(serve())
            self.sites[name].pages.update(pages)
        self.plain = stack.enter_context(serve("127.0.0.8"))
        ports = {"free": free_port(), "web": self.plain.port}
        jobs: list[ColumnJob] = [column(site.url(LIST), name) for name, site in self.sites.items()]
        jobs += [
            column(url.format(**ports), name, platform="none" if name == "platform" else "trs")
            for name, (_, url) in ELSEWHERE.items()
        ]
        jobs += [column(url.format(**ports), f"private-{name}", allow_private=False) for name, url in PRIVATE.items()]
        self.told: Told = shard(folder, jobs, timeout=1.0, max_bytes=MAX_BYTES)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with ExitStack() as stack:
        yield Night(tmp_path_factory.mktemp("night"), stack)


@pytest.mark.parametrize("name", [*CASES, *ELSEWHERE])
def test_outcome(night: Night, name: str) -> None:
    expected = CASES[name][0] if name in CASES else ELSEWHERE[name][0]
    read = night.told.columns[name]
    assert (read.outcome, read.complete) == (expected, expected is Outcome.OK), read.reason


@pytest.mark.parametrize("name", PRIVATE)
def test_private_addresses_are_not_asked(night: Night, name: str) -> None:
    assert night.told.columns[f"private-{name}"].outcome is Outcome.PRIVATE_ADDRESS
    assert {asked.path for asked in night.plain.asked} <= {"/robots.txt", "/fzbg/"}, "the column that is not private"


def test_one_result_for_each_column_and_an_end(night: Night) -> None:
    assert set(night.told.columns) == {*CASES, *ELSEWHERE, *(f"private-{name}" for name in PRIVATE)}
    assert (len(night.told.ends), night.told.exit_code) == (1, 0)


def test_reasons_are_for_people(night: Night) -> None:
    for read in night.told.columns.values():
        assert any("\u4e00" <= character <= "\u9fff" for character in read.reason), read
        assert "Error" not in read.reason and len(read.reason) < 120, read


@pytest.mark.parametrize("name", ["503", "404", "403", "challenge", "soft404", "home"])
def test_bytes_of_a_failure_are_kept_as_evidence(night: Night, name: str) -> None:
    capture = night.told.columns[name].capture
    assert capture is not None
    stored = read_payload(night.archive, capture.warc_file, capture.warc_offset)
    wanted = night.sites[name].pages["/" if name == "home" else LIST] if name != "404" else None
    assert stored.status == capture.status == (wanted.status if isinstance(wanted, Reply) else 404)
    assert wanted is None or (isinstance(wanted, Reply) and stored.body == wanted.body)


@pytest.mark.parametrize(
    ("name", "tries"), [("503", 3), ("404", 1), ("403", 1), ("slow", 3), ("truncated", 3), ("large", 1)]
)
def test_only_what_may_pass_is_tried_again(night: Night, name: str, tries: int) -> None:
    assert night.sites[name].paths().count(LIST) == tries


@pytest.mark.parametrize("name", ["robots", "robots-us"])
def test_what_robots_forbids_is_not_asked(night: Night, name: str) -> None:
    assert night.sites[name].paths() == ["/robots.txt"]


def test_robots_that_fail_are_tried_again_and_then_nothing_is_asked(night: Night) -> None:
    assert night.sites["robots-503"].paths() == ["/robots.txt"] * 3
    assert night.sites["robots-403"].paths()[:2] == ["/robots.txt", LIST]


def test_a_redirect_loop_ends_after_ten(night: Night) -> None:
    assert len(night.sites["loop"].asked) == 1 + 11


def test_an_article_that_fails_is_told_with_its_outcome(tmp_path: Path) -> None:
    rows = [(f"./202503/t20250301_{n}.html", report_title(n)) for n in range(5)]
    gone = "<html><title>出错了</title><body>您访问的页面不存在</body></html>"
    with serve() as site:
        site.put(LIST, list_page(rows))
        site.put("/fzbg/202503/t20250301_0.html", article_page(report_title(0)))
        site.put("/fzbg/202503/t20250301_1.html", gone)
        site.pages["/fzbg/202503/t20250301_2.html"] = Reply(b"x" * (MAX_BYTES + 1))
        site.pages["/fzbg/202503/t20250301_3.html"] = redirect("/")
        site.put("/", article_page("首页"))
        told = shard(tmp_path, [column(site.url(LIST))], max_bytes=MAX_BYTES)
    assert [(a.outcome, a.capture is None) for a in told.articles] == [
        (Outcome.OK, False),
        (Outcome.SOFT_404, False),
        (Outcome.TOO_LARGE, True),
        (Outcome.REDIRECTED_HOME, False),
        (Outcome.NOT_FOUND, False),
    ]
    assert (told.one.outcome, told.one.complete) == (Outcome.OK, True), "the list itself was sound"


def test_a_public_column_leads_into_no_private_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For this test the inner site alone counts as private; the child inherits that."""
    with serve() as public, serve("127.0.0.7") as inner:
        monkeypatch.setattr("crawlers.names.is_private", lambda address: str(address) == "127.0.0.7")
        inner.put("/secret.html", article_page(report_title(0)))
        led = "/fzbg/202503/t20250301_1.html"
        public.put(LIST, list_page([(inner.url("/secret.html"), report_title(0)), (led, report_title(1))]))
        public.pages[led] = redirect(inner.url("/secret.html"))
        public.pages["/away/index.html"] = redirect(inner.url("/secret.html"))
        told = shard(
            tmp_path,
            [
                column(public.url(LIST), "list", allow_private=False),
                column(public.url("/away/index.html"), "away", allow_private=False),
            ],
        )
        assert inner.asked == []
    assert told.columns["list"].outcome is Outcome.OK
    assert {a.outcome for a in told.articles} == {Outcome.PRIVATE_ADDRESS} and len(told.articles) == 2
    assert told.columns["away"].outcome is Outcome.PRIVATE_ADDRESS


def test_robots_of_a_public_column_leads_into_no_private_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve() as public, serve("127.0.0.7") as inner:
        monkeypatch.setattr("crawlers.names.is_private", lambda address: str(address) == "127.0.0.7")
        public.pages["/robots.txt"] = redirect(inner.url("/robots.txt"))
        public.put(LIST, GOOD)
        told = shard(tmp_path, [column(public.url(LIST), allow_private=False)])
        assert inner.asked == []
    assert told.one.outcome is Outcome.OK


def test_cookies_that_a_site_sets_are_sent_back(tmp_path: Path) -> None:
    """Some sites answer the first visit with a cookie and a redirect to the same address."""

    def gate(asked: Asked) -> Reply:
        if "seen=1" in asked.headers.get("cookie", ""):
            return Reply(GOOD.encode())
        return Reply(status=302, headers=(("Location", LIST), ("Set-Cookie", "seen=1; path=/")))

    with serve() as site:
        site.pages[LIST] = gate
        told = shard(tmp_path, [column(site.url(LIST))])
    assert told.one.outcome is Outcome.OK
