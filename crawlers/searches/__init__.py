"""Sites' own searches 站内搜索, one pure file each: `NAME`, `offered`, `read_hits`. The folder is the registry.

A search is asked where it is offered on a page of the site. Its hits are leads, never a list that proves an absence.
"""

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from core.pages import Ask, Page
from core.posts import Listing
from crawlers.platforms import Unreadable
from crawlers.searches._sites import below, same_site

__all__ = ["Search", "Unreadable", "below", "names", "offered", "same_site", "search"]

LAST_RESORT = "form"


class Search(Protocol):
    """The face of a search module.

    `offered`: how to ask for `words` (the newest or best first), None where the page does not offer this search.
    `read_hits`: posts with titles without marks, on hosts of the same site; raises Unreadable for what is no answer.
    """

    NAME: str

    def offered(self, page: Page, words: str) -> Ask | None: ...
    def read_hits(self, page: Page) -> Listing: ...


@cache
def _modules() -> tuple[Search, ...]:
    """Interfaces first, a plain form at the end."""
    files = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    files.sort(key=lambda name: name == LAST_RESORT)
    return tuple(cast(Search, importlib.import_module(f"{__name__}.{name}")) for name in files)


def names() -> tuple[str, ...]:
    return tuple(module.NAME for module in _modules())


def search(name: str) -> Search:
    """The search of this name; raises KeyError."""
    found = next((module for module in _modules() if name == module.NAME), None)
    if found is None:
        raise KeyError(name)
    return found


def offered(page: Page, words: str) -> tuple[Search, Ask] | None:
    """The search that any page of a site offers, and how it is asked."""
    asks = ((module, module.offered(page, words)) for module in _modules())
    return next(((module, ask) for module, ask in asks if ask is not None), None)
