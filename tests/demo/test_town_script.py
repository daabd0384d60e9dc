"""The script holds together: every unit has its place, its expected standing follows from what it does."""

from collections import Counter
from datetime import date

import pytest

from core.duties import Status
from core.times import local_day
from core.units import Duty
from demo.cast import Sort, TownUnit, at
from demo.platforms import PLATFORMS
from demo.posts import REPORT, all_posts, part_of, visible_posts
from demo.script import DAYS, EXPECTED, FIRST_YEAR, LAST_YEAR, TOWN

UNITS = list(TOWN.units.values())
DUE = date(2026, 3, 31)


def binding(unit: TownUnit) -> bool:
    return unit.duty in (Duty.REQUIRED, Duty.LOCAL) or (unit.duty is None and unit.sort is not Sort.STREET)


def readable_nights(unit: TownUnit) -> list[date]:
    site = TOWN.site_of(unit.column_id)
    return [local_day(day) for day in DAYS if site.trouble(day) is None]


def test_the_town_is_as_large_as_promised() -> None:
    assert len(TOWN.sites) >= 8
    assert len(UNITS) >= 30
    assert {site.platform for site in TOWN.sites.values()} == set(PLATFORMS)
    kinds = {t.kind for site in TOWN.sites.values() for t in site.troubles}
    assert kinds == {"unavailable", "challenge", "home", "empty", "half", "stub"}
    assert {unit.sort for unit in UNITS} == set(Sort)
    assert max(Counter(unit.column_id for unit in UNITS).values()) > 3


def test_every_reference_leads_somewhere() -> None:
    for unit in UNITS:
        assert unit.column_id in TOWN.columns
        assert unit.office_id in TOWN.offices
    for column in TOWN.columns.values():
        assert column.site_id in TOWN.sites
        assert TOWN.units_of(column.id), f"nobody publishes in {column.id}"
        assert len({u.office_id for u in TOWN.units_of(column.id)}) == 1
    addresses = [(s.address, s.port) for s in TOWN.sites.values()]
    assert len(set(addresses)) == len(addresses)


def test_numbers_of_posts_are_their_own() -> None:
    numbers = [post.number for column in TOWN.columns for post in all_posts(column)]
    assert len(set(numbers)) == len(numbers)


def test_the_nights_lie_around_the_deadline() -> None:
    assert list(DAYS) == sorted(DAYS)
    assert all(day.strftime("%H:%M %z") == "02:00 +0800" for day in DAYS)
    on = [local_day(day) for day in DAYS]
    assert (
        date(2026, 4, 1) in on and date(2026, 4, 2) in on and min(on) < date(2026, 2, 1) and max(on) > date(2026, 4, 15)
    )


def test_expected_covers_every_unit() -> None:
    assert set(EXPECTED) == set(TOWN.units)
    assert set(EXPECTED.values()) == {
        Status.PUBLISHED, Status.PUBLISHED_LATE, Status.OVERDUE, Status.UNVERIFIED, Status.NOT_DUE, Status.EXEMPT,
        Status.WITHDRAWN,
    }  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.id)
def test_the_expected_standing_follows_from_the_part(unit: TownUnit) -> None:
    """Said a second time, from the rules of the contract and what stands in the script."""
    part, nights = unit.part, readable_nights(unit)
    seen = [n for n in nights if part.appears_at is not None and local_day(part.appears_at) <= n]
    if unit.exempt_reason:
        expected = Status.EXEMPT
    elif part.withdrawn_at:
        assert len([n for n in nights if n > local_day(part.withdrawn_at)]) >= 2
        expected = Status.WITHDRAWN
    elif seen:
        on = local_day(part.shown_at) if part.shown_at else seen[0]
        late = on > date(2026, 4, 1) and binding(unit)
        expected = Status.PUBLISHED_LATE if late else Status.PUBLISHED
        assert ("borderline" in part.flags) == (on == date(2026, 4, 1))
    elif not binding(unit):
        expected = Status.NOT_DUE
    else:
        checked_after = any(night > date(2026, 4, 1) for night in nights)
        expected = Status.OVERDUE if checked_after else Status.UNVERIFIED
    assert EXPECTED[unit.id] is expected


def test_the_season_shows_every_turn() -> None:
    appeared = [local_day(u.part.appears_at) for u in UNITS if u.part.appears_at]
    assert min(appeared) < date(2026, 1, 20) and date(2026, 4, 1) in appeared and max(appeared) > date(2026, 4, 5)
    assert any(u.part.edited_at for u in UNITS) and any(u.part.withdrawn_at for u in UNITS)
    assert any(u.part.undated for u in UNITS) and any(u.part.heading_year for u in UNITS)
    assert any(u.part.dated_at for u in UNITS)
    for unit in UNITS:
        assert ("revised" in unit.part.flags) == bool(unit.part.edited_at)
        assert ("backdated" in unit.part.flags) == bool(unit.part.dated_at)


def test_past_years_are_published_but_for_one() -> None:
    missing = [
        (u.id, year) for u in UNITS for year in range(FIRST_YEAR, LAST_YEAR) if part_of(u, year).appears_at is None
    ]
    assert missing == [("yx-bailu", 2023)]
    late = [
        (u.id, year)
        for u in UNITS
        for year in range(FIRST_YEAR, LAST_YEAR)
        if (moment := part_of(u, year).appears_at) and local_day(moment) > date(year + 1, 3, 31)
    ]
    assert late == [("yx-czj", 2023)]


@pytest.mark.parametrize("column_id", list(TOWN.columns))
def test_columns_hold_reports_among_look_alikes(column_id: str) -> None:
    posts = all_posts(column_id)
    assert len({p.number for p in posts}) == len(posts)
    reports = [p for p in posts if p.kind == REPORT]
    assert Counter((p.unit_id, p.year) for p in reports).most_common(1)[0][1] == 1
    others = {p.kind for p in posts if p.kind != REPORT}
    assert {"notice", "news", "interpretation"} <= others and len(others) >= 5
    assert len(visible_posts(column_id, DAYS[0])) >= TOWN.columns[column_id].min_posts


@pytest.mark.parametrize("kind", ["home", "empty", "half"])
def test_a_bad_night_would_accuse_whoever_believed_it(kind: str) -> None:
    """Published in time, yet hidden in the night whose checks count first; the last nights show it again."""
    site = next(s for s in TOWN.sites.values() if s.troubles and s.troubles[0].kind == kind)
    (unit,) = TOWN.units_of(TOWN.columns_of(site.id)[0].id)
    assert site.trouble(at("2026-04-02 02:00")) == kind and site.trouble(DAYS[-1]) is None
    assert unit.part.appears_at and unit.part.shown_at and binding(unit)
    assert local_day(unit.part.shown_at) <= DUE and unit.part.appears_at < at("2026-04-02 02:00")
    assert not any(unit.part.appears_at <= day and site.trouble(day) is None for day in DAYS if local_day(day) <= DUE)
    assert not site.last_modified  # a conditional request would be told that nothing changed


def test_a_withdrawn_post_is_gone_from_its_day_on() -> None:
    unit = TOWN.units["yx-nyj"]
    stands = [any(p.unit_id == unit.id and p.year == 2025 for p in visible_posts(unit.column_id, d)) for d in DAYS]
    assert stands == [False, True, True, True, True, False, False, False]
