"""What is a change and what a page does by itself."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.posts import Kind
from core.reports import Report
from core.volatile import STEADY, Volatile, same_text, volatile_between

LINES = st.lists(
    st.sampled_from(["12", "7", "办结案件12件。", "办结案件9件。", "推进依法行政。", "阅读5次"]), max_size=8
)


def report(body: str) -> Report:
    return Report(is_report=True, kind=Kind.ANNUAL_REPORT, body=body)


def test_a_line_that_differs_between_two_looks_is_volatile() -> None:
    one, other = report("正文。\n已阅读12次"), report("正文。\n已阅读13次")
    volatile = volatile_between(one, other)
    assert volatile == Volatile(lines=("已阅读#次",))
    assert same_text(one.body, "正文。\n已阅读2000次", volatile)
    assert not same_text(one.body, "正文改了。\n已阅读2000次", volatile)
    assert volatile_between(one, one) == STEADY
    assert volatile_between(one, replace(one, title="甲")).parts == ("title",)


def test_a_counter_hides_no_figure_of_the_same_shape() -> None:
    """A table of bare figures, and a bare counter below it."""
    volatile = volatile_between(report("3\n5\n8\n1000"), report("3\n5\n8\n1001"))
    assert same_text("3\n5\n8\n1000", "3\n5\n8\n1022", volatile)
    assert not same_text("3\n5\n8\n1000", "3\n6\n8\n1022", volatile)
    assert not same_text("3\n5\n8\n1000", "5\n3\n8\n1022", volatile)
    assert not same_text("3\n5\n8\n1000", "3\n5\n1022", volatile)


@given(LINES, LINES)
def test_without_anything_volatile_every_difference_counts(one: list[str], other: list[str]) -> None:
    before, after = "\n".join(one), "\n".join(other)
    assert same_text(before, after, STEADY) == (before == after)


@given(LINES, LINES)
def test_two_looks_are_always_the_same_text_to_each_other(one: list[str], other: list[str]) -> None:
    before, after = "\n".join(one), "\n".join(other)
    volatile = volatile_between(report(before), report(after))
    if sorted(one) != sorted(other) or one == other:
        kept = [line for line in one if line in other]
        assert same_text(before, after, volatile) or kept != [line for line in other if line in one]
