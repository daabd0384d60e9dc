"""Looking for a site's columns: what a scout is told, what it proposes, and why it came home without any."""

from dataclasses import dataclass
from enum import StrEnum

from core.crawl import ShardJob
from core.pages import Outcome


class Rank(StrEnum):
    """How sure it is that a column is one to watch 把握."""

    PROVEN = "proven"  # it holds yearly reports
    PROBABLE = "probable"  # its name or address says so, but no report was seen in it
    POSSIBLE = "possible"  # reports are sometimes published in such columns


class Trail(StrEnum):
    """How a column was come upon 发现途径."""

    NAVIGATION = "导航"
    SITEMAP = "站点地图"
    SEARCH = "站内搜索"
    SLUG = "网址特征"


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A post that is recognised as a yearly report by its title."""

    title: str
    report_year: int | None
    issuers: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column that may be worth watching 候选栏目. `score` is 0 to 100, `reasons` are Chinese.

    `posts` were read, `total` is what the list says of itself; `issuers` are those of the reports, most frequent first.
    """

    url: str
    name: str
    rank: Rank
    score: int
    reasons: tuple[str, ...]
    found_by: tuple[Trail, ...]
    platform: str | None
    known_by: str | None
    posts: int
    total: int | None
    reports: tuple[ReportSeen, ...]
    issuers: tuple[str, ...]
    newest_report_year: int | None
    outcome: Outcome
    complete: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ScoutJob:
    """One site to look through. `shard` carries the manners (delay, hosts, user agent); it has no columns."""

    url: str
    shard: ShardJob
    allow_private: bool = False
    words: str = "法治政府建设"
    max_requests: int = 60
    max_depth: int = 3  # clicks from the page named
    seconds: float = 900.0


@dataclass(frozen=True, slots=True)
class ScoutStep:
    """What the scout is at, told while it works. `note` is an address."""

    asked: int
    note: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What came of a site 发现结果. `outcome` is that of the page named; `tried` says in Chinese what was looked at."""

    url: str
    outcome: Outcome
    reason: str
    site_name: str | None = None
    proposals: tuple[Proposal, ...] = ()
    tried: tuple[str, ...] = ()
    requests: int = 0
    bounded_by: str | None = None  # which limit ended the search before everything promising was seen (Chinese)
