"""The on-time rate, against cases worked out by hand."""

import pytest

from core.units import Level
from evidence.rates import Counts, Tally, percent, rate_words
from tests.evidence.ledgers import row

# status, duty, flags → where it counts
PLACES = [
    ("published", "required", [], "on_time"),
    ("published", "local", ["revised"], "on_time"),
    ("published", "required", ["borderline"], "on_time questioned"),
    ("published", "required", ["backdated"], "on_time questioned"),
    ("published", "required", ["date_missing"], "on_time questioned"),
    ("published", "required", ["year_conflict"], "on_time questioned"),
    ("published_late", "required", [], "late"),
    ("overdue", "local", [], "overdue"),
    ("withdrawn", "required", [], "withdrawn"),
    ("unverified", "required", [], "unverified"),
    ("not_due", "required", [], "pending"),
    ("due_soon", "required", [], "pending"),
    ("exempt", "required", [], "exempt"),
    ("exempt", "none", [], "exempt"),
    ("not_due", "customary", [], "unbound"),
    ("published", "customary", [], "unbound unbound_published"),
    ("withdrawn", "customary", [], "unbound"),
    ("unverified", "none", ["year_conflict"], "unbound"),
]
# published, late, overdue, withdrawn, unverified, not due, exempt, customary → rate, highest, in words
RATES = [
    ((0, 0, 0, 0, 0, 0, 0, 0), None, None, "—"),
    ((0, 0, 0, 0, 0, 0, 3, 4), None, None, "—"),
    ((4, 0, 0, 0, 0, 0, 0, 0), 1.0, 1.0, "100%"),
    ((3, 1, 0, 0, 0, 0, 2, 5), 0.75, 0.75, "75%"),
    ((1, 1, 1, 0, 0, 0, 0, 0), 1 / 3, 1 / 3, "33.3%"),
    ((6, 1, 1, 1, 1, 0, 0, 0), 0.6, 0.7, "60%（最高可达70%）"),
    ((0, 0, 0, 0, 0, 5, 0, 0), 0.0, 1.0, "0%（最高可达100%）"),
    ((9999, 1, 0, 0, 0, 0, 0, 0), 0.9999, 0.9999, "99.9%"),
]
STATUSES = ("published", "published_late", "overdue", "withdrawn", "unverified", "not_due", "exempt")


@pytest.mark.parametrize(("status", "duty", "flags", "places"), PLACES)
def test_each_standing_counts_in_one_place(status: str, duty: str, flags: list[str], places: str) -> None:
    counts = Counts()
    counts.add(row("a", status, duty=duty, flags=flags))
    assert {name for name in counts.__slots__ if getattr(counts, name)} == set(places.split())
    assert counts.units == 1


@pytest.mark.parametrize(("numbers", "rate", "highest", "said"), RATES)
def test_rates_worked_out_by_hand(
    numbers: tuple[int, ...], rate: float | None, highest: float | None, said: str
) -> None:
    counts = Counts()
    *owing, customary = numbers
    for status, number in zip(STATUSES, owing, strict=True):
        for _ in range(number):
            counts.add(row("a", status))
    for _ in range(customary):
        counts.add(row("a", "published", duty="customary"))
    assert counts.rate == rate
    assert counts.highest == highest
    assert rate_words(counts) == said
    assert counts.units == sum(numbers)


def test_what_is_undecided_is_never_late() -> None:
    counts = Counts()
    for status in ("unverified", "not_due", "due_soon"):
        counts.add(row("a", status))
    assert (counts.late, counts.overdue, counts.undecided, counts.owing) == (0, 0, 3, 3)


def test_levels_come_in_their_order_and_offices_as_they_are_met() -> None:
    tally = Tally()
    for level, office in (("department", "yx"), ("township", "ql"), ("city", "yx"), ("township", "ql")):
        tally.add(row("a", level=level, office=office))
    assert [(level, counts.units) for level, counts in tally.levels()] == [
        (Level.CITY, 1),
        (Level.TOWNSHIP, 2),
        (Level.DEPARTMENT, 1),
    ]
    assert {office: counts.units for office, counts in tally.offices.items()} == {"yx": 2, "ql": 2}
    assert tally.total.units == 4


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert percent(0.99999) == "99.9%"
    assert percent(1.0) == "100%"
