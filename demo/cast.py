"""The words of the demo town: its offices, sites, columns, units, and the part that each unit plays in the season."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.duties import Status
from core.times import SHANGHAI
from core.units import Duty, Level

DIVISION_CODES = {"yunxi": "990181", "qinglan": "990102"}  # 99 stands for no real province


def at(text: str) -> datetime:
    """A local instant of the town, from `2026-03-06 10:20`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Sort(StrEnum):
    """What kind of body a unit is; its value chooses the themes of its report (see `demo.phrases`)."""

    GOVERNMENT = "g"
    DEPARTMENT = "d"
    TOWN = "t"
    STREET = "s"

    @property
    def level(self) -> Level:
        if self is Sort.GOVERNMENT:
            return Level.COUNTY
        return Level.DEPARTMENT if self is Sort.DEPARTMENT else Level.TOWNSHIP


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit does with its report of one year 本季安排.

    `appears_at` is when the post first stands on the site (None: never); `dated_at` what page and list claim, where
    that differs; `undated` leaves every date off page and list; from `delisted_at` on the page stands in no list.
    `expected` is the standing after the last day, `flags` what the board shows with it. `copies` is the unit whose
    report it takes over, its own names put in.
    """

    expected: Status = Status.PUBLISHED
    appears_at: datetime | None = None
    dated_at: datetime | None = None
    undated: bool = False
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    delisted_at: datetime | None = None
    copies: str = ""
    heading_year: int | None = None  # the first heading names this year instead of the report year
    flags: tuple[str, ...] = ()

    @property
    def shown_at(self) -> datetime | None:
        """The date that page and list show."""
        return None if self.undated else self.dated_at or self.appears_at


@dataclass(frozen=True, slots=True)
class Style:
    """How a unit's clerk writes and pastes 排版习惯; each flaw stands on real pages."""

    title: str = "annual"  # a pattern of `demo.titles`
    markup: str = "p"  # p | br | word | font | nested | div
    heading: str = "chrome"  # where the page shows the title: chrome | both | split | nowhere
    points: str = "run_in"  # third level: run_in (1.标题。正文) | line (heading on its own line) | listed (一是…二是…)
    sections_run_in: bool = False  # second level: （一）标题。正文 in one line
    recipient: bool = False
    signed: bool = True
    dropped_dot: bool = False  # 2加强… for 2.加强…
    dropped_year: bool = False  # 20255月 for 2025年5月
    page_number: bool = False
    mobile_copy: bool = False
    three_items: bool = False  # leaves the leadership section out
    filed: str = ""  # docx | pdf: the report stands in a file, its page only points to it


@dataclass(frozen=True, slots=True)
class TownOffice:
    id: str
    name: str
    place: str  # 云溪市
    upper: str  # whom its units write to


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a site from `since` until before `until`.

    `kind`: unavailable (503) or challenge for every page; for lists only: home (columns redirect to the home page),
    empty (no posts), half (the older ones alone), stub (following pages are shells).
    """

    kind: str
    since: datetime
    until: datetime

    def covers(self, day: datetime) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class TownSite:
    """One simulated site. `address` and `port` are tried first, then any free loopback port."""

    id: str
    name: str
    platform: str
    address: str
    port: int
    host_place: str  # 云溪市, for its chrome
    etag: bool = False
    last_modified: bool = False
    disallow: str = "/admin/"
    troubles: tuple[Trouble, ...] = ()
    search: str = ""  # the make of its own search: ss | hanweb
    sitemap: bool = False
    crawl_delay: float = 0.0  # seconds that robots.txt asks for; 0 says nothing

    def trouble(self, day: datetime) -> str | None:
        return next((t.kind for t in self.troubles if t.covers(day)), None)


@dataclass(frozen=True, slots=True)
class TownColumn:
    """One list of a site. `token` is the folder or number under which the platform keeps it."""

    id: str
    site_id: str
    name: str
    token: str
    min_posts: int = 5
    filler: int = 0  # other news rows, to make the list long


@dataclass(frozen=True, slots=True)
class TownUnit:
    id: str
    name: str
    short: str  # as colleagues write it: 市教育局
    sort: Sort
    office_id: str
    column_id: str
    business: str  # as a word of its report
    part: Part
    style: Style = field(default_factory=Style)
    party: str | None = None  # the party body that signs with it
    duty: Duty | None = None
    exempt_reason: str | None = None
    past: dict[int, Part] = field(default_factory=dict, hash=False)  # earlier years that did not go as usual

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for a in (self.short, self.party) if a and a != self.name))


@dataclass(frozen=True, slots=True)
class Script:
    """The whole town 剧本."""

    offices: dict[str, TownOffice]
    sites: dict[str, TownSite]
    columns: dict[str, TownColumn]
    units: dict[str, TownUnit]

    def units_of(self, column_id: str) -> tuple[TownUnit, ...]:
        return tuple(u for u in self.units.values() if u.column_id == column_id)

    def columns_of(self, site_id: str) -> tuple[TownColumn, ...]:
        return tuple(c for c in self.columns.values() if c.site_id == site_id)

    def site_of(self, column_id: str) -> TownSite:
        return self.sites[self.columns[column_id].site_id]
