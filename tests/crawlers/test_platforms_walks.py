"""Whole lists walked on simulated sites: every post once and complete, and with anything wrong never complete."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pages import Ask
from core.posts import Listing, PostRef
from core.units import Column
from crawlers import platforms
from crawlers.soundness import Expected, judge_listing, repeats
from tests.crawlers.simulated_lists import FAULTS, Book, Site
from tests.crawlers.simulated_sites import SILENT_SITES, SITES


def walk(site: Site, book: Book) -> tuple[list[PostRef], bool]:
    """The posts in the order they were read, and whether the list is complete: as crawlers.walk goes, but pure."""
    page = site.fetch(book, Ask(site.start))
    platform, _ = platforms.fingerprint(page)
    assert site.name == platform.NAME
    assert platform.first(Column("c", site.start)) == page.ask
    asked, listings = [page.ask.key], list[Listing]()
    while True:
        try:
            listing = platform.read_listing(page)
        except platforms.Unreadable:
            return _posts(listings), False
        if listings and repeats(listings[-1], listing):
            return _posts(listings), False
        listings.append(listing)
        if listing.next is None:
            break
        if listing.next.key in asked:
            return _posts(listings), False
        asked.append(listing.next.key)
        assert len(asked) < 100, "a walk without end"
        page = site.fetch(book, listing.next)
    return _posts(listings), judge_listing(listings, Expected(0), ended=True)[2]


def _posts(listings: list[Listing]) -> list[PostRef]:
    return [post for listing in listings for post in listing.posts]


@pytest.mark.parametrize("site", SITES.values(), ids=SITES.keys())
@settings(max_examples=10, deadline=None)
@given(count=st.integers(0, 30), size=st.integers(2, 12))
def test_every_post_is_read_once(site: Site, count: int, size: int) -> None:
    book = Book(count, size)
    assert walk(site, book) == (site.posts(book), True)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES.keys())
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("count", "size"), [(5, 2), (11, 3), (15, 5)])
def test_a_list_with_a_fault_is_never_complete(site: Site, fault: str, count: int, size: int) -> None:
    book = Book(count, size, fault)
    posts, complete = walk(site, book)
    if fault == "ceiling" and site.ceiling_walked:
        assert (posts, complete) == (site.posts(book), True)
    else:
        assert not complete
    assert set(posts) <= set(site.posts(book))


@pytest.mark.parametrize("site", SILENT_SITES.values(), ids=SILENT_SITES.keys())
@settings(max_examples=5, deadline=None)
@given(count=st.integers(1, 30), size=st.integers(2, 12))
def test_a_list_that_states_no_total_is_read_to_its_end(site: Site, count: int, size: int) -> None:
    book = Book(count, size, silent=True)
    assert walk(site, book) == (site.posts(book), True)


@pytest.mark.parametrize("site", SILENT_SITES.values(), ids=SILENT_SITES.keys())
@pytest.mark.parametrize("fault", ["hole", "repeats", "first"])
def test_a_fault_shows_where_no_total_tells_of_it(site: Site, fault: str) -> None:
    for count in (9, 11, 15):
        assert not walk(site, Book(count, 4, fault, silent=True))[1], count


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_single_page_that_states_more_is_not_complete(pages: int) -> None:
    for name, site in SITES.items():
        assert not walk(site, Book(4 * pages, 4, "total"))[1], name
