"""What crosses the door between a flow and a shard: columns to read with what is known of them, and what came."""

from dataclasses import dataclass
from datetime import datetime

from core.pages import Ask, Capture, Outcome
from core.posts import Listing, PostRef
from core.units import Column


@dataclass(frozen=True, slots=True)
class KnownListPage:
    """A list page as last read: validators and digest to ask again, and what it held if it did not change."""

    ask: Ask
    digest: str
    listing: Listing
    reader: str  # platform name and version that read it; another one reads the page anew
    etag: str | None = None
    last_modified: str | None = None


MOST_FILES = 12  # attachments that are asked for with one article; a scanned report is a picture a page


@dataclass(frozen=True, slots=True)
class KnownFile:
    """An attachment 附件 that an article needs to be read, as it was last fetched."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the capture held, None when nothing was ever fetched


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article to ask again: the report of a running cycle, or a candidate that could not be fetched before.

    `files` are the attachments that it needs as it was last read.
    """

    ref: PostRef
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the capture held, None when nothing was ever fetched
    files: tuple[KnownFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnJob:
    """One column to read. `held` are addresses already fetched: not asked for unless they stand in `again`."""

    column: Column
    pages: tuple[KnownListPage, ...] = ()
    held: tuple[str, ...] = ()
    again: tuple[KnownArticle, ...] = ()
    needs_browser: bool = False  # remembered from earlier nights


@dataclass(frozen=True, slots=True)
class ShardJob:
    run_id: str
    shard: int
    columns: tuple[ColumnJob, ...]
    archive_dir: str
    now: datetime | None = None  # a rehearsed clock; None is the real one
    user_agent: str = "FazhiWatch"
    delay: float = 2.0  # seconds between two requests to one host
    timeout: float = 30.0  # seconds for one answer
    max_list_pages: int = 100
    fetch_articles: bool = True  # False: a dry run reads the lists only
    max_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListPageRead:
    """One list page that was read soundly. `capture` is None when nothing new had to be kept."""

    ask: Ask
    listing: Listing
    reader: str
    digest: str
    not_modified: bool
    capture: Capture | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column's listing came to its end, or did not. `complete`: every page sound, the end reached."""

    column_id: str
    outcome: Outcome
    reason: str  # Chinese, for a person: what was seen
    complete: bool
    checked_at: datetime
    platform: str | None
    pages: tuple[ListPageRead, ...]
    capture: Capture | None = None  # of the page that failed, where bytes came
    needs_browser: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """One article was asked for. `capture` is None when nothing came or the bytes equal those already held."""

    column_id: str
    ref: PostRef
    outcome: Outcome
    reason: str
    checked_at: datetime
    capture: Capture | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """One attachment of an article was asked for, after the article. `capture` as with an ArticleRead."""

    column_id: str
    article_url: str
    url: str
    outcome: Outcome
    reason: str
    checked_at: datetime
    capture: Capture | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class HostStats:
    host: str
    requests: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """The last line of a shard that ended by itself."""

    shard: int
    requests: int
    hosts: tuple[HostStats, ...]
