"""Which addresses a public column may lead to."""

from ipaddress import ip_address

import pytest

from core.networks import is_private, literal_address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.7",
        "::1",
        "::",
        "fe80::1",
        "fd00::7",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_private(address: str) -> None:
    assert is_private(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "218.28.144.2", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert not is_private(ip_address(address))


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::1", "::1")])
def test_literal(host: str, address: str) -> None:
    assert literal_address(host) == ip_address(address)


@pytest.mark.parametrize("host", ["www.example.cn", "localhost", "0x7f.1", "2130706433", "127.1", ""])
def test_names_and_odd_forms_go_to_the_resolver(host: str) -> None:
    assert literal_address(host) is None
