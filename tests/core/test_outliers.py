"""Figures that stand out: tables of what does and what does not, and what must hold of any figures."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import amount_words
from core.outliers import FEWEST, Side, Spread, against_past, against_peers, between, fences, places, verdict

FIGURES = st.floats(0, 1e9, allow_nan=False)
LIKE = [20.0, 24, 25, 28, 30, 30, 33, 35, 38, 40, 44]


def spread_of(values: Sequence[float]) -> Spread | None:
    """As the database gives it, which sorts and picks the neighbours of each place."""
    if not values:
        return None
    ranked = sorted(values)
    q1, middle, q3 = (
        between(ranked[floor(p)], ranked[min(floor(p) + 1, len(ranked) - 1)], p) for p in places(len(ranked))
    )
    return Spread(len(ranked), ranked[0], q1, middle, q3, ranked[-1])


def test_quartiles_are_counted_as_by_hand() -> None:
    found = spread_of([7, 1, 3, 5, 2, 4, 6, 8])
    assert found is not None
    assert (found.count, found.low, found.q1, found.median, found.q3, found.high) == (8, 1, 2.75, 4.5, 6.25, 8)
    assert spread_of([]) is None
    assert spread_of([9]) == spread_of([9.0])


@pytest.mark.parametrize(
    ("value", "side"),
    [(30, None), (44, None), (90, None), (160, Side.HIGH), (4000, Side.HIGH), (8, None), (2, Side.LOW), (0, Side.LOW)],
)
def test_a_count_beside_like_units(value: float, side: Side | None) -> None:
    spread = spread_of(LIKE)
    assert spread is not None
    assert against_peers(value, spread, rate=False) is side


@pytest.mark.parametrize(
    ("value", "side"), [(100, None), (96, None), (84, None), (79, Side.LOW), (0, Side.LOW), (9850, Side.HIGH)]
)
def test_a_rate_beside_like_units(value: float, side: Side | None) -> None:
    spread = spread_of([95.0, 96, 97, 98, 98, 99, 99, 100, 100, 100, 100])
    assert spread is not None
    assert against_peers(value, spread, rate=True) is side


def test_units_that_are_all_alike_make_nobody_stand_out_for_a_little() -> None:
    nothing = spread_of([0.0] * 30)
    assert nothing is not None
    assert against_peers(5, nothing, rate=False) is None  # five cases where others had none: chance
    assert against_peers(40, nothing, rate=False) is Side.HIGH


@pytest.mark.parametrize(
    ("years", "side"),
    [
        ({2024: 30, 2025: 390}, Side.HIGH),
        ({2024: 390, 2025: 30}, Side.LOW),
        ({2024: 30, 2025: 290}, None),
        ({2024: 1, 2025: 12}, None),  # small counts leap by chance
        ({2024: 0, 2025: 500}, None),  # nothing is a times of nothing
        ({2023: 30, 2025: 390}, None),  # not the year before
        ({2025: 390}, None),
        ({2022: 400, 2023: 390, 2024: 30, 2025: 390}, None),  # comes back from a leap
        ({2022: 28, 2023: 33, 2024: 30, 2025: 390}, Side.HIGH),
    ],
)
def test_a_count_beside_its_own_past(years: dict[int, float], side: Side | None) -> None:
    assert against_past(years, 2025, rate=False) is side


@pytest.mark.parametrize(("before", "side"), [(98, Side.LOW), (60, None), (10, Side.HIGH)])
def test_a_rate_beside_its_own_past(before: float, side: Side | None) -> None:
    assert against_past({2024: before, 2025: 55}, 2025, rate=True) is side


def test_the_reason_tells_both_in_words() -> None:
    peers = spread_of(LIKE)
    found = verdict({2024: 30, 2025: 390}, 2025, peers, unit="件")
    assert found is not None
    assert found.side is Side.HIGH
    assert found.reason == (
        "是本单位2024年的30件的13倍；高于同级单位上四分位数3倍四分位距以上（按对数计），同级11个单位居中的一半在26.5件至36.5件"
    )
    low = verdict({2024: 98, 2025: 40}, 2025, None, unit="%")
    assert low is not None
    assert (low.side, low.reason) == (Side.LOW, "比本单位2024年的98%低58个百分点")
    assert verdict({2025: 30}, 2025, peers, unit="件") is None


@given(st.lists(FIGURES, max_size=FEWEST - 1), FIGURES, st.booleans())
def test_few_units_give_no_verdict(values: list[float], value: float, rate: bool) -> None:
    spread = spread_of(values)
    assert spread is None or (fences(spread, rate=rate) is None and against_peers(value, spread, rate=rate) is None)


@given(st.lists(FIGURES, min_size=FEWEST, max_size=60), st.booleans())
def test_the_middle_half_never_stands_out(values: list[float], rate: bool) -> None:
    spread = spread_of(values)
    assert spread is not None
    for value in (spread.q1, spread.median, spread.q3):
        assert against_peers(value, spread, rate=rate) is None


@given(st.lists(FIGURES, min_size=FEWEST, max_size=60), st.lists(FIGURES, min_size=2, max_size=8), st.booleans())
def test_further_out_is_never_less_of_an_outlier(values: list[float], tried: list[float], rate: bool) -> None:
    spread = spread_of(values)
    assert spread is not None
    sides = [against_peers(value, spread, rate=rate) for value in sorted(tried)]
    order = {Side.LOW: 0, None: 1, Side.HIGH: 2}
    assert all(order[one] <= order[other] for one, other in pairwise(sides))


@given(FIGURES, FIGURES)
def test_a_leap_up_is_a_leap_down_seen_from_the_other_year(one: float, other: float) -> None:
    opposite = {Side.HIGH: Side.LOW, Side.LOW: Side.HIGH, None: None}
    up = against_past({2024: one, 2025: other}, 2025, rate=False)
    assert against_past({2024: other, 2025: one}, 2025, rate=False) is opposite[up]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (9200, "份", "9,200份"),
        (770000, "元", "77万元"),
        (123456, "元", "123,456元"),
        (230000000, "元", "2.3亿元"),
        (98.5, "%", "98.5%"),
        (0, "件", "0件"),
        (100, "%", "100%"),
    ],
)
def test_amounts_are_printed_without_losing_anything(value: float, unit: str, words: str) -> None:
    assert amount_words(value, unit) == words
