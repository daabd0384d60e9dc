"""Spells of checks: all times come back, clocks may run backwards, and a row that was tampered with is told."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks import Moment, Spell, list_digest, moments, month_of, second_of

GAPS = st.lists(st.tuples(st.integers(-(10**8), 10**8), st.integers(0, 400)), max_size=40)


def spell_of(first: Moment, gaps: list[tuple[int, int]]) -> Spell:
    last = Moment(first.second + sum(gap for gap, _ in gaps), first.run + sum(runs for _, runs in gaps))
    times = "".join(f" {seconds}/{runs}" for seconds, runs in gaps)
    return Spell(first.second, first.run, last.second, last.run, len(gaps) + 1, times)


@given(st.builds(Moment, st.integers(0, 2**33), st.integers(1, 10**6)), GAPS)
def test_every_moment_comes_back(first: Moment, gaps: list[tuple[int, int]]) -> None:
    found = moments(spell_of(first, gaps))
    assert found[0] == first
    assert [(b.second - a.second, b.run - a.run) for a, b in pairwise(found)] == gaps


@pytest.mark.parametrize(
    "tampered",
    [
        {"first_second": 999},
        {"first_run": 2},
        {"last_second": 87401},
        {"last_run": 3},
        {"checks": 2},
        {"times": " 86400/1"},
        {"times": " 86400/1 0/1 1/0"},
        {"times": " 86400/1 x/1"},
        {"times": "86400"},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tampered: dict[str, Any]) -> None:
    sound = spell_of(Moment(1000, 1), [(86400, 1), (0, 0)])
    assert [moment.second for moment in moments(sound)] == [1000, 87400, 87400]
    with pytest.raises(ValueError, match=r"unpack|literal|but Spell"):
        moments(replace(sound, **tampered))


def test_times_that_no_calendar_has_are_refused() -> None:
    with pytest.raises(ValueError, match="but Spell"):
        moments(spell_of(Moment(10**12, 1), []))


def test_months_are_those_of_shanghai() -> None:
    assert month_of(datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC)) == 202603
    assert month_of(datetime(2026, 3, 31, 16, tzinfo=UTC)) == 202604
    assert month_of(datetime(2026, 12, 31, 16, tzinfo=UTC)) == 202701


def test_seconds_are_never_later_than_the_instant() -> None:
    at = datetime(2026, 3, 1, 18, 0, 0, 999999, tzinfo=UTC)
    assert Moment(second_of(at), 1).at == at.replace(microsecond=0)
    assert second_of(datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=UTC)) == -1


def test_the_digest_of_a_list_can_be_made_by_hand() -> None:
    assert list_digest([]) is None
    assert list_digest(["a" * 64]) == "a" * 64, "of one page it is the page's own"
    lines = f"{'a' * 64}\n{'b' * 64}\n"
    assert list_digest(["a" * 64, "b" * 64]) == sha256(lines.encode()).hexdigest()
