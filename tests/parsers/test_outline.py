"""Outlines: levels, run-in headings, numbered sentences, lost and repeated numbers."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.reports import Section
from parsers.outline import read_outline
from parsers.text import words
from tests.parsers.outline_cases import CASES, as_read, flat, load
from tests.parsers.outline_drafts import YEAR, Made, made_reports


def _read(*lines: str) -> tuple[Section, ...]:
    return read_outline("\n".join(lines), 2023)[0]


def _flat(sections: Sequence[Section]) -> Iterator[tuple[int, str, str | None]]:
    return ((s.level, s.number, s.title) for s in flat(sections))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_text_is_read_as_written_down(path: Path) -> None:
    case = load(path)
    assert as_read(case.body) == case


@pytest.mark.parametrize("made", made_reports(), ids=lambda made: made.name)
def test_a_report_is_read_as_it_was_made(made: Made) -> None:
    outline, _ = read_outline(made.body, YEAR)
    assert [(s.level, s.number, s.title, s.item or "") for s in flat(outline)] == made.outline


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


def test_labels_inside_every_section_are_no_headings() -> None:
    label = ("主要做法", "逐项推进，按期完成。", "存在的问题", "人手不足，进度偏慢。")
    read = _read("1.普法工作", *label, "2.执法工作", *label)
    assert list(_flat(read)) == [(1, "1", "普法工作"), (1, "2", "执法工作")]


FRAGMENTS = st.sampled_from(
    (
        *words("一、 二、 三、 （一） （二） (三） 1. 2、 3． （1） 1) ① ㈠ 第一， 第一部分 一 二 2 1.."),
        *words("（一 —、 壹、 第2页 3"),
        *words(
            "主要举措和成效 存在的不足 下一步打算 第一责任人 加强执法 2023年 2024年 12345热线 附件： 目录 是 要 年来"
        ),
        *words("。 ； ： ， 、 “ ” 《 》 （ ） ."),
        *("- 3 -", "\t", " ", "\u3000", "长" * 50),
    )
)
BODIES = st.lists(st.lists(FRAGMENTS, max_size=6).map("".join), max_size=30).map("\n".join) | st.text(max_size=300)
MARKS = "。；：:;.．！？!?，,、… \t\u3000"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(BODIES)
def test_no_line_below_the_first_heading_is_lost(body: str) -> None:
    outline, _ = read_outline(body, 2023)
    sections = list(flat(outline))
    kept = {line for s in sections for line in s.text.split("\n")}
    stripped = {line.strip(MARKS) for line in kept}
    heads = [body[s.start : s.end] for s in sections]
    first = sections[0].start if sections else len(body)
    for line in filter(None, body[first:].split("\n")):
        rests = (line[len(head) :].strip(MARKS) for head in heads if line.startswith(head))
        assert line in kept or any(line in head for head in heads) or any(not r or r in stripped for r in rests)


@MANY
@given(BODIES)
@example("一、一、 \n一、二、")  # a heading over two lines, the first of which ends with a blank
def test_places_run_forward_and_hold_what_they_say(body: str) -> None:
    outline, warnings = read_outline(body, 2023)
    sections = list(flat(outline))
    starts = [s.start for s in sections]
    assert starts == sorted(set(starts))
    for s in sections:
        assert 0 <= s.start < s.end <= len(body)
        assert s.title is None or "".join(s.title.split()) in "".join(body[s.start : s.end].split())
    for w in warnings:
        assert body[w.start : w.end] in w.detail
        assert w.end > w.start


@MANY
@given(BODIES)
def test_levels_grow_inwards(body: str) -> None:
    def check(sections: Sequence[Section], above: int) -> None:
        for section in sections:
            assert section.level > above
            assert (section.item is not None) is (above == 0)
            check(section.children, section.level)

    check(read_outline(body, 2023)[0], 0)
