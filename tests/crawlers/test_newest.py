"""What a look at the newest posts of a list proves, and what it does not."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.posts import Listing, PostRef
from crawlers.newest import meets_known, newest_first, nothing_else_changed, past

DAY = date(2026, 3, 1)


def posts(*ages: int | None) -> tuple[PostRef, ...]:
    """Posts so many days older than the newest one."""
    return tuple(
        PostRef(f"http://a.cn/{n}", f"帖子{n}", None if age is None else DAY - timedelta(age))
        for n, age in enumerate(ages)
    )


def test_a_list_whose_days_fall_stands_newest_first() -> None:
    assert newest_first(posts(0, 1, 2, 5))
    assert newest_first(posts(40, 0, 1, 2, 5, 60))  # one pinned post on top
    assert newest_first(posts(0, None, 3, 9, 20))


def test_where_the_order_is_not_known_the_list_is_read_to_its_end() -> None:
    assert not newest_first(posts(9, 5, 2, 0))  # the newest at the end
    assert not newest_first(posts(0, 0, 0, 0))  # one day says nothing of the order
    assert not newest_first(posts(0, None, None, None, 4))
    assert not newest_first(posts(0, 9, 2, 14, 3, 11, 0, 20))
    assert not newest_first(posts(0, 1))


def test_a_page_that_ends_with_a_known_post_is_far_enough() -> None:
    page = Listing(posts(0, 1, 2))
    assert meets_known(page, {"a.cn/2"})
    assert not meets_known(page, {"a.cn/0"})  # a known one on top may be pinned
    assert not meets_known(Listing(()), {"a.cn/2"})


def test_only_the_lists_own_total_proves_that_nothing_else_changed() -> None:
    known = {"a.cn/1", "a.cn/2"}
    page = Listing(posts(0, 1, 2), total=31)
    assert nothing_else_changed([page], known, 30) is True
    assert nothing_else_changed([page], known, 29) is False  # one more somewhere below
    assert nothing_else_changed([page], known, 31) is False  # one less
    assert nothing_else_changed([Listing(posts(0, 1, 2))], known, 30) is None
    assert nothing_else_changed([page], known, None) is None
    assert nothing_else_changed([page, Listing((), total=32)], known, 30) is None


def test_a_page_is_past_the_first_day_when_all_of_it_is() -> None:
    assert past(Listing(posts(10, 11, 12)), DAY - timedelta(9))
    assert not past(Listing(posts(9, 11, 12)), DAY - timedelta(9))
    assert not past(Listing(posts(10, None, 12)), DAY - timedelta(9))
    assert not past(Listing(posts(10, 11)), DAY - timedelta(9))


@given(st.sets(st.integers(0, 60), min_size=4, max_size=30), st.integers(0, 5), st.data())
def test_a_report_put_among_older_posts_is_never_overlooked(ages: set[int], new: int, data: st.DataObject) -> None:
    """Either the walk goes on, or the total says that nothing else has changed; then nothing has."""
    before = [PostRef(f"http://a.cn/{age}", "旧", DAY - timedelta(age)) for age in sorted(ages)]
    fresh = [PostRef(f"http://a.cn/new{n}", "新", DAY + timedelta(n)) for n in range(new, 0, -1)]
    hidden = [PostRef("http://a.cn/hidden", "插入", DAY - timedelta(30))] if data.draw(st.booleans()) else []
    now = sorted([*before, *fresh, *hidden], key=lambda post: post.listed_on or DAY, reverse=True)
    size = data.draw(st.integers(2, 12))
    known = {post.document for post in before}
    first = Listing(tuple(now[:size]), total=len(now))
    if meets_known(first, known) and nothing_else_changed([first], known, len(before)):
        assert not hidden or hidden[0] in first.posts
