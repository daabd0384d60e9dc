"""The town's reports: long enough, always the same, full of the promised flaws, and in words of our own."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from demo import phrases, phrases_ending, titles
from demo.cast import TownUnit
from demo.posts import REPORT, Post, all_posts
from demo.script import DAYS, FIRST_YEAR, LAST_YEAR, TOWN
from demo.writing import write
from settings import CHECKOUT

UNITS = list(TOWN.units.values())
REPORTS = [p for column in TOWN.columns for p in all_posts(column) if p.kind == REPORT]
SEEDS = CHECKOUT.parent / "shared" / "seeds"


def draft_of(unit_id: str) -> str:
    return write(TOWN.units[unit_id], LAST_YEAR, date(2026, 3, 20)).body


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.id)
def test_reports_are_of_a_plausible_length_and_order(unit: TownUnit) -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        draft = write(unit, year, date(year + 1, 3, 1))
        assert 1500 <= len(draft.body) <= 4000
        tops = [p.number for p in draft.paras if p.level == 1]
        assert tops == list("一二三四五"[: len(tops)])
        assert len(tops) >= (3 if unit.style.three_items else 4)
        assert str(year) in draft.title
        assert not re.search(r"[\[\]{}|]", draft.body), "a choice or a word was left unfilled"


def test_texts_are_the_same_each_time_and_differ_between_units_and_years() -> None:
    unit = UNITS[0]
    first = write(unit, 2025, date(2026, 3, 6))
    write.cache_clear()
    assert write(unit, 2025, date(2026, 3, 6)) == first
    bodies = {write(u, y, date(y + 1, 3, 1)).body for u in UNITS for y in range(FIRST_YEAR, LAST_YEAR + 1)}
    assert len(bodies) == len(UNITS) * (LAST_YEAR - FIRST_YEAR + 1)


def test_an_edit_changes_a_figure_and_a_sentence_only() -> None:
    post = next(p for p in REPORTS if p.part and p.part.edited_at)
    before, after = post.draft(DAYS[3]), post.draft(DAYS[-1])
    assert before.title == after.title
    changed = [(a.line, b.line) for a, b in zip(before.paras, after.paras, strict=True) if a != b]
    assert len(changed) == 2
    assert changed[-1][1].startswith(changed[-1][0])


def test_the_flaws_stand_in_the_texts() -> None:
    assert re.search(r"\n2[\u4e00-\u9fff]", draft_of("yx-sfj"))
    assert re.search(r"2025\d{1,2}月", draft_of("yx-rsj"))
    assert not re.search(r"2025年\d{1,2}月", draft_of("yx-rsj"))
    assert re.search(r"（一）[^\n]{4,30}。[^\n]{20,}", draft_of("yx-czj"))
    conflict = next(p for p in REPORTS if p.unit_id == "ql-hetang" and p.year == LAST_YEAR).draft(DAYS[-1])
    assert "一、2024年" in conflict.body and "2025" in conflict.title


def test_titles_vary_over_years_and_name_their_unit() -> None:
    patterns = {p.title.replace(str(p.year), "Y").replace(p.unit.name, "N").replace(p.unit.short, "N") for p in REPORTS}
    assert len(patterns) >= 5
    for post in REPORTS:
        assert post.unit.name in post.title or post.unit.short in post.title
    changing = [u for u in UNITS if len({_pattern(p) for p in REPORTS if p.unit_id == u.id}) > 1]
    assert len(changing) > 10


def _pattern(post: Post) -> str:
    return post.title.replace(str(post.year), "Y")


def _folded(text: str) -> str:
    """Characters only: widths unified, punctuation and white space dropped."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def test_no_sentence_is_taken_from_the_seeds() -> None:
    if not SEEDS.is_dir():
        pytest.skip("no real pages here to compare with")
    real = _folded("\n".join(p.read_text(encoding="utf-8", errors="replace") for p in sorted(SEEDS.glob("*.txt"))))
    grams = {real[i : i + 30] for i in range(len(real) - 29)}
    ours = [_folded(post.draft(DAYS[-1]).body) for post in REPORTS]
    ours += [
        _folded(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in (phrases, phrases_ending, titles)
    ]
    for text in ours:
        for i in range(len(text) - 29):
            assert text[i : i + 30] not in grams
