"""What crosses the door between a flow and a shard: columns to read with what is known of them, and what came."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.pages import Ask, Capture, Outcome
from core.posts import Listing, PostRef
from core.units import Column, Host


class Depth(StrEnum):
    """How far a list is walked 检查深度."""

    WHOLE = "whole"  # to its end
    NEWEST = "newest"  # until posts are met that are known
    HISTORY = "history"  # to the first day asked for


@dataclass(frozen=True, slots=True)
class KnownListPage:
    """A list page as last read: validators and digest to ask again, and what it held if it did not change.

    `place`: the archive file and the offset where its bytes lie.
    """

    ask: Ask
    digest: str
    listing: Listing
    reader: str  # platform name and version that read it; another one reads the page anew
    etag: str | None = None
    last_modified: str | None = None
    place: tuple[str, int] | None = None


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

    `files` are the attachments that it needs as it was last read. `withdrawn`: that it is gone is no news.
    """

    ref: PostRef
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the capture held, None when nothing was ever fetched
    files: tuple[KnownFile, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ColumnJob:
    """One column to read. `held` are addresses already fetched: not asked for unless they stand in `again`.

    `pages` are the list pages as last read, in order; a walk to the newest posts is given the first few only.
    `usual` is how many posts the list has held lately, `listed` how many at its last complete check.
    `prove`: the absence of somebody's report may rest on tonight's walk, so that each page of it is kept as a witness.
    """

    column: Column
    pages: tuple[KnownListPage, ...] = ()
    held: tuple[str, ...] = ()
    again: tuple[KnownArticle, ...] = ()
    needs_browser: bool = False  # remembered from earlier nights
    depth: Depth = Depth.WHOLE
    prove: bool = False
    usual: int | None = None
    listed: int | None = None
    first_day: date | None = None  # HISTORY: older posts are not walked to
    resume: Ask | None = None  # HISTORY: where an earlier walk was broken off
    search: str | None = None  # HISTORY: words to put to the site's own search


@dataclass(frozen=True, slots=True)
class HostManner:
    """What a host has taught 网站脾性, remembered from night to night.

    `scheme`: the one that works where the other does not. `tls`: verified, unverified (a chain that is broken, expired
    or not the host's), legacy (only old protocols or ciphers); None where it was never asked over TLS.
    """

    host: str
    scheme: str | None = None
    tls: str | None = None


@dataclass(frozen=True, slots=True)
class ShardJob:
    """How a shard shall work; the columns themselves are handed to it one by one (see `crawlers.launch`)."""

    run_id: str
    shard: int
    archive_dir: str
    now: datetime | None = None  # a rehearsed clock; None is the real one
    user_agent: str = "FazhiWatch"
    delay: float = 2.0  # seconds between two requests to one host
    timeout: float = 30.0  # seconds for one answer
    max_list_pages: int = 100
    fetch_articles: bool = True  # False: a dry run reads the lists only
    look_twice: bool = True  # at new articles: what changes by itself is known from the first day
    max_bytes: int = 32 * 1024 * 1024
    hosts: tuple[Host, ...] = ()
    manners: tuple[HostManner, ...] = ()
    host_budget: int | None = None  # requests to a host that names none of its own; None: no bound
    private_hosts: tuple[str, ...] = ()  # that may be asked although private: those of columns that allow it


@dataclass(frozen=True, slots=True)
class ListPageRead:
    """One list page that was read soundly. `capture` is None when nothing had to be kept.

    `vouched`: that nothing has changed is the site's word (304); the page itself was not seen.
    """

    ask: Ask
    listing: Listing
    reader: str
    digest: str
    not_modified: bool
    capture: Capture | None
    etag: str | None = None
    last_modified: str | None = None
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """What came of a column's list. `complete`: every page sound, and the list read to its end.

    A sound walk to the newest posts, or a part of the way into the past, is neither complete nor a failure.
    `listed` is how many posts the list holds, as far as it was read or is known.
    """

    column_id: str
    outcome: Outcome
    reason: str  # Chinese, for a person: what was seen
    complete: bool
    checked_at: datetime
    platform: str | None
    pages: tuple[ListPageRead, ...]
    capture: Capture | None = None  # of the page that failed, where bytes came
    needs_browser: bool = False
    depth: Depth = Depth.WHOLE  # as it was walked: a walk to the newest posts may have had to go on
    listed: int | None = None
    known_by: str | None = None  # what the platform was recognised by (Chinese)


@dataclass(frozen=True, slots=True)
class PageOfHistory:
    """One page of a walk into the past, told as soon as it is read: where the walk is broken off, it resumes.

    `search` marks a page of the site's own search: its posts may stand anywhere on the site.
    """

    column_id: str
    page: ListPageRead
    checked_at: datetime
    search: bool = False


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A new article, or an attachment of it, was asked for once more.

    `capture` only where other bytes came than a moment before.
    """

    column_id: str
    article_url: str
    url: str
    outcome: Outcome
    checked_at: datetime
    capture: Capture | None = None


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
    """One host's night: what was asked, and how it was treated. Times in seconds."""

    host: str
    requests: int
    bytes: int
    delay: float = 0.0  # between two requests, as it was kept at the end
    seconds: float = 0.0  # of waiting for its answers
    retries: int = 0
    refused: int = 0  # asks that robots.txt, window or budget did not let through
    robots: str | None = None  # "none" | "allows" | "forbids" some of what was wanted | "fails" (5xx)
    manner: HostManner | None = None


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """The last line of a shard that ended by itself."""

    shard: int
    requests: int
    hosts: tuple[HostStats, ...]
