"""Which addresses are on one site 同一网站."""

from core.addresses import document_key

_SHARED = frozenset({"gov", "com", "org", "net", "edu", "ac"})  # as in gov.cn: the name before it is somebody's


def host_of(url: str) -> str:
    """The host without `www.`, with its port; nothing for what is no web address."""
    key = document_key(url)
    return "" if key == url else key.split("/")[0].split("?")[0].split("#")[0]


def same_site(one: str, other: str) -> bool:
    """The same host, or two of one domain. Of bare addresses each port is a site of its own."""
    hosts = host_of(one), host_of(other)
    return bool(hosts[0]) and (hosts[0] == hosts[1] or _domain(hosts[0]) == _domain(hosts[1]))


def _domain(host: str) -> str:
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SHARED else labels[-2:])
