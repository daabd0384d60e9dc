"""Words as readers type them, the grams of a text, and the passages that are shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search_text import LONGEST_QUERY, MOST_WORDS, Unsearchable, asked, counted, fold, levels
from core.snippets import snippets

TEXTS = st.text(alphabet="法治政府 建设。，\nAa１1\u200b", max_size=60)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("行政复议", ["行政复议"]),
        (" 行政　复议\n", ["行政", "复议"]),
        ("行政复议、行政应诉", ["行政复议", "行政应诉"]),
        ("《条例》（试行）", ["条例", "试行"]),
        ("“行政 复议”件", ["行政复议", "件"]),
        ('"法治 政府" 法治政府', ["法治政府"]),
        ("ＡＰＰ app ２０２３年", ["app", "2023年"]),
        ("二○二三 二〇二三", ["二〇二三"]),
        ("⾏政", ["行政"]),
        ('法" OR rowid:* NEAR(治) AND NOT', ["法", "or", "rowid", "near", "治", "and", "not"]),
        ("100%_\x00'; DROP", ["100", "drop"]),
        ("法\u200b治\u00ad", ["法治"]),
        ("𠮷野", ["𠮷野"]),
    ],
)
def test_words_as_they_are_typed(typed: str, words: list[str]) -> None:
    assert [word.text for word in asked(typed).words] == words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请输入"),
        (" 、。％“”_\x00", "标点和符号不参加检索"),
        ("法" * (LONGEST_QUERY + 1), f"最多 {LONGEST_QUERY} 个字"),
        ("法" * 10_000, "最多"),
        (" ".join("甲乙丙丁戊己庚辛壬癸子丑寅"), f"最多 {MOST_WORDS} 个"),
    ],
)
def test_what_cannot_be_looked_for_is_said_kindly(typed: str, said: str) -> None:
    with pytest.raises(Unsearchable, match=said):
        asked(typed)


@pytest.mark.parametrize(
    ("text", "word", "stands"),
    [
        ("加强法治政府建设", "法治政府", True),
        ("加强建设。法治政府", "设法", False),
        ("加强建设，法治政府", "设法", False),
        ("行政复\n议案件", "行政复议", True),
        ("一、加强建设\n法治政府", "设法", False),
        ("加强建设\n（二）法治政府", "设法", False),
        ("加强建设\n法治政府", "设法", True),
        ("第 3 条ＡＢＣ", "第3条abc", True),
    ],
)
def test_a_word_stands_within_a_sentence(text: str, word: str, stands: bool) -> None:
    grams = set(asked(word).words[0].grams)
    assert (grams <= set(counted(text))) is stands


@given(TEXTS, st.data())
def test_whatever_is_copied_out_of_a_sentence_is_found(text: str, data: st.DataObject) -> None:
    """The grams of a passage are all among those of its text, and the pattern finds it at its place."""
    runs = [found.span() for found in re.finditer(r"[^。，\n]+", text)]
    if not runs:
        return
    start, end = data.draw(st.sampled_from(runs))
    first = data.draw(st.integers(start, end - 1))
    passage = text[first : data.draw(st.integers(first + 1, end))]
    if not fold(passage):
        return
    query = asked(f'"{passage}"')
    assert set(query.words[0].grams) <= set(counted(text))
    assert not query.missing(text)
    assert fold(passage) in {fold(hit[0]) for hit in query.pattern.finditer(text)}


def test_what_is_said_often_is_so_by_the_length_of_the_text() -> None:
    often = counted("复议。" * 8 + "应诉。" * 3 + "信访。")
    assert set(levels(often, 5000)) == {(2, "复议"), (3, "复议"), (2, "应诉")}
    assert (2, "应诉") not in set(levels(often, 10_000))
    assert (2, "信访") not in set(levels(often, 10))  # a short text says nothing often that it says once


BODY = (
    "一、总体情况\n全年办理行政复议案件29件，行政应诉31件。信访量下降。\n"
    + "其他工作" * 40
    + "。再次提到行 政复议！结尾。"
)


def test_passages_begin_and_end_with_sentences_and_cover_every_word() -> None:
    first, second = snippets(BODY, asked("行政复议 信访"))
    assert first.text == "全年办理行政复议案件29件，行政应诉31件。"
    assert [first.text[a:b] for a, b in first.marks] == ["行政复议"]
    assert second.text == "信访量下降。"
    assert (first.first, second.first) == (1, 2)
    assert first.cut == second.cut == (False, False)


def test_a_passage_of_a_long_sentence_is_cut() -> None:
    body = "其他工作" * 40 + "行政复议" + "其他工作" * 40
    (only,) = snippets(body, asked("行政复议"))
    assert only.cut == (True, True)
    assert len(only.text) < 110
    assert body[only.start :].startswith(only.text)


@given(TEXTS, TEXTS)
def test_passages_are_pieces_of_the_text_with_words_marked(text: str, typed: str) -> None:
    try:
        query = asked(typed)
    except Unsearchable:
        return
    every = [hit.span() for hit in query.pattern.finditer(text)]
    at = 0
    for found in snippets(text, query, most=3):
        assert text[found.start : found.start + len(found.text)] == found.text
        assert found.start >= at
        at = found.start + len(found.text)
        places = [(found.start + a, found.start + b) for a, b in found.marks]
        assert places == every[found.first - 1 : found.first - 1 + len(places)]


def test_ten_million_characters_without_a_sentence_are_no_burden() -> None:
    body = "法治" * 5_000_000
    assert [len(found.marks) for found in snippets(body, asked("法治"), most=1)] == [31]
