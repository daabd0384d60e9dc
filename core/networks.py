"""Which network addresses may be asked: neither a public site nor a notification leads into a private network."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")
_RETIRED = (ip_network("192.88.99.0/24"), ip_network("fec0::/10"))  # 6to4 relays, site-local: nobody's public sites


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` spells out in its usual form; odd forms (`0x7f.1`, `2130706433`) are the resolver's."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_private(address: IPv4Address | IPv6Address) -> bool:
    """Private, loopback, link-local, carrier-grade NAT, multicast or reserved; IPv4 inside IPv6 is taken as IPv4."""
    inner = _carried(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_private(inner)
    if any(address in network for network in _RETIRED):
        return True
    return not address.is_global or address.is_multicast or address.is_reserved


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
