"""Outlines: levels, run-in headings, numbered sentences, lost and repeated numbers."""

from collections.abc import Iterator, Sequence

import pytest

from core.reports import Coverage, Item, Section
from parsers.items import item_of, judge_coverage
from parsers.outline import read_outline


def _read(*lines: str) -> tuple[Section, ...]:
    return read_outline("\n".join(lines), 2023)[0]


def _flat(sections: Sequence[Section]) -> Iterator[tuple[int, str, str | None]]:
    for section in sections:
        yield section.level, section.number, section.title
        yield from _flat(section.children)


def test_four_levels_in_either_width() -> None:
    read = _read(
        "一、成效", "（一）队伍", "1．培训", "（1）集中培训", "(2)网上培训", "(二)制度", "2、清理", "二 、问题"
    )
    assert list(_flat(read)) == [
        (1, "一", "成效"),
        (2, "一", "队伍"),
        (3, "1", "培训"),
        (4, "1", "集中培训"),
        (4, "2", "网上培训"),
        (2, "二", "制度"),
        (3, "2", "清理"),
        (1, "二", "问题"),
    ]


def test_own_text_is_without_the_childrens() -> None:
    (top,) = _read("一、成效", "全年工作有序。", "（一）执法。办案五件。", "没有败诉。", "（二）普法。进村入户。")
    assert top.text == "全年工作有序。"
    assert [child.text for child in top.children] == ["办案五件。\n没有败诉。", "进村入户。"]
    assert all(child.run_in for child in top.children)


def test_a_heading_with_full_stop_stands_alone_where_text_follows() -> None:
    (heading,) = _read("（一）统筹建设平台。", "各村按期接入。")
    assert (heading.title, heading.text, heading.run_in) == ("统筹建设平台", "各村按期接入。", False)


def test_numbered_sentences_are_no_headings() -> None:
    read = _read("二、不足", "（一）执法力量不足，年轻人少；", "（二）普法方式偏旧。")[0].children
    assert [s.title for s in read] == [None, None]
    assert [s.text for s in read] == ["执法力量不足，年轻人少；", "普法方式偏旧。"]


def test_inline_points_are_text() -> None:
    (top,) = _read(
        "一、成效",
        "一是抓学习。二是抓执法。",
        "三是抓宣传。",
        "2023年，全镇平稳。",
        "3.15当天开展宣传。",
        "2个村获评示范。",
    )
    assert top.children == ()
    assert len(top.text.split("\n")) == 5


def test_a_lost_point_counts_only_where_the_number_is_awaited() -> None:
    body = "一、成效\n1.执法。规范。\n2加强审核。全部先审。\n15个村参加。"
    (top,), warnings = read_outline(body, 2023)
    assert [child.number for child in top.children] == ["1", "2"]
    (warning,) = warnings
    assert warning.code == "dropped_character"
    assert body[warning.start : warning.end] == "2"
    assert body[warning.start :].startswith("2加强")


def test_skipped_and_repeated_numbers_are_told() -> None:
    body = "一、甲\n三、乙\n三、丙"
    _, warnings = read_outline(body, 2023)
    assert [(w.code, body[w.start : w.end]) for w in warnings] == [("numbering", "三"), ("numbering", "三")]


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("主要举措和成效", Item.MEASURES),
        ("2023年法治政府建设基本情况", Item.MEASURES),
        ("存在的不足和原因", Item.PROBLEMS),
        ("推进过程中存在问题", Item.PROBLEMS),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", Item.LEADERSHIP),
        ("下一年度主要安排", Item.PLANS),
        ("下一步工作举措", Item.PLANS),
        ("2024年工作打算", Item.PLANS),
        ("2024年重点", Item.PLANS),
        ("2023年工作计划完成情况", Item.MEASURES),
        ("存在的问题和下一步打算", Item.PROBLEMS),
        ("其他需要说明的事项", Item.OTHER),
    ],
)
def test_items_are_told_by_words(title: str, item: Item) -> None:
    assert item_of(title, 2023) is item


def test_coverage_knows_joint_embedded_and_missing_contents() -> None:
    body = "一、主要成效\n镇主要领导履行第一责任人职责。\n二、存在的问题和下一步打算\n力量不足。"
    outline, _ = read_outline(body, 2023)
    assert judge_coverage(outline, body, 2023) == {
        "measures": Coverage.SECTION,
        "problems": Coverage.SECTION,
        "leadership": Coverage.EMBEDDED,
        "plans": Coverage.SECTION,
    }
    assert judge_coverage((), "全镇平安。", 2023) == dict.fromkeys(
        ("measures", "problems", "leadership", "plans"), Coverage.MISSING
    )
