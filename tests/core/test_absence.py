"""What one night proves of a report: the first and the second sound night, and all that proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.absence import Address, ColumnTonight, Night, held_up, seen
from core.changes import NIGHT, Absence, Presence

AT = datetime(2026, 4, 10, 18, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
BEFORE = AT - timedelta(days=1)

DEAD = Address(gone_at=LATER)
STANDS = Address(there_at=LATER)
SILENT = Address()  # not asked, or a failure that says nothing
LACKS = ColumnTonight(showed=True, listed=False, read_at=AT, whole=True)
LISTS = replace(LACKS, listed=True)
TO_THE_NEWEST = replace(LACKS, whole=False)
BROKEN = ColumnTonight(showed=True, listed=False)
BROKEN_LISTS = ColumnTonight(showed=True, listed=True)
ANOTHER = replace(LACKS, showed=False)
ANOTHER_LISTS = replace(ANOTHER, listed=True)
ANOTHER_NEWEST = replace(ANOTHER, whole=False)
ANOTHER_BROKEN = ColumnTonight(showed=False, listed=False)

GONE = Night((DEAD,), (LACKS,))
PROVES_NOTHING = {
    "no answer from the address": Night((SILENT,), (LACKS,)),
    "a mirror was not asked": Night((DEAD, SILENT), (LACKS,)),
    "the list failed": Night((DEAD,), (BROKEN,)),
    "the list was read to its newest posts": Night((DEAD,), (TO_THE_NEWEST,)),
    "one of its two lists failed": Night((DEAD,), (LACKS, BROKEN)),
    "a list that failed showed it last": Night((DEAD,), (LACKS, BROKEN_LISTS)),
    "no list ever showed it": Night((DEAD,), (ANOTHER,)),
    "its lists are retired": Night((DEAD,), ()),
    "no address is known": Night((), (LACKS,)),
}
STANDING = {
    "the address answers": Night((STANDS,), (LACKS,)),
    "the address answers while the list fails": Night((STANDS,), (BROKEN,)),
    "a mirror answers": Night((DEAD, STANDS), (LACKS,)),
    "its list shows it still": Night((DEAD,), (LISTS,)),
    "another list of the unit shows it": Night((DEAD,), (LACKS, ANOTHER_LISTS)),
}


@pytest.mark.parametrize("night", PROVES_NOTHING.values(), ids=PROVES_NOTHING)
def test_a_night_that_proves_nothing_changes_nothing(night: Night) -> None:
    assert seen(night, None, withdrawn=False) is None
    assert seen(night, BEFORE, withdrawn=False) is None
    assert seen(night, BEFORE, withdrawn=True) is None


@pytest.mark.parametrize("night", STANDING.values(), ids=STANDING)
def test_what_stands_ends_the_waiting(night: Night) -> None:
    assert seen(night, None, withdrawn=False) is None
    assert seen(night, BEFORE, withdrawn=False) == Presence(LATER)


def test_what_is_withdrawn_returns_by_answering() -> None:
    assert seen(STANDING["the address answers"], BEFORE, withdrawn=True) == Presence(LATER)
    assert seen(STANDING["its list shows it still"], BEFORE, withdrawn=True) is None


def test_two_nights() -> None:
    assert seen(GONE, None, withdrawn=False) == Absence(LATER)
    assert seen(GONE, BEFORE, withdrawn=False) == Absence(LATER, BEFORE)
    assert seen(GONE, BEFORE, withdrawn=True) is None


def test_two_runs_of_one_night_are_one_witness() -> None:
    """Counted between the last that was seen of the first night and the first of the second."""
    assert seen(GONE, AT - NIGHT, withdrawn=False) == Absence(LATER, AT - NIGHT)
    assert seen(GONE, AT - NIGHT + timedelta(seconds=1), withdrawn=False) is None


@pytest.mark.parametrize(
    "night",
    [
        Night((DEAD,), (LACKS, ANOTHER_NEWEST)),
        Night((DEAD,), (LACKS, ANOTHER_BROKEN)),
        Night((DEAD,), (LACKS,), elsewhere=True),
    ],
    ids=["another column was read to its newest posts", "another column failed", "it may be what waits to be read"],
)
def test_the_second_night_takes_every_column_of_the_unit_and_no_doubt(night: Night) -> None:
    assert seen(night, None, withdrawn=False) == Absence(LATER)
    assert seen(night, BEFORE, withdrawn=False) is None
    assert seen(Night((DEAD,), (LACKS, ANOTHER)), BEFORE, withdrawn=False) == Absence(LATER, BEFORE)


@pytest.mark.parametrize(
    ("night", "broken", "held"),
    [
        (GONE, {}, None),
        (GONE, {"c": timedelta(days=2, hours=23)}, None),  # it may be back tomorrow
        (GONE, {"c": timedelta(days=3), "b": timedelta(days=9), "a": timedelta(days=1)}, ("b", "c")),
        (Night((DEAD,), (LACKS, ANOTHER_BROKEN)), {"other": timedelta(days=3)}, ("other",)),
        (Night((DEAD,), ()), {}, ()),  # its lists are retired
        (Night((DEAD,), (ANOTHER,)), {}, ()),  # no list ever showed it
        (Night((DEAD,), (TO_THE_NEWEST,)), {}, None),
    ],
)
def test_what_no_night_will_ever_prove(
    night: Night, broken: dict[str, timedelta], held: tuple[str, ...] | None
) -> None:
    assert held_up(night, {id_: LATER - lasted for id_, lasted in broken.items()}, LATER) == held
