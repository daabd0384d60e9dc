"""The product's own readers find in every list exactly the posts that the script puts there."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from core.pages import Ask, Page
from core.posts import PostRef
from core.times import local_day
from crawlers.platforms import Platform, fingerprint
from demo.platforms import PLATFORMS, post_path_of
from demo.posts import Post, visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town

# the list that only a browser draws has a test of its own, the challenge page holds no list
READABLE = [c.id for c in TOWN.columns.values() if c.site_id not in ("chengjian", "ziran")]
OTHER_READERS = {"hanweb": "jpage", "gbk": "generic", "plain": "generic", "framed": "generic"}
NOON = datetime(2026, 4, 20, 4, tzinfo=UTC)


def fetch(ask: Ask) -> Page:
    """What plain HTTP gives for an ask."""
    headers = dict(ask.headers)
    body = urlencode(ask.form).encode() if ask.method == "POST" else None
    if ask.json is not None:
        body, headers["Content-Type"] = ask.json.encode(), "application/json"
    with urlopen(Request(ask.url, body, headers, method=ask.method), timeout=10) as answer:
        return Page(ask, answer.url, answer.status, answer.read(), NOON, tuple(answer.headers.items()))


def walk(url: str) -> tuple[Platform, list[PostRef], list[Page]]:
    """All rows of a column: its reader by the first page's fingerprint, then `next` to the end."""
    first = fetch(Ask(url))
    platform, _ = fingerprint(first)
    posts: list[PostRef] = []
    pages, page = [first], first
    while True:
        listing = platform.read_listing(page)
        posts += listing.posts
        if listing.next is None:
            return platform, posts, pages
        assert listing.next.key not in {p.ask.key for p in pages}, "the list leads in a circle"
        page = fetch(listing.next)
        pages.append(page)


def expected_ref(town: Town, post: Post) -> PostRef:
    site = TOWN.site_of(post.column_id)
    url = town.base_url(site.id) + post_path_of(site.platform)(post)
    shown = local_day(post.shown_at) if post.shown_at and site.platform != "gbk" else None
    return PostRef(url, post.title, shown)


@pytest.mark.parametrize("column_id", READABLE)
def test_every_list_reads_as_scripted(town: Town, column_id: str) -> None:
    town.day = DAYS[1]
    platform, posts, _ = walk(town.column_url(column_id))
    make = TOWN.site_of(column_id).platform
    assert OTHER_READERS.get(make, make) == platform.NAME
    assert posts == [expected_ref(town, p) for p in visible_posts(column_id, DAYS[1])]


@pytest.mark.parametrize("column_id", [c for c in READABLE if TOWN.site_of(c).trouble(DAYS[-1]) is None])
def test_the_last_day_reads_as_scripted(town: Town, column_id: str) -> None:
    _, posts, pages = walk(town.column_url(column_id))
    assert posts == [expected_ref(town, p) for p in visible_posts(column_id, DAYS[-1])]
    assert len(pages) > 1 or len(posts) <= 100


def test_several_lists_have_following_pages(town: Town) -> None:
    long = [c for c in READABLE if TOWN.site_of(c).trouble(DAYS[-1]) is None and len(walk(town.column_url(c))[2]) > 1]
    assert {TOWN.site_of(c).platform for c in long} == set(PLATFORMS) - {"app"}


@pytest.mark.parametrize("make", ["jpaas", "epoint", "truecms", "ucap", "framed"])
def test_a_shell_holds_no_post_itself(town: Town, make: str) -> None:
    column = next(c for c in TOWN.columns.values() if TOWN.site_of(c.id).platform == make)
    platform, _, pages = walk(town.column_url(column.id))
    listings = [platform.read_listing(page) for page in pages]
    assert not listings[0].posts and listings[0].next
    assert sum(len(listing.posts) > 0 for listing in listings) >= 2
