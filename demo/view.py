"""A site on one day, as its platform draws it: what is asked comes in as path and query, an `Answer` goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from demo.cast import TownColumn, TownSite
from demo.posts import Post, list_changed_at, standing_posts, visible_posts
from demo.script import TOWN

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `query` holds what address, form or JSON body say; names of `headers` are in lower case."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"

    @classmethod
    def at(cls, address: str) -> "Asked":
        """A plain visit to a path and query of the site."""
        path, _, query = address.partition("?")
        return cls(path, dict(parse_qsl(query)))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `kind` is what the visit is counted as; a `location` sends the visitor there.

    The kind is one of list, article, file, api, home, search, asset, robots, missing, trouble.
    """

    body: bytes
    kind: str
    media_type: str = HTML
    status: int = 200
    changed_at: datetime | None = None
    location: str = ""


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
        """What the list shows: on a bad day nothing, or the older posts alone, as if there were no others."""
        posts = visible_posts(column.id, self.day)
        kept = {"empty": 0, "half": len(posts) * 2 // 5}.get(self.site.trouble(self.day) or "", len(posts))
        return posts[len(posts) - kept :]

    @property
    def standing(self) -> tuple[Post, ...]:
        """Every post with a page of its own, in a list or not, newest first."""
        posts = (p for c in self.columns for p in standing_posts(c.id, self.day))
        return tuple(sorted(posts, key=lambda p: p.appears_at, reverse=True))

    def post(self, path: str, path_of: Callable[[Post], str]) -> Post | None:
        """The post that `path_of` puts at `path`."""
        posts = (p for c in self.columns for p in standing_posts(c.id, self.day))
        return next((p for p in posts if path_of(p) == path), None)

    def list_changed_at(self, column: TownColumn) -> datetime:
        return list_changed_at(column.id, self.day)


Draw = Callable[[View, Asked], Answer | None]


def page_of(posts: tuple[Post, ...], number: int, size: int) -> tuple[Post, ...]:
    """The posts of page `number` (from 1)."""
    return posts[(number - 1) * size : number * size]


def page_count(posts: tuple[Post, ...], size: int) -> int:
    return max(1, -(-len(posts) // size))


def whole(text: str | None) -> int | None:
    """A page number as it comes in a query; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() else None
