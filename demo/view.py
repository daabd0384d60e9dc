"""A site on one day, as its platform draws it: what is asked comes in as path and query, an `Answer` goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from demo.cast import TownColumn, TownSite
from demo.posts import Post, list_changed_at, visible_posts
from demo.script import TOWN

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `kind` is what the visit is counted as.

    It is one of list, article, file, api, home, asset, robots, missing, trouble.
    """

    body: bytes
    kind: str
    media_type: str = HTML
    status: int = 200
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A site on `day`, standing at `base_url` (no slash at the end)."""

    site: TownSite
    base_url: str
    day: datetime

    @property
    def columns(self) -> tuple[TownColumn, ...]:
        return TOWN.columns_of(self.site.id)

    def column(self, token: str) -> TownColumn | None:
        return next((c for c in self.columns if c.token == token), None)

    def posts(self, column: TownColumn) -> tuple[Post, ...]:
        return visible_posts(column.id, self.day)

    def post(self, path: str, path_of: Callable[[Post], str]) -> Post | None:
        """The visible post that `path_of` puts at `path`."""
        posts = (p for c in self.columns for p in self.posts(c))
        return next((p for p in posts if path_of(p) == path), None)

    def list_changed_at(self, column: TownColumn) -> datetime:
        return list_changed_at(column.id, self.day)


Draw = Callable[[View, str, Mapping[str, str]], Answer | None]


def page_of(posts: tuple[Post, ...], number: int, size: int) -> tuple[Post, ...]:
    """The posts of page `number` (from 1)."""
    return posts[(number - 1) * size : number * size]


def page_count(posts: tuple[Post, ...], size: int) -> int:
    return max(1, -(-len(posts) // size))


def whole(text: str | None) -> int | None:
    """A page number as it comes in a query; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() else None
