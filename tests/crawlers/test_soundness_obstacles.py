"""Every golden obstacle is named for what it is, and only a sound list ever proves that something is not there."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from core.pages import Outcome
from crawlers import platforms
from crawlers.soundness import judge_page, silently_empty
from tests.crawlers.obstacle_cases import CASES, GOLDEN, Verdict, pages_of, read_json, verdict_of, walk


@cache
def verdict(case: Path) -> Verdict:
    return verdict_of(case)


def is_sound(case: Path) -> bool:
    """By its name: written as the page of a sound list, article or file."""
    return case.name.startswith("sound_")


def is_list(case: Path) -> bool:
    return "expect" not in read_json(case, "meta.json")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_named_for_what_it_is(case: Path) -> None:
    expected, found = read_json(case, "expected.json"), verdict(case)
    assert found.outcome == expected["outcome"], (found.reason, found.posts[:3])
    assert expected["reason"] in found.reason
    assert found.complete == (found.outcome.sound and is_list(case))


def test_nothing_was_published_is_said_of_sound_lists_only() -> None:
    """Precision and recall of the one sentence that can accuse: this list was read to its end."""
    lists = [case for case in CASES if is_list(case)]
    said = {case.name for case in lists if verdict(case).complete}
    sound = {case.name for case in lists if is_sound(case)}
    precision, recall = len(said & sound) / len(said), len(said & sound) / len(sound)
    print(f"\n{len(lists)} lists, {len(sound)} of them sound: precision {precision:.1%}, recall {recall:.1%}")
    assert said - sound == set()
    assert sound - said == set()


@pytest.mark.parametrize("name", ["sound_static", "sound_tables", "sound_walk", "sound_unclosed", "sound_gbk"])
def test_a_list_cut_anywhere_is_no_shorter_list(name: str) -> None:
    """Wherever the transfer of any of its pages ends, a list is read whole or not called complete."""
    case = GOLDEN / name
    whole, meta = pages_of(case), read_json(case, "meta.json")
    for at, page in enumerate(whole):
        for length in range(0, len(page.body), 211):
            cut = [*whole[:at], replace(page, body=page.body[:length]), *whole[at + 1 :]]
            found = walk(meta, cut)
            assert not found.complete or found.posts == verdict(case).posts, (at, length, found.reason)


def test_an_empty_list_must_say_so() -> None:
    """Where the register allows an empty list, a shell without a word is none."""
    silent: set[str] = set()
    honest: set[str] = set()
    for case in [case for case in CASES if is_list(case)]:
        page = pages_of(case)[-1]
        try:
            listing = platforms.fingerprint(page)[0].read_listing(page)
        except platforms.Unreadable:
            continue
        if judge_page(page, asked_url=page.ask.url, expect="list")[0] is Outcome.OK and not listing.posts:
            (silent if silently_empty(page, listing) else honest).add(case.name)
    assert honest == {
        "data_empty_total",
        "data_empty_total_min0",
        "list_empty_after_posts",
        "list_empty_said",
        "sound_empty_allowed",
        "sound_empty_allowed_data",
    }
    assert {"shell_elder", "drawn_vue_never", "drawn_empty_by_browser", "list_navigation_only"} <= silent


def test_the_set_is_large_enough() -> None:
    assert len([case for case in CASES if not is_sound(case)]) >= 60
    assert len([case for case in CASES if is_sound(case)]) >= 20


def test_every_outcome_that_a_page_can_have_is_in_the_set() -> None:
    not_of_pages = {"dns", "tls", "connection", "timeout", "too_large", "robots", "private_address", "outside_window"}
    not_of_pages |= {"budget", "browser_failed", "crashed", "not_kept", "not_modified"}
    assert {read_json(case, "expected.json")["outcome"] for case in CASES} == set(Outcome) - not_of_pages
