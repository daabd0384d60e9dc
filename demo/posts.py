"""What stands in the town's columns 帖子: every post that ever appears, and what is to be seen on a given day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from core.times import SHANGHAI
from demo import phrases_ending, titles, writing
from demo.cast import Part, TownColumn, TownSite, TownUnit, at
from demo.script import FIRST_YEAR, LAST_YEAR, TOWN

REPORT = "report"


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a column. `number` is its place on the site for good; `year` the report year of a report."""

    number: int
    column_id: str
    unit_id: str
    kind: str  # report, or a kind of `demo.titles.lookalikes`, or filler
    title: str
    appears_at: datetime
    shown_at: datetime | None  # None: neither page nor list shows a date
    year: int | None = None
    part: Part | None = None

    def standing(self, day: datetime) -> bool:
        """Whether its page is on the site."""
        gone = self.part.withdrawn_at if self.part else None
        return self.appears_at <= day and not (gone and gone <= day)

    def visible(self, day: datetime) -> bool:
        """Whether its column lists it."""
        left = self.part.delisted_at if self.part else None
        return self.standing(day) and not (left and left <= day)

    def edited(self, day: datetime) -> bool:
        return bool(self.part and self.part.edited_at and self.part.edited_at <= day)

    def changed_at(self, day: datetime) -> datetime:
        """When the post was last touched, seen from `day`."""
        moments = [self.appears_at]
        if self.part:
            moments += [m for m in (self.part.edited_at, self.part.withdrawn_at, self.part.delisted_at) if m]
        return max(m for m in moments if m <= day)

    @property
    def unit(self) -> TownUnit:
        return TOWN.units[self.unit_id]

    @property
    def site(self) -> TownSite:
        return TOWN.site_of(self.column_id)

    @property
    def file_name(self) -> str:
        """The name of the file that holds the report, as its site gives it; empty where the page holds it."""
        form = self.unit.style.filed if self.kind == REPORT else ""
        stem = f"P0{self.appears_at:%Y%m%d}{self.number}" if self.site.platform == "trs" else str(self.number)
        return f"{stem}.{form}" if form else ""

    @property
    def source(self) -> str:
        return self.unit.short

    def draft(self, day: datetime) -> writing.Draft:
        """The text of a report as it stands on `day`."""
        assert self.year is not None
        part = self.part or Part()
        on = (self.shown_at or self.appears_at).date()
        edited = self.edited(day)
        return writing.write(self.unit, self.year, on, part.heading_year, edited=edited, like=part.copies)

    def paragraphs(self) -> tuple[str, ...]:
        """The text of a post that is not a report."""
        rng = random.Random(f"other {self.column_id} {self.number}")
        words = writing.words_of(self.unit, self.appears_at.year)
        return tuple(writing.fill(t, words, rng) for t in rng.sample(phrases_ending.OTHER_TEXT, 4))


def _office_hour(day: date, rng: random.Random) -> datetime:
    """A moment of a working day near `day`."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime(day.year, day.month, day.day, rng.randint(8, 17), rng.randint(0, 59), tzinfo=SHANGHAI)


def part_of(unit: TownUnit, year: int) -> Part:
    """What the unit did for `year`: as the script says, or published in the spring after it."""
    if year == LAST_YEAR:
        return unit.part
    if year in unit.past:
        return unit.past[year]
    rng = random.Random(f"past {unit.id} {year}")
    return Part(appears_at=_office_hour(date(year + 1, 1, 14) + timedelta(days=rng.randint(0, 72)), rng))


@dataclass(frozen=True, slots=True)
class _Row:
    unit: TownUnit
    kind: str
    title: str
    appears_at: datetime
    shown_at: datetime | None
    year: int | None = None
    part: Part | None = None


def _reports(unit: TownUnit, year: int) -> Iterator[_Row]:
    part = part_of(unit, year)
    if part.appears_at is not None:
        title = titles.report_title(unit, year, latest=LAST_YEAR)
        yield _Row(unit, REPORT, title, part.appears_at, part.shown_at, year, part)


def _others(unit: TownUnit, year: int, *, first: bool) -> Iterator[_Row]:
    """The look-alikes about a year: one or two for each unit, a notice and news with the first."""
    rng = random.Random(f"others {unit.id} {year}")
    title = titles.report_title(unit, year, latest=LAST_YEAR)
    texts = titles.lookalikes(unit, TOWN.offices[unit.office_id], year, title)
    when = {
        "notice": date(year, 12, 18), "news": date(year, 5, 20), "interim": date(year, 7, 12),
        "other_annual": date(year + 1, 1, 20), "statistics": date(year + 1, 1, 27), "plan": date(year + 1, 3, 12),
        "meeting": date(year + 1, 1, 8),
    }  # fmt: skip
    kinds = rng.sample(["interim", "other_annual", "statistics", "plan", "meeting"], rng.randint(1, 2))
    for kind in (["notice", "news"] if first else []) + kinds:
        moment = _office_hour(when[kind] + timedelta(days=rng.randint(0, 6)), rng)
        yield _Row(unit, kind, texts[kind], moment, moment)
    part = part_of(unit, year)
    if first and part.appears_at is not None:
        moment = _office_hour(part.appears_at.date() + timedelta(days=6), rng)
        yield _Row(unit, "interpretation", texts["interpretation"], moment, moment)


def _filler(column: TownColumn) -> Iterator[_Row]:
    unit = TOWN.units_of(column.id)[0]
    for number in range(column.filler):
        rng = random.Random(f"filler {column.id} {number}")
        moment = _office_hour(at("2022-01-10 09:00").date() + timedelta(days=number * 11), rng)
        yield _Row(unit, "filler", titles.filler_title(number), moment, moment)


@cache
def all_posts(column_id: str) -> tuple[Post, ...]:
    """Every post that the column ever shows, oldest first; numbers grow with the day of appearance."""
    units = TOWN.units_of(column_id)
    column = TOWN.columns[column_id]
    rows = list(_filler(column))
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for unit in units:
            rows += [*_reports(unit, year), *_others(unit, year, first=unit is units[0])]
    rows.sort(key=lambda row: (row.appears_at, row.unit.id, row.kind))
    start = 100_000 + 1_000 * list(TOWN.columns).index(column_id)
    return tuple(
        Post(start + 3 * i, column_id, r.unit.id, r.kind, r.title, r.appears_at, r.shown_at, r.year, r.part)
        for i, r in enumerate(rows)
    )


def visible_posts(column_id: str, day: datetime) -> tuple[Post, ...]:
    """What the list shows on `day`, newest first."""
    return tuple(p for p in reversed(all_posts(column_id)) if p.visible(day))


def standing_posts(column_id: str, day: datetime) -> tuple[Post, ...]:
    """The posts with a page on `day`, those that left the list among them, newest first."""
    return tuple(p for p in reversed(all_posts(column_id)) if p.standing(day))


def list_changed_at(column_id: str, day: datetime) -> datetime:
    """When the list last changed, seen from `day`: a row came, was touched, or went."""
    return max(p.changed_at(day) for p in all_posts(column_id) if p.appears_at <= day)
