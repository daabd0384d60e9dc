"""Readings of lists go before the other lines of a shard, but for those that could tell the difference."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from core.crawl import ArticleRead, ColumnRead, ListPageRead, PageOfHistory, ShardEnd
from core.pages import Ask, Outcome
from core.posts import Listing, PostRef
from crawlers.job import ResultLine
from flows.portions import portions

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
POST, OTHER = PostRef("http://site.test/1", "云溪市召开会议"), PostRef("http://site.test/2", "青岚区召开会议")
SPELT = PostRef("https://www.site.test/1#top", "云溪市召开会议")
END = ShardEnd(0, 1, ())


def page(*posts: PostRef) -> ListPageRead:
    return ListPageRead(Ask("http://site.test/"), Listing(posts), "trs-1", "d", False, None)


def a_list(column_id: str, *posts: PostRef, complete: bool = True) -> ColumnRead:
    return ColumnRead(column_id, Outcome.OK, "", complete, NOW, "trs", (page(*posts),))


def article(column_id: str, ref: PostRef, outcome: Outcome = Outcome.OK) -> ArticleRead:
    return ArticleRead(column_id, ref, outcome, "", NOW)


def cut(lines: Sequence[ResultLine]) -> list[list[int]]:
    """The portions, each line by its place among all."""
    places = {id(line): place for place, line in enumerate(lines)}
    return [[places[id(line)] for line in (*portion.reads, *portion.others)] for portion in portions(lines)]


def test_lists_go_first() -> None:
    lines: list[ResultLine] = [
        a_list("a", POST),
        article("a", POST),
        a_list("b", OTHER),
        article("b", OTHER),
        END,
        a_list("c"),
    ]
    assert cut(lines) == [[0, 2, 5, 1, 3, 4]]


@pytest.mark.parametrize(
    ("before", "reading"),
    [
        pytest.param(article("a", POST), a_list("b", POST), id="it shows the post of an article"),
        pytest.param(article("a", SPELT), a_list("b", POST), id="it shows the post by another spelling"),
        pytest.param(article("a", POST), a_list("a", OTHER), id="an article of its own column"),
        pytest.param(article("a", POST, Outcome.NOT_FOUND), a_list("b", OTHER), id="an address that just died"),
        pytest.param(article("a", POST, Outcome.SOFT_404), a_list("b"), id="an address that just died politely"),
        pytest.param(PageOfHistory("a", page(POST), NOW), a_list("b", POST), id="a post of the past"),
        pytest.param(PageOfHistory("a", page(POST), NOW), a_list("a"), id="a page of the past, of its own column"),
    ],
)
def test_but_not_before_what_they_could_tell(before: ResultLine, reading: ColumnRead) -> None:
    assert cut([a_list("z"), before, END, reading, ShardEnd(1, 1, ())]) == [[0, 1, 2], [3, 4]]


def test_an_incomplete_list_lets_nothing_go() -> None:
    lines: list[ResultLine] = [article("a", POST, Outcome.NOT_FOUND), a_list("b", OTHER, complete=False)]
    assert cut(lines) == [[1, 0]]


def test_nothing_is_nothing() -> None:
    assert cut([]) == [[]]
