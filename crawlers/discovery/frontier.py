"""What to look at next: ways not yet gone, best first, and the columns that were come upon. Pure, and bounded."""

import heapq
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.discovery import Trail
from crawlers.discovery.links import Lead
from crawlers.discovery.words import LIKELY, worth
from crawlers.platforms._links import leads_to_article

_OF_ONE_SHAPE = 3  # ways whose addresses and names differ by numbers only: a calendar has no end
_MOST_WAYS = 5000
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.I)


def key_of(url: str) -> str:
    """The same for addresses of one page: no scheme, www., entrance file; no fragment but the number of gkmlpt."""
    parts = urlsplit(url)
    fragment = "#" + parts.fragment if "/gkmlpt/" in parts.path and parts.fragment else ""
    path = _INDEX.sub("/", parts.path) or "/"
    path = path if "." in path.rpartition("/")[2] else path.rstrip("/") + "/"
    return parts.netloc.lower().removeprefix("www.") + path + (f"?{parts.query}" if parts.query else "") + fragment


def shape_of(lead: Lead) -> str:
    """Address and name without their numbers, and without the values in the address."""
    parts = urlsplit(lead.url)
    names = re.sub(r"=[^&]*", "", parts.query)
    return re.sub(r"\d+", "#", f"{parts.netloc}{parts.path}?{names}") + " " + re.sub(r"\d+", "#", lead.name)


@dataclass(slots=True)
class Candidate:
    """A column that was come upon. `points` are those of its best clue; `topical` counts names and addresses only."""

    url: str
    name: str
    points: int = 0
    topical: bool = False
    trails: list[Trail] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, points: int, trail: Trail, reason: str) -> None:
        self.points = max(self.points, points)
        self.trails += [trail] if trail not in self.trails else []
        self.reasons += [reason] if reason and reason not in self.reasons else []


@dataclass(frozen=True, slots=True)
class Way:
    """A page to look through, `depth` clicks from home."""

    lead: Lead
    depth: int
    points: int


@dataclass(slots=True)
class Frontier:
    """`ways` are taken best first and each once; `candidates` grow as pages are looked through."""

    max_depth: int
    candidates: dict[str, Candidate] = field(default_factory=dict)
    _ways: list[tuple[int, int, int, Lead]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _looked: set[str] = field(default_factory=set)
    _shapes: Counter[str] = field(default_factory=Counter)

    def add(self, leads: Iterable[Lead], depth: int, trail: Trail) -> None:
        """Takes in what a page leads to. Posts are no ways; what promises nothing is not followed."""
        for lead in leads:
            found = worth(lead.name, lead.url)
            if not found.points or (found.by_address and not found.topical and leads_to_article(lead.url)):
                continue
            if found.points >= LIKELY and (depth <= self.max_depth or found.topical):
                self.suggest(lead, found.points, trail, found.reason, topical=found.topical)
                if found.by_address:
                    self.suggest(lead, found.points, Trail.SLUG, "")
            if depth <= self.max_depth:
                self._push(lead, depth, found.points)

    def _push(self, lead: Lead, depth: int, points: int) -> None:
        key, shape = key_of(lead.url), shape_of(lead)
        if key in self._seen or self._shapes[shape] >= _OF_ONE_SHAPE or len(self._seen) >= _MOST_WAYS:
            return
        self._seen.add(key)
        self._shapes[shape] += 1
        heapq.heappush(self._ways, (-points, depth, len(self._seen), lead))

    def next(self) -> Way | None:
        if not self._ways:
            return None
        points, depth, _, lead = heapq.heappop(self._ways)
        return Way(lead, depth, -points)

    def visited(self, url: str) -> None:
        """Marks a page as looked through, however it was come to."""
        self._seen.add(key_of(url))
        self._looked.add(key_of(url))

    def looked_through(self, url: str) -> bool:
        return key_of(url) in self._looked

    def suggest(self, lead: Lead, points: int, trail: Trail, reason: str, *, topical: bool = False) -> None:
        """A column; where it is known already, one more clue to it."""
        shape = shape_of(lead)
        key = key_of(lead.url)
        if key.endswith("/") and key.count("/") == 1:
            return  # a home page, which breadcrumbs name as anything
        if key not in self.candidates:
            if self._shapes["column " + shape] >= _OF_ONE_SHAPE * 2:
                return
            self._shapes["column " + shape] += 1
            self.candidates[key] = Candidate(lead.url, lead.name)
        candidate = self.candidates[key]
        candidate.name = candidate.name or lead.name
        candidate.topical = candidate.topical or topical
        candidate.add(points, trail, reason)

    def best(self) -> list[Candidate]:
        """The columns, most promising first."""
        return sorted(self.candidates.values(), key=lambda c: -c.points - 3 * len(c.trails))

    def named(self, url: str) -> bool:
        """Whether a column is known by its name already."""
        known = self.candidates.get(key_of(url))
        return known is not None and bool(known.name)
