"""Names and addresses: everything that could be connected to is looked at, and nothing else is connected to."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError

from core.pages import Outcome
from crawlers.names import Names
from crawlers.outcomes import NotAsked
from tests.crawlers.faults import Line, Server, serving
from tests.crawlers.loopback import Reply, serve
from tests.crawlers.shards import article_page, column, list_page, report_title, shard

GOOD = list_page([("./202503/t20250301_1.html", report_title(0))])
Answers = dict[str, list[str]]


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self.done = asyncio.Event()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done.set()


def resolving(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> list[str]:
    """The system's resolver answers as told, once each where there are several; what it was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        if host not in answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        kinds = {False: socket.AF_INET, True: socket.AF_INET6}
        return [(kinds[":" in found], socket.SOCK_STREAM, 6, "", (found, port)) for found in answers[host]]

    monkeypatch.setattr("crawlers.names.socket.getaddrinfo", getaddrinfo)
    return asked


def looked_up(story: Callable[[Names], Any], open_hosts: tuple[str, ...] = ()) -> Any:
    return asyncio.run(story(Names(None, 2.0, open_hosts)))


async def connected_to(names: Names, host: str) -> list[tuple[str, int]]:
    receiver = Receiver()
    names.resolveHostName(receiver, host, 8080)
    await asyncio.wait_for(receiver.done.wait(), 3)
    return receiver.addresses


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (["93.184.216.34"], False),
        (["2400:3200::1"], False),
        (["2400:3200::1", "93.184.216.34"], False),
        (["93.184.216.34", "10.0.0.7"], True),
        (["2400:3200::1", "fd00::7"], True),
        (["::ffff:192.168.1.1"], True),
        (["169.254.169.254"], True),
    ],
)
def test_every_address_of_a_name_counts(monkeypatch: pytest.MonkeyPatch, found: list[str], refused: bool) -> None:
    resolving(monkeypatch, {"www.yunxi.example": found})

    async def story(names: Names) -> bool:
        try:
            await names.refuse_private("www.yunxi.example", allowed=False)
        except NotAsked as error:
            return error.outcome is Outcome.PRIVATE_ADDRESS and "www.yunxi.example" in error.reason
        return False

    assert looked_up(story) is refused


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time (DNS rebinding) is not asked a second time."""
    answers: Answers = {"www.yunxi.example": ["93.184.216.34"]}
    asked = resolving(monkeypatch, answers)

    async def story(names: Names) -> list[tuple[str, int]]:
        await names.refuse_private("www.yunxi.example", allowed=False)
        answers["www.yunxi.example"] = ["127.0.0.1"]
        return await connected_to(names, "www.yunxi.example")

    assert looked_up(story) == [("93.184.216.34", 8080)]
    assert asked == ["www.yunxi.example"]


def test_no_private_address_is_given_out_unlooked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, {"www.yunxi.example": ["10.0.0.7", "93.184.216.34"], "2130706433": ["127.0.0.1"]})

    async def story(names: Names) -> list[Any]:
        return [await connected_to(names, host) for host in ("www.yunxi.example", "2130706433", "127.0.0.1", "::1")]

    assert looked_up(story) == [[("93.184.216.34", 8080)], [], [], []]


def test_the_hosts_of_private_columns_are_open_to_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, {"nei.yunxi.example": ["10.0.0.7"]})

    async def story(names: Names) -> list[tuple[str, int]]:
        await names.refuse_private("nei.yunxi.example", allowed=True)
        with pytest.raises(NotAsked):
            await names.refuse_private("nei.yunxi.example", allowed=False)
        with pytest.raises(NotAsked):
            await names.refuse_private("10.0.0.8", allowed=True)
        return await connected_to(names, "nei.yunxi.example")

    assert looked_up(story, ("nei.yunxi.example",)) == [("10.0.0.7", 8080)]


def test_a_name_without_address(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, {})

    async def story(names: Names) -> list[tuple[str, int]]:
        with pytest.raises(CannotResolveHostError):
            await names.refuse_private("none.example", allowed=False)
        return await connected_to(names, "none.example")

    assert looked_up(story) == []


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this machine")
def test_a_site_on_an_ipv6_address_is_read(tmp_path: Path) -> None:
    def good(line: Line) -> None:
        line.page(GOOD.encode(), "Content-Type: text/html; charset=utf-8")

    with serving(Server("::1", good)) as site:
        told = shard(tmp_path, [column(f"http://[::1]:{site.port}/fzbg/")], fetch_articles=False)
        refused = shard(tmp_path, [column(f"http://[::1]:{site.port}/fzbg/", allow_private=False)], run_id="r2")
    assert told.one.outcome is Outcome.OK, told.one.reason
    assert f"Host: [::1]:{site.port}\r\n".encode() in site.heads[-1]
    assert refused.one.outcome is Outcome.PRIVATE_ADDRESS


def test_a_private_column_leads_to_no_other_private_host(tmp_path: Path) -> None:
    """Neither by its articles, nor by a redirect, nor by a robots.txt; another port of its own host is its own."""
    with serve("127.0.0.231") as own, serve("127.0.0.231") as port, serve("127.0.0.232") as inner:
        for site in (port, inner):
            site.put("/a.html", article_page(report_title(0)))
        led = "/fzbg/202503/t20250301_1.html"
        rows = [(inner.url("/a.html"), report_title(0)), (port.url("/a.html"), report_title(1)), (led, report_title(2))]
        own.put("/fzbg/", list_page(rows))
        own.pages[led] = Reply(status=302, headers=(("Location", inner.url("/a.html")),))
        told = shard(tmp_path, [column(own.url("/fzbg/"))])
    assert inner.asked == []
    assert {article.ref.url: article.outcome for article in told.articles} == {
        inner.url("/a.html"): Outcome.PRIVATE_ADDRESS,
        port.url("/a.html"): Outcome.OK,
        own.url(led): Outcome.PRIVATE_ADDRESS,
    }
