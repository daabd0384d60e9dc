"""Which hosts are of one site."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.networks import literal_address

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def _suffixes() -> "TLDExtract":
    """The public suffix list that came with the library: nothing is fetched, nothing is written."""
    from tldextract import TLDExtract  # noqa: PLC0415  (few processes search, and it loads an HTTP client)

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=2048)
def site_of(url: str) -> str:
    """The registrable domain; of a bare address the address and port, since each port is a site of its own there."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if literal_address(host) is not None or "." not in host:
        return parts.netloc.lower()
    return _suffixes()(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def same_site(one: str, other: str) -> bool:
    """Same registrable domain: all hosts of a county's portal, and in some provinces all portals of the province."""
    return site_of(one) == site_of(other)


def below(home_url: str, url: str) -> bool:
    """Same host (with or without www.), or one below it: what a site's own navigation may be followed to."""
    if not same_site(home_url, url):
        return False
    home, host = ((urlsplit(u).hostname or "").lower().removeprefix("www.") for u in (home_url, url))
    return host == home or host.endswith("." + home)
