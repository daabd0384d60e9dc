"""What a reader would call a change, and what not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.differences import folded, folded_signs, same_to_a_reader

SAME = [
    ("办结12件，占98%。", "办结１２件,占98％。"),
    ("一、主要举措\n和成效", "一、 主要举措和成效\n"),
    ("坚持“依法行政”", '坚持"依法行政"'),
    ("二〇二四年", "二○二四年"),
    ("比上年——提高", "比上年—提高"),
    ("青岚区\u200b人民政府\ufeff", "青岚区人民政府"),
    ("rule of law", "rule\u3000of\nlaw"),
    ("李·明", "李•明"),
    ("\uf95c（一）", "樂(一)"),
    ("", "\n \u3000"),
]
CHANGED = [
    ("办结31件", "办结35件"),
    ("12 34", "1234"),
    ("rule of law", "ruleof law"),
    ("执法、司法", "执法，司法"),
    ("App", "APP"),
    ("12件", "十二件"),
    ("《办法》", "〈办法〉"),
    ("甲。乙", "甲；乙"),
    ("a--b", "a-b"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_reads_the_same_is_no_change(one: str, other: str) -> None:
    assert same_to_a_reader(one, other)


@pytest.mark.parametrize(("one", "other"), CHANGED)
def test_what_reads_otherwise_is_one(one: str, other: str) -> None:
    assert not same_to_a_reader(one, other)


def test_nothing_equals_an_empty_text() -> None:
    assert same_to_a_reader(None, "")
    assert not same_to_a_reader(None, "甲")


@given(st.text("甲乙1a，, \n\u200b——-"))
def test_folding_twice_changes_nothing_and_signs_know_their_places(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    places = [at for _, at in folded_signs(text)]
    assert places == sorted(set(places))
