"""What holds of the figures of every text, whatever it says."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reports import Indicator
from parsers.indicators import INDICATORS, read_indicators
from parsers.text import words
from tests.parsers.indicator_sentences import SENTENCES, YEAR, Said

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = """
2023年 去年 行政复议 行政诉讼案件 处罚 罚款 调解 矛盾纠纷 合同 审查 公开 热线 率 31件 4000余件 100% 3.5万元
共 其中 ， 。 、 （ ） 《 》 均 为 零 一、 二、 下一步
"""
PIECES = st.sampled_from((*(said.sentence for said in SENTENCES), *words(WORDS), "\n"))
TEXTS = st.lists(PIECES, max_size=25).map("".join)
_FIGURE = re.compile("[0-9０-９零〇一二两三四五六七八九十百千万]")
_NONE = re.compile("[未无]|没有|零|0")


def _check(body: str, found: tuple[Indicator, ...]) -> None:
    assert len({i.key for i in found}) == len(found)
    assert [i.start for i in found] == sorted(i.start for i in found)
    for i in found:
        assert i.key in INDICATORS
        assert i.quote == body[i.start : i.end] != ""
        assert _FIGURE.search(i.quote) if i.value else _NONE.search(i.quote)
        assert "\n" not in i.quote


@MANY
@given(TEXTS)
def test_any_sentences(text: str) -> None:
    _check(text, read_indicators(text, YEAR))


@MANY
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    _check(text, read_indicators(text, None))


@MANY
@given(TEXTS, st.text(alphabet="乙丙丁戊己庚", min_size=1, max_size=40))
def test_a_paragraph_before_shifts_the_offsets_only(text: str, before: str) -> None:
    """Behind an opening of the length that is looked at for who reports, so that both openings say the same."""
    opening = "甲" * 300 + "\n"
    shifted = read_indicators(opening + before + "\n" + text, YEAR)
    plain = read_indicators(opening + text, YEAR)
    moved = len(before) + 1
    assert [(i.key, i.value, i.start) for i in shifted] == [(i.key, i.value, i.start + moved) for i in plain]


@MANY
@given(st.sampled_from(SENTENCES), st.sampled_from(("：", "\n", "。", "；")))
def test_a_figure_is_found_behind_other_words_too(said: Said, mark: str) -> None:
    found = read_indicators("坚持依法行政" + mark + said.sentence, YEAR)
    assert {(i.key, i.value) for i in found} == {(f[0], f[1]) for f in said.figures}


def test_a_very_long_line_ends() -> None:
    body = "全年共调解矛盾纠纷232件、" * 40_000
    assert len(body) > 500_000
    assert [i.value for i in read_indicators(body, YEAR) if i.key == "mediation_cases"] in ([], [232])
