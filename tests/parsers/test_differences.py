"""Differences between two texts: golden pairs, what holds of every difference, and that none takes long."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.differences import FileChangeKind, PieceKind, SectionKind, folded, same_to_a_reader
from parsers.differences import compare, file_words, summary
from tests.parsers.differing import marked, new_body, old_body, reading

GOLDEN = Path(__file__).parents[1] / "golden" / "differences"
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "一、主要举措和成效", "二、存在的不足和原因", "三、下一步安排", "（一）推进依法决策", "（二）规范执法",
                "1.", "（一）", "办结案件31件。", "办结案件３１件。", "办结案件35件，同比下降3.2%。",
                "2024年3月15日印发方案；组织培训4期。", "ABC rule of law", "",
            ]
        ),
        st.text("依法行政执法监督，。；、（一）二、31 件2年月\u3000-—“”", max_size=30),
    ),
    max_size=14,
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize("case", sorted(GOLDEN.iterdir()), ids=lambda case: case.name)
def test_a_pair_of_texts_differs_as_a_person_marked_it(case: Path) -> None:
    before, after = (reading((case / f"{name}.txt").read_text().removesuffix("\n")) for name in ("before", "after"))
    assert marked(compare(before, after)) == (case / "expected.txt").read_text()


@settings(deadline=None, max_examples=60)
@given(LINES, LINES)
def test_pieces_turn_the_old_text_into_the_new(one: str, other: str) -> None:
    found = compare(reading(one), reading(other))
    assert old_body(found) == one
    assert new_body(found, one) == other
    for piece in (piece for section in found.sections for piece in section.pieces):
        assert one[piece.before_start : piece.before_end] == piece.before
        assert other[piece.after_start : piece.after_end] == piece.after
        assert piece.kind is not PieceKind.KEPT or piece.before == piece.after
        assert piece.kind is not PieceKind.VARIANT or folded(piece.before) == folded(piece.after)


@settings(deadline=None, max_examples=60)
@given(LINES, LINES)
def test_sections_stand_in_the_order_of_the_new_text(one: str, other: str) -> None:
    found = compare(reading(one), reading(other))
    starts = [section.after.start for section in found.sections if section.after]
    assert starts == sorted(starts)
    kept_order = [s.before.start for s in found.sections if s.before and s.after and not s.moved]
    assert kept_order == sorted(kept_order)


@settings(deadline=None, max_examples=60)
@given(LINES)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    found = compare(reading(text), reading(text))
    assert not found.changed
    assert {piece.kind for section in found.sections for piece in section.pieces} <= {PieceKind.KEPT}
    assert summary(found) == "内容没有改动"


@settings(deadline=None, max_examples=60)
@given(LINES, LINES)
def test_text_is_changed_just_where_it_reads_otherwise(one: str, other: str) -> None:
    found = compare(reading(one), reading(other))
    assert found.text_changed != same_to_a_reader(one, other)


@settings(deadline=None, max_examples=60)
@given(LINES, st.randoms(use_true_random=False))
def test_width_blanks_and_paragraphs_are_no_change(text: str, chance: random.Random) -> None:
    wide = str.maketrans("0123456789，；", "０１２３４５６７８９,;")
    other = "".join(c.translate(wide) + ("\u3000" if chance.random() < 0.1 and "一" <= c <= "龥" else "") for c in text)
    assert not compare(reading(text), reading(other)).edits


def test_a_figure_a_date_and_a_word_are_never_parted() -> None:
    before = reading("罚没1,234.5万元，于2025年3月15日、2025-03-15和三月十五日，用WPS2019，占98.2%。")
    after = reading("罚没1,284.5万元，于2025年3月16日、2025-03-16和三月十六日，用WPS2021，占98.3%。")
    pieces = [p.before for s in compare(before, after).sections for p in s.pieces if p.kind is PieceKind.REMOVED]
    assert pieces == ["1,234.5万", "2025年3月15日", "2025-03-15", "三月十五日", "WPS2019", "98.2%"]


def test_a_reading_without_offsets_is_compared_as_one_section() -> None:
    old = reading("一、甲\n办结3件。")
    old["outline"] = [{**section, "start": 0, "end": 0} for section in old["outline"]]
    found = compare(old, reading("一、甲\n办结5件。"))
    assert new_body(found, old["body"]) == "一、甲\n办结5件。"
    assert not any(section.moved for section in found.sections)


def test_fields_are_told_by_their_names() -> None:
    before = reading(
        "甲。", published_at="2025-03-14T09:30:00+08:00", published_precision="minute", signed_by=["青岚区人民政府"]
    )
    after = reading("甲。", title="另一标题", published_at="2025-03-31T00:00:00+08:00", published_precision="day")
    found = compare(before, after)
    assert [(c.field, c.before, c.after) for c in found.fields if c.field != "title"] == [
        ("published_at", "2025-03-14", "2025-03-31"),
        ("signed_by", "青岚区人民政府", None),
    ]
    assert summary(found) == "标题、公布时间、落款有改动"


def test_a_date_shown_less_finely_is_the_same_date() -> None:
    before = reading("甲。", published_at="2025-03-14T09:30:00+08:00", published_precision="minute")
    after = reading("甲。", published_at="2025-03-14T00:00:00+08:00", published_precision="day")
    assert not compare(before, after).changed


def _file(name: str, url: str, sha256: str | None = None, outcome: str | None = None) -> dict[str, Any]:
    return {"name": name, "url": url, "sha256": sha256, "outcome": outcome}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([_file("a", "/1", "x")], [_file("a", "/1", "y")], [FileChangeKind.REPLACED]),
        ([_file("a", "/1", "x", "read")], [_file("a", "/1", "y", "read")], []),
        ([_file("a", "/1", "x")], [_file("a", "/2", "x")], []),
        ([_file("a", "/1")], [_file("a", "/2")], [FileChangeKind.READDRESSED]),
        ([_file("a", "/1")], [_file("b", "/1")], [FileChangeKind.RENAMED]),
        ([_file("a", "/1")], [_file("b", "/2")], [FileChangeKind.ADDED, FileChangeKind.REMOVED]),
        ([_file("a", "/1")], [_file("a", "/1", "x")], []),
    ],
)
def test_attachments(before: list[Any], after: list[Any], kinds: list[FileChangeKind]) -> None:
    found = compare(reading("甲。", attachments=before), reading("甲。", attachments=after))
    assert [change.kind for change in found.attachments] == kinds
    assert all(file_words(change) for change in found.attachments)


def _report(chance: random.Random, length: int) -> str:
    text = ""
    while len(text) < length:
        number = "一二三四五六七八九十"[text.count("、") % 10]
        text += f"{number}、{_sentence(chance)[:10]}\n" + "\n".join(_sentence(chance) * 6 for _ in range(4)) + "\n"
    return text


def _sentence(chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x5500)) for _ in range(20)) + f"{chance.randrange(999)}件。"


def test_thirty_thousand_characters_with_two_hundred_edits_take_under_a_second() -> None:
    chance = random.Random(5)
    text = edited = _report(chance, 30_000)
    for _ in range(200):
        at = chance.randrange(len(edited))
        edited = edited[:at] + _sentence(chance)[: chance.randrange(1, 9)] + edited[at + chance.randrange(5) :]
    before, after = reading(text), reading(edited)
    began = time.process_time()
    found = compare(before, after)
    assert time.process_time() - began < 1
    assert 150 <= found.edits <= 250
    assert new_body(found, text) == edited


@pytest.mark.parametrize(
    "text",
    [
        lambda chance: "".join(chance.choices("依法行政", k=40_000)),
        lambda chance: "".join(map(chr, chance.choices(range(0x4E00, 0x9F00), k=60_000))),
        lambda chance: "\n".join("".join(chance.choices("依法", k=6)) for _ in range(6_000)),
        lambda chance: "".join(f"一、{'法' * chance.randrange(9)}\n" for _ in range(3_000)),
        lambda chance: chance.choice("12") * 100_000,
        lambda chance: "（一）" * 33_000,
    ],
    ids=["few letters", "many letters", "short lines", "headings", "one figure", "numbers"],
)
def test_wholly_different_texts_do_not_hang(text: Callable[[random.Random], str]) -> None:
    one, other = (text(random.Random(seed)) for seed in (1, 2))
    before, after = reading(one), reading(other)
    began = time.process_time()
    found = compare(before, after)
    assert time.process_time() - began < 10
    assert new_body(found, one) == other


def test_a_section_that_went_is_told_as_a_whole() -> None:
    found = compare(reading("一、甲\n甲文。\n二、乙\n乙文。"), reading("一、甲\n甲文。"))
    assert [s.name for s in found.sections if s.kind is SectionKind.REMOVED] == ["二、乙"]
    assert (found.edits, found.sections_removed, found.removed) == (1, 1, 6)
