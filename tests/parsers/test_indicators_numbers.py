"""Amounts as reports print them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.indicators.numbers import Amount, find_places, han_number, read_amount


def find_amounts(text: str) -> Iterator[Amount]:
    """Every amount of `text` in order."""
    return (amount for found in find_places(text) if (amount := read_amount(text, found)))


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximate"),
    [
        ("31件", 31, "件", False),
        ("０件", 0, "件", False),
        ("1,234件", 1234, "件", False),
        ("1，234件", 1234, "件", False),
        ("1,234,567条", 1234567, "条", False),
        ("1.2万件", 12000, "件", False),
        ("3.5亿元", 350000000, "元", False),
        ("2.228万元", 22280, "元", False),
        ("50多万元", 500000, "元", True),
        ("63万余元", 630000, "元", True),
        ("4000余件", 4000, "件", True),
        ("3千余件", 3000, "件", True),
        ("百余件", 100, "件", True),
        ("二十余次", 20, "次", True),
        ("一百零五份", 105, "份", False),
        ("两千三百条", 2300, "条", False),
        ("十二万条", 120000, "条", False),
        ("零起", 0, "起", False),
        ("两场", 2, "场", False),
        ("12场次", 12, "场次", False),
        ("56件次", 56, "件次", False),
        ("81.25%", 81.25, "%", False),
        ("98.5％", 98.5, "%", False),
        ("百分之九十八", 98, "%", False),
        ("百分之九十八点五", 98.5, "%", False),
        ("百分之百", 100, "%", False),
        ("近200件", 200, "件", True),
        ("约30次", 30, "次", True),
        ("超过98%", 98, "%", True),
        ("逾百场", 100, "场", True),
        ("30件左右", 30, "件", True),
        ("98%以上", 98, "%", True),
        ("达120条", 120, "条", False),
        ("合同35份", 35, "份", False),
        ("村规民约11份", 11, "份", False),
        ("2 件", 2, "件", False),
    ],
)
def test_an_amount_is_read(text: str, value: float, unit: str, approximate: bool) -> None:
    (found,) = find_amounts(text)
    assert (found.value, found.unit, found.approximate) == (value, unit, approximate)


@pytest.mark.parametrize(
    "text",
    (
        *(
            "第3次",
            "每2件",
            "同1件",
            "不少于10次",
            "至少3场",
            "50至80件",
            "30-50件",
            "30%—40%",
            "100件以下",
            "一百一百件",
        ),
        *("2023年", "12月份", "3个月内", "50批次", "十三五期", "12345热线", "3一件"),
    ),
)
def test_what_is_no_amount(text: str) -> None:
    assert [a for a in find_amounts(text) if a.unit != "个"] == []


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两千", 2000),
        ("百", 100),
        ("一一", None),
        ("十百", None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    assert han_number(numeral) == value


@given(st.integers(min_value=0, max_value=99_999_999))
def test_thousands_are_read_as_printed(number: int) -> None:
    assert [a.value for a in find_amounts(f"{number:,}件")] == [number]
    assert [a.value for a in find_amounts(f"{number}件")] == [number]


@given(st.text(alphabet="0123456789一二十百千万亿余多近约,，.．%件元至-第不少于百分之点", max_size=60))
def test_any_digits_give_amounts_within_the_text(text: str) -> None:
    for amount in find_amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
        assert amount.value >= 0
