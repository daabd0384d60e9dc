"""Units beside each other: the scale that they are drawn by, and what is said of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outliers import Spread
from storage.board import Filter
from storage.indicator_views import Figure
from web.comparing import Line, Mark, Value
from web.plots.chart import About
from web.plots.scale import Scale, scale_of
from web.plots.themes import ems, split
from web.plots.units import Units, units_of
from web.ranked import Wish

ABOUT = About(Filter(), "全部单位", date(2026, 4, 20))
WISH = Wish("penalty_cases", 2025)
AMOUNTS = st.lists(st.floats(0, 1e10), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("values", "rate", "ratios"),
    [
        ([12], False, False),
        ([40, 12, 3], False, False),
        ([900, 30, 30, 20], False, True),
        ([0, 0, 0], False, False),
        ([100, 1, 1, 1], True, False),
        ([5e8, 3e4, 0], False, True),
    ],
)
def test_only_values_far_apart_are_drawn_by_their_ratios(values: list[float], rate: bool, ratios: bool) -> None:
    assert scale_of(values, [], rate=rate).ratios is ratios


@given(AMOUNTS, AMOUNTS)
def test_a_scale_keeps_the_order_and_has_room_for_all(values: list[float], others: list[float]) -> None:
    scale = scale_of(values, others, rate=False)
    places = [scale.at(value) for value in sorted([*values, *others])]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert 1 <= len(scale.marks) <= 7
    assert scale.marks == sorted(scale.marks)
    if scale.ratios:
        assert all(scale.at(value) > 0 for value in values if value >= 0.01)  # none of them looks like nothing


def test_marks_are_round() -> None:
    assert scale_of([83], [], rate=False).marks == [0, 20, 40, 60, 80]
    assert scale_of([0], [], rate=False).marks == [0, 1]
    assert scale_of([4e8, 2e4, 1500], [], rate=False).marks == [1e3, 1e5, 1e7]
    assert Scale(1e3 / 1.5, 4e8, ratios=True).times == 100


@given(st.text(min_size=1, max_size=200), st.integers(1, 3))
def test_a_long_name_keeps_its_beginning_and_its_end(name: str, most: int) -> None:
    lines = split(name, 20, most)
    assert len(lines) <= most
    assert name.endswith(lines[-1].removeprefix("…"))
    assert len(lines) == 1 or name.startswith(lines[0])
    assert all(ems(line) <= 21 for line in lines)


def line(name: str, level: str, value: float, mark: Mark | None = None) -> Line:
    figure = Figure(1, WISH.key, 2025, 2025, value, "件", False, "")
    return Line(name, name, level, "xian", (Value(figure, f"{value:g}件", mark), None))


def drawn(*values: float) -> Units:
    odd = Mark("▲", "偏高", "远高于同级")
    lines = [line(f"单位{number}", "部门", value, odd if value > 500 else None) for number, value in enumerate(values)]
    spreads = {"department": Spread(12, 1, 2, 30, 40, 900), "county": Spread(3, 1, 2, 3, 4, 5)}
    return units_of(ABOUT, WISH, [*lines, line("青岚区", "县级", 3)], spreads)


def test_medians_are_shown_of_levels_that_have_enough_units() -> None:
    units = drawn(40, 20)
    assert (units.medians, units.few) == ((("部门", 30),), ("县级",))
    assert units.notes[0] == "短竖线为可查看的全部同级单位的中位数：部门30件。县级单位不足4个，不画中位数。"
    assert [row[3] for row in units.rows] == ["30件", "30件", ""]


def test_a_scale_of_ratios_is_told_of_twice() -> None:
    units = drawn(900, 30, 20)
    assert units.subtitle.endswith("，单位：件；横轴按倍数（对数）")
    assert "横轴按倍数（对数）画：每一格是前一格的10倍" in units.notes[0]
    assert "对数" not in drawn(60, 30).subtitle + "".join(drawn(60, 30).notes)


def test_who_does_not_see_it_is_told_the_ends_and_what_stands_out() -> None:
    units = drawn(900, 30)
    assert units.summary == (
        "行政处罚案件：2025年各单位对比，从大到小，共3个单位：第一个是单位0，900件；最后一个是青岚区，3件；"
        "相差较大的：单位0 900件 ▲偏高。各数见表。"
    )
    assert replace(units, bars=()).summary.endswith("没有单位的报告写明这一年的这项指标。")
