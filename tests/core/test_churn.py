"""Lines that differ at every reading are learned, and no words of a report are."""

import pytest

from core.churn import clock_as_date, restless_lines


@pytest.mark.parametrize(
    ("texts", "learned"),
    [
        (
            ["正文。\n浏览次数：1", "正文。\n浏览次数：9", "正文。\n浏览次数：12", "正文。\n浏览次数：40"],
            ("浏览次数:#",),
        ),
        (["正文。\n浏览次数：1", "正文。\n浏览次数：9", "正文。\n浏览次数：12"], ()),  # not often enough
        ([f"正文。\n2026-04-0{n} 08:1{n}" for n in range(1, 5)], ("#-#-# #:#",)),
        ([f"办理案件{n // 3}件。\n阅读{n}" for n in range(1, 5)], ("阅读#",)),
        ([f"办理案件{n}件。" for n in range(4)], ()),  # a sentence of the report
        ([f"开展阅读活动{n}次，成效明显；" for n in range(4)], ()),
        ([f"办理案件{n}件" for n in range(4)], ()),  # a heading
        ([f"办理案件\n{n}\n{n}.5" for n in range(4)], ()),  # cells of a table
        ([f"正文{'。' * n}\n阅读1" for n in range(4)], ()),
    ],
)
def test_lines(texts: list[str], learned: tuple[str, ...]) -> None:
    assert restless_lines(texts) == learned


def test_a_date_that_is_always_today_is_a_clock() -> None:
    nights = ["2026-04-01", "2026-04-02", "2026-04-05"]
    assert clock_as_date([(night, night) for night in nights])
    assert not clock_as_date([(night, night) for night in nights[:2]])
    assert not clock_as_date([("2026-03-20", night) for night in nights])
    assert not clock_as_date([("2026-04-01", "2026-04-01"), *[("2026-04-01", n) for n in nights[1:]]])
