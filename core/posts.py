"""What a list page shows, and what a post seems to be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.addresses import document_key
from core.pages import Ask


class Kind(StrEnum):
    """What a post is 帖子类别."""

    ANNUAL_REPORT = "annual_report"
    NOTICE = "notice"
    PLAN = "plan"
    INTERPRETATION = "interpretation"
    NEWS = "news"
    OTHER_ANNUAL_REPORT = "other_annual_report"
    TEMPLATE = "template"
    INDEX = "index"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post as the list shows it 列表条目: absolute address, full title (not the cut one), list date.

    `promised`: its title does not say what it is, but its list is one of yearly reports.
    """

    url: str
    title: str
    listed_on: date | None = None
    promised: bool = False

    @property
    def document(self) -> str:
        """What all spellings of its address have in common."""
        return document_key(self.url)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where more of a list may stand, and why (Chinese); `url` is "" where only a script turns to it."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One list page read 列表页. `next`: the following page or None; `total`/`pages`: as the page states them.

    `elsewhere`: other lists that belong to this one; it lacks nothing only where they are watched, too.
    """

    posts: tuple[PostRef, ...]
    next: Ask | None = None
    total: int | None = None
    pages: int | None = None
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a post was taken for 识别结果, with reasons in Chinese. `doubtful`: for a person, not an alert."""

    kind: Kind
    report_year: int | None = None
    issuers: tuple[str, ...] = ()
    doubtful: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def candidate(self) -> bool:
        """Worth fetching: a yearly report, or perhaps one."""
        return self.kind is Kind.ANNUAL_REPORT or self.doubtful
