"""Where a notification may go: the operator's own word counts, a name that leads into a private network does not."""

import socket
import sys
from typing import Any

import pytest

from alerts.channels import PRIVATE, SendResult, send
from core.alerts import Message
from tests.alerts.receiving import MailBox, Receiver, mail_server

MESSAGE = Message("标题", "正文\n\n#k", (1,))
REFUSED = SendResult(False, True, PRIVATE)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A resolver for names of ours; it tells the auditors what it was asked, as the real one does."""
    known: dict[str, str] = {}
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            return real(host, port, *args, **more)
        sys.audit("socket.getaddrinfo", host, port, 0, 0, 0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[name], int(port)))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_literal_address_is_the_operators_own_word(receiver: Receiver, host: str) -> None:
    assert send(f"json://{host}:{receiver.server_port}/", MESSAGE).ok


def test_a_name_that_leads_inside_is_refused_unless_allowed(receiver: Receiver, names: dict[str, str]) -> None:
    names["oa.yunxi.test"] = "127.0.0.1"
    url = f"json://oa.yunxi.test:{receiver.server_port}/"
    assert send(url, MESSAGE) == REFUSED
    assert receiver.received == []
    assert send(url, MESSAGE, allow_private=True).ok


def test_an_odd_spelling_of_a_private_address_is_a_name(receiver: Receiver) -> None:
    assert send(f"json://2130706433:{receiver.server_port}/", MESSAGE) == REFUSED
    assert receiver.received == []


def test_a_mail_server_is_guarded_alike(names: dict[str, str]) -> None:
    box = MailBox()
    names["mail.yunxi.test"] = "127.0.0.1"
    with mail_server(box) as port:
        url = f"mailto://mail.yunxi.test:{port}/?from=watch@example.cn&to=clerk@example.cn"
        assert send(url, MESSAGE) == REFUSED
        assert box.mails == []
        assert send(url, MESSAGE, allow_private=True).ok


@pytest.mark.parametrize("url", ["json://169.254.169.254/latest/", "json://[fe80::1]/", "json://[::ffff:a9fe:101]/"])
def test_a_link_local_address_is_always_refused(url: str) -> None:
    assert send(url, MESSAGE, allow_private=True) == REFUSED


def test_a_public_name_is_tried(names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard lets it pass: what is said is that nobody answers."""
    names["hook.example.cn"] = "203.0.114.9"
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    result = send("json://hook.example.cn/", MESSAGE)
    assert (result.ok, result.permanent) == (False, False)


def _refuse(one: socket.socket, to: Any) -> None:
    sys.audit("socket.connect", one, to)
    raise ConnectionRefusedError


def test_a_proxy_is_the_operators_own_word(
    receiver: Receiver, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["proxy.yunxi.test"] = "127.0.0.1"
    monkeypatch.setenv("http_proxy", f"http://proxy.yunxi.test:{receiver.server_port}")
    monkeypatch.setenv("no_proxy", "")
    assert send("json://hook.example.cn/", MESSAGE).ok
    assert receiver.received[0][1] == "http://hook.example.cn/"


def test_nothing_is_watched_outside_of_a_sending(names: dict[str, str]) -> None:
    names["inside.test"] = "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("inside.test", server.getsockname()[1]), timeout=1).close()
