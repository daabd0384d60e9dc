"""What the door knows by itself: names, proxies, forms' tokens, places to go on to, and how often one may try."""

import string
from ipaddress import ip_network
from socket import gethostname
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.accounts import Role, lesser, within
from settings import Settings
from tests.web.house import quick_hashes
from web.access import csrf, passwords
from web.access.door import Door, bare, door, refusal
from web.access.entry import is_ours
from web.access.throttle import network

__all__ = ["quick_hashes"]  # a fixture


@pytest.mark.parametrize(
    ("door", "host", "known"),
    [
        (Door(), "127.0.0.1:8000", True),
        (Door(), "localhost:8000", True),
        (Door(), "LOCALHOST.", True),
        (Door(), "[::1]:8000", True),
        (Door(), "", False),
        (Door(), "evil.example:8000", False),
        (Door(), "127.0.0.1.evil.example", False),
        (Door(), "192.0.2.7:8000", False),
        (Door("localhost"), "127.0.0.1", True),
        (Door("::1"), "[::1]:8000", True),
        (Door("0.0.0.0"), "192.0.2.7:8000", True),
        (Door("0.0.0.0"), "[2001:db8::7]", True),
        (Door("0.0.0.0"), "evil.example", False),
        (Door("0.0.0.0"), "localhost:8000", True),
        (Door("::"), "127.0.0.1:8000", True),
        (Door("::"), f"{gethostname()}:8000", True),
        (Door("192.0.2.7"), gethostname(), False),
        (Door("0.0.0.0", frozenset({"jc.example.gov"})), "JC.example.gov:443", True),
        (Door("192.0.2.7"), "192.0.2.7:8000", True),
        (Door("192.0.2.7"), "192.0.2.8:8000", False),
        (Door("192.0.2.7"), "localhost:8000", False),
        (Door("jc.example.gov"), "jc.example.gov:8000", True),
    ],
)
def test_which_names_lead_here(door: Door, host: str, known: bool) -> None:
    assert door.knows(host) is known


def test_the_address_in_messages_leads_here() -> None:
    here = door(Settings(web_url="https://JC.example.cn/"), "0.0.0.0")
    assert here.knows("jc.example.cn")
    assert Settings(web_url="https://jc.example.cn/fz/").web_url == "https://jc.example.cn/fz"


@pytest.mark.parametrize("url", ["jc.example.cn", "ftp://jc.example.cn", "https://", "https://user:word@jc.example.cn"])
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(web_url=url)


@pytest.mark.parametrize(
    ("door", "people", "why"),
    [
        (Door(), False, None),
        (Door("::1"), False, None),
        (Door("127.9.9.9"), False, None),
        (Door("0.0.0.0"), False, "要先有用户"),
        (Door("192.0.2.7"), False, "要先有用户"),
        (Door("jc.example.gov"), False, "要先有用户"),
        (Door("0.0.0.0"), True, None),
        (Door("0.0.0.0", user_header="X-User"), True, "FAZHIWATCH_WEB_PROXIES"),
        (Door(user_header="X-User"), False, "FAZHIWATCH_WEB_PROXIES"),
        (Door("0.0.0.0", user_header="X-User", proxies=(ip_network("192.0.2.1"),)), False, None),
        (Door("0.0.0.0", user_header="X-User", proxies=(ip_network("0.0.0.0/0"),)), True, "所有地址"),
        (Door("::", proxies=(ip_network("::/0"),)), True, "所有地址"),
    ],
)
def test_when_the_pages_are_not_served(door: Door, people: bool, why: str | None) -> None:
    said = refusal(door, people=people)
    assert (said is None) if why is None else (said is not None and why in said)


def test_whose_word_is_taken() -> None:
    door = Door(proxies=(ip_network("192.0.2.0/24"), ip_network("::1")))
    assert [door.trusts(peer) for peer in ("192.0.2.9", "192.0.3.9", "::1", "testclient", "", None)] == [
        True, False, True, False, False, False,
    ]  # fmt: skip
    assert not Door().trusts("127.0.0.1")


def test_the_settings_are_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHIWATCH_WEB_HOSTS", "jc.example.gov, jc2.example.gov,")
    monkeypatch.setenv("FAZHIWATCH_WEB_PROXIES", "192.0.2.1,2001:db8::/64")
    read = Settings()
    assert read.web_hosts == ("jc.example.gov", "jc2.example.gov")
    assert [str(one) for one in read.web_proxies] == ["192.0.2.1/32", "2001:db8::/64"]
    monkeypatch.setenv("FAZHIWATCH_WEB_PROXIES", "proxy.example")
    with pytest.raises(ValidationError):
        Settings()


@given(st.text(max_size=30))
def test_a_host_line_is_read_without_surprise(line: str) -> None:
    assert ":" not in bare(line) or line.strip().startswith("[")


@pytest.mark.parametrize("place", ["/", "/units/a/2025", "/search?q=%E6%B3%95&after=2", "/a?next=http://x.example/"])
def test_a_path_of_ours_is_gone_to(place: str) -> None:
    assert is_ours(place)


@pytest.mark.parametrize(
    "place",
    ["", "http://x.example", "//x.example", "/\\x.example", "\\\\x.example", "/\t/x.example", "/\n/x", "javascript:x",
     "x.example", " /", "///x.example", "/法"],
)  # fmt: skip
def test_another_place_is_never_gone_to(place: str) -> None:
    assert not is_ours(place)


@given(st.text(alphabet="/\\:.?#@ \t\r\nhx", max_size=8))
def test_what_is_gone_to_begins_with_one_slash(place: str) -> None:
    if is_ours(place):
        assert place[0] == "/"
        assert place[1:2] not in ("/", "\\")


@given(st.binary(min_size=1, max_size=40), st.binary(min_size=1, max_size=40))
def test_a_forms_token_fits_its_own_key_only(key: bytes, other: bytes) -> None:
    sent = csrf.token(key)
    assert csrf.fits(sent, key)
    assert csrf.fits(sent, other) == (key == other)
    assert csrf.token(key) != sent


@given(st.one_of(st.text(max_size=140), st.text(alphabet=string.hexdigits, max_size=140)))
def test_nothing_else_fits(sent: str) -> None:
    assert not csrf.fits(sent, b"key")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("correct horse", None),
        ("云溪的桥有三座，都是石头的", None),
        ("short", "12到256个字符"),
        ("x" * 257, "12到256个字符"),
        ("zhouming1234", "不能包含用户名"),
        ("ZhouMing-2026", "不能包含用户名"),
        ("aaaaaaaaabbb", "不同的字符"),
    ],
)
def test_what_is_taken_for_a_password(password: str, why: str | None) -> None:
    said = passwords.unfit(password, "zhouming")
    assert (said is None) if why is None else (said is not None and why in said)


def test_a_hash_costs_whoever_steals_it_something() -> None:
    assert passwords._HASHER.memory_cost >= 64 * 1024  # KiB, as RFC 9106 advises
    assert passwords._HASHER.time_cost >= 3


@pytest.mark.usefixtures("quick_hashes")
def test_a_password_is_right_however_it_was_typed() -> None:
    """Full-width letters and composed characters come from input methods."""
    stored = passwords.hashed("correct horse é9", "周明")
    assert stored.startswith("$argon2id$")
    assert passwords.right("ｃorrect horse e\u03019", stored)
    assert not passwords.right("correct horse e9", stored)
    assert not passwords.right("correct horse é9", None)
    assert not passwords.right("correct horse é9", "not a hash")
    assert not passwords.outdated(stored)
    assert passwords.outdated(stored.replace("t=1", "t=2"))


def test_of_ipv6_a_network_counts() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:0:1::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network(None) == network("testclient") == "unknown"


@settings(max_examples=30)
@given(st.sampled_from(Role), st.sampled_from(Role), st.data())
def test_two_limits_together_allow_what_both_allow(one: Role, other: Role, data: Any) -> None:
    offices = st.one_of(st.none(), st.frozensets(st.sampled_from("abc")))
    first, second = data.draw(offices), data.draw(offices)
    for role in Role:
        assert lesser(one, other).may(role) == (one.may(role) and other.may(role))
    for office in "abc":
        sees = [offices is None or office in offices for offices in (first, second, within(first, second))]
        assert sees[2] == (sees[0] and sees[1])
