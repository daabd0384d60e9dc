"""Site platforms 网站平台, one pure file each: `NAME`, `VERSION`, `SIGNS`, `first`, `read_listing`, `recognises`.

The folder is the registry: a file dropped in here is a platform; names with a leading underscore are shared helpers.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast

from core.pages import Ask, Page
from core.posts import Listing
from core.units import Column
from crawlers.platforms._reading import Unreadable

__all__ = ["Platform", "UnknownPlatformError", "Unreadable", "fingerprint", "names", "platform", "reader_id"]

LAST_RESORT = "generic"


class Platform(Protocol):
    """The face of a platform module. `SIGNS` says in Chinese what it is known by; `ALIASES` are other names for it."""

    NAME: str
    VERSION: str
    SIGNS: str

    def first(self, column: Column) -> Ask: ...
    def read_listing(self, page: Page) -> Listing: ...
    def recognises(self, page: Page) -> bool: ...


class UnknownPlatformError(KeyError):
    """A name that no platform bears; its text names those there are."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def _modules() -> Mapping[str, Platform]:
    """Every platform by name, specific ones first, the last resort at the end."""
    files = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    files.sort(key=lambda name: name == LAST_RESORT)
    modules = [cast(Platform, importlib.import_module(f"{__name__}.{name}")) for name in files]
    return MappingProxyType({module.NAME: module for module in modules})


def names() -> tuple[str, ...]:
    return tuple(_modules())


def platform(name: str) -> Platform:
    """The platform of this name or alias; raises UnknownPlatformError."""
    for module in _modules().values():
        if name == module.NAME or name in getattr(module, "ALIASES", ()):
            return module
    raise UnknownPlatformError(f"没有名为「{name}」的平台，可用的有：{'、'.join(names())}")


def fingerprint(page: Page) -> tuple[Platform, str]:
    """The platform that a page seems to come from, and what it is known by (Chinese)."""
    found = next((module for module in _modules().values() if module.recognises(page)), platform(LAST_RESORT))
    return found, found.SIGNS


def reader_id(module: Platform) -> str:
    """`name/version`: a stored listing read by another one is read anew."""
    return f"{module.NAME}/{module.VERSION}"
