"""The product's own judgement of the town: sound pages are sound, a complete list is complete, trouble is named."""

import pytest

from core.pages import Ask, Outcome
from crawlers.soundness import Expected, judge_listing, judge_page, needs_browser
from demo.platforms import post_path_of
from demo.posts import visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from tests.demo.conftest import visit
from tests.demo.test_town_listings import READABLE, fetch, walk

SOUND = [c for c in READABLE if TOWN.site_of(c).trouble(DAYS[-1]) is None]


@pytest.mark.parametrize("column_id", SOUND)
def test_sound_lists_are_complete(town: Town, column_id: str) -> None:
    platform, _, pages = walk(town.column_url(column_id))
    for page in pages:
        assert judge_page(page, asked_url=page.ask.url, expect="list")[0] is Outcome.OK
        listing = platform.read_listing(page)
        assert needs_browser(page) is None or listing.posts or listing.next
    listings = [platform.read_listing(page) for page in pages]
    outcome, reason, complete = judge_listing(listings, Expected(TOWN.columns[column_id].min_posts), ended=True)
    assert (outcome, complete) == (Outcome.OK, True), reason


@pytest.mark.parametrize("column_id", SOUND)
def test_articles_are_sound(town: Town, column_id: str) -> None:
    site = TOWN.site_of(column_id)
    for post in visible_posts(column_id, DAYS[-1])[::7]:
        page = fetch(Ask(town.base_url(site.id) + post_path_of(site.platform)(post)))
        outcome, reason = judge_page(page, asked_url=page.ask.url, expect="article")
        assert outcome is Outcome.OK, (post.title, reason)


def test_the_challenge_is_known_for_what_it_is(town: Town) -> None:
    page = fetch(Ask(town.column_url("yx-ziran")))
    assert judge_page(page, asked_url=page.ask.url, expect="list")[0] is Outcome.BLOCKED


def test_the_drawn_list_asks_for_a_browser(town: Town) -> None:
    page = fetch(Ask(town.column_url("yx-chengjian")))
    assert judge_page(page, asked_url=page.ask.url, expect="list")[0] is Outcome.OK
    assert needs_browser(page)


def test_a_site_that_is_down_says_503(town: Town) -> None:
    answer = visit(town.column_url("yx-minsheng"))
    assert (answer.status, b"503" in answer.body) == (503, True)
