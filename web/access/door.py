"""Where the pages are served, which names lead there, and whose word is taken about who asks."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from socket import gethostname
from urllib.parse import urlsplit

from settings import Settings

LOOPBACK = "127.0.0.1"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # what changes nothing
PEER = "fazhiwatch.peer"  # in the scope: who is connected to us, whatever lines a proxy adds
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN_NAMES = _LOOPBACK_NAMES | {gethostname().lower()}


@dataclass(frozen=True, slots=True)
class Door:
    """`host`: the address listened on; `names`: further ones that browsers may use; `tls`: we encrypt ourselves.

    `proxies`: whose X-Forwarded-* lines are believed, and `user_header`, the line in which they name the user.
    """

    host: str = LOOPBACK
    names: frozenset[str] = frozenset()
    tls: bool = False
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    user_header: str | None = None

    @property
    def loopback(self) -> bool:
        """Whether only this computer can reach it."""
        return self.host == "localhost" or _is(self.host, "is_loopback")

    @property
    def everywhere(self) -> bool:
        """Whether it listens on all addresses of this computer."""
        return _is(self.host, "is_unspecified")

    def knows(self, host: str) -> bool:
        """Whether a Host line names us: a page elsewhere may let its own name lead to our address (DNS rebinding)."""
        name = bare(host)
        if name in self.names or name == self.host.lower():
            return True
        if self.loopback:
            return name in _LOOPBACK_NAMES
        return self.everywhere and (name in _OWN_NAMES or _is(name))

    def trusts(self, peer: str | None) -> bool:
        """Whether that address is one of our proxies'."""
        if not peer or not _is(peer):
            return False
        address = ip_address(peer)
        return any(address in network for network in self.proxies)


def door(settings: Settings, host: str = LOOPBACK, *, tls: bool = False) -> Door:
    told = urlsplit(settings.web_url).hostname if settings.web_url else None
    names = frozenset(name.lower() for name in (*settings.web_hosts, *([told] if told else ())))
    return Door(host, names, tls, settings.web_proxies, settings.web_user_header)


def refusal(door: Door, *, people: bool) -> str | None:
    """Why the pages must not be served so (Chinese); `people`: whether anybody could log in."""
    if door.user_header and not door.proxies:
        return (
            "设置了 FAZHIWATCH_WEB_USER_HEADER，还要在 FAZHIWATCH_WEB_PROXIES 写明代理的地址，否则谁都能自称是任何用户"
        )
    if any(network.prefixlen == 0 for network in door.proxies):
        return "FAZHIWATCH_WEB_PROXIES 不能包含所有地址，请只写代理的地址"
    if not door.loopback and not people and not door.user_header:
        return (
            f"监听 {door.host} 就是向网络开放，要先有用户：请运行 fazhiwatch users add 姓名 --role operator"
            "；只在本机使用的，不要写 --host"
        )
    return None


def bare(host: str) -> str:
    """A Host line without its port: `[::1]:8000` is `::1`."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].removesuffix(".")


def _is(host: str, kind: str | None = None) -> bool:
    """Whether it is an IP address (of a kind)."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return kind is None or bool(getattr(address, kind))
