"""Every title of the corpus is told for what it is; none of the sure ones is passed over, no look-alike slips in."""

import pytest

from core.posts import Kind
from parsers import recognise_title
from tests.parsers.title_corpus import Told, drawn, written

WRITTEN = written()
DRAWN = drawn()


def _wrong(told: Told) -> str | None:
    """What is wrong about how the title is read, or None."""
    seen = recognise_title(told.title)
    got = (seen.kind.value, seen.report_year, seen.issuers, seen.doubtful)
    if not seen.reasons:
        return f"{told.title}: no reason"
    if told.doubtful:
        return None if seen.candidate and seen.doubtful and seen.report_year == told.year else f"{told.title}: {got}"
    if told.sure:
        wanted = (Kind.ANNUAL_REPORT, told.year, told.issuers, False)
        return None if got == wanted else f"{told.title}: {got}, not {wanted}"
    right = not seen.candidate and (told.kind is None or seen.kind.value == told.kind)
    return None if right else f"{told.title}: {got}, not {told.kind}"


@pytest.mark.parametrize("told", WRITTEN, ids=lambda told: told.title)
def test_a_written_title_is_told_for_what_it_is(told: Told) -> None:
    assert _wrong(told) is None


def test_drawn_titles_are_told_for_what_they_are() -> None:
    assert [why for told in DRAWN if (why := _wrong(told))] == []


def test_the_corpus_is_large_and_holds_each_title_once() -> None:
    titles = [told.title for told in WRITTEN]
    assert len(titles) == len(set(titles)) >= 250
    assert len({told.title for told in DRAWN}) > 1500
