"""A walked list as a whole, and pages that repeat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pages import Ask, Outcome
from core.posts import Listing, PostRef
from crawlers.soundness import judge_listing, repeats


def listing(*names: str, total: int | None = None, pages: int | None = None) -> Listing:
    return Listing(tuple(PostRef(f"http://a.cn/{n}.html", f"标题{n}") for n in names), None, total, pages)


@pytest.mark.parametrize(
    ("pages", "min_posts", "ended", "outcome", "word"),
    [
        ([listing("a", "b")], 1, True, Outcome.OK, "1页2条"),
        ([listing("a", "b", total=3), listing("c", total=3)], 3, True, Outcome.OK, "2页3条"),
        ([listing("a"), listing("b", pages=2)], 1, True, Outcome.OK, "2页2条"),
        ([listing(), listing("a", total=1)], 1, True, Outcome.OK, "2页1条"),  # a page that only leads to the interface
        ([listing()], 0, True, Outcome.OK, "0条"),  # the register allows it to be empty
        ([listing()], 1, True, Outcome.EMPTY, "没有任何条目"),
        ([listing(total=4)], 0, True, Outcome.EMPTY, "没有任何条目"),
        ([], 1, False, Outcome.EMPTY, "没有任何条目"),
        ([listing("a")], 2, True, Outcome.TOO_FEW, "下限是2条"),
        ([listing("a", "b", total=3)], 1, True, Outcome.INCOMPLETE, "共3条"),
        ([listing("a", "b", total=3), listing("b", total=3)], 1, True, Outcome.INCOMPLETE, "只读到2条"),
        ([listing("a", "b")], 1, False, Outcome.INCOMPLETE, "末尾"),
        ([listing("a", "b", pages=54)], 1, True, Outcome.INCOMPLETE, "54页"),
        ([listing("a", total=1), listing("b", total=3)], 1, True, Outcome.INCOMPLETE, "共3条"),
    ],
)
def test_judge_listing(pages: list[Listing], min_posts: int, ended: bool, outcome: Outcome, word: str) -> None:
    judged, reason, complete = judge_listing(pages, min_posts, ended=ended)
    assert judged is outcome, reason
    assert word in reason
    assert complete == (outcome is Outcome.OK)


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=4, unique=True), max_size=4),
    st.integers(0, 6),
    st.integers(0, 6),
    st.booleans(),
)
def test_complete_means_enough_and_to_the_end(names: list[list[str]], min_posts: int, total: int, ended: bool) -> None:
    pages = [listing(*page, total=total) for page in names]
    found = {name for page in names for name in page}
    outcome, _, complete = judge_listing(pages, min_posts, ended=ended)
    if complete:
        assert outcome is Outcome.OK
        assert ended
        assert len(found) >= min_posts
        assert not pages or len(found) >= total


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        (listing("a", "b"), listing("a", "b"), True),
        (listing("a", "b"), listing("b"), True),
        (listing("a", "b"), listing("b", "c"), False),
        (listing("a", "b"), listing(), False),
        (listing(), listing("a"), False),
        (listing(), listing(), False),
    ],
)
def test_repeats(earlier: Listing, later: Listing, same: bool) -> None:
    assert repeats(earlier, later) is same


def test_titles_do_not_hide_a_repeat() -> None:
    earlier = Listing((PostRef("http://a.cn/1.html", "旧标题"),), Ask("http://a.cn/2"))
    assert repeats(earlier, Listing((PostRef("http://a.cn/1.html", "新标题"),)))
