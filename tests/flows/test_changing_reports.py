"""What becomes of a report that is edited, moved, copied or brought back, night after night, on both databases."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.read import read_captures
from storage import captures
from storage.base import Base
from tests.flows.kept_nights import ANOTHER, EDITED, FAR, SITE, Night, Nights, page, town
from tests.storage.conftest import Servers, postgres, servers  # noqa: F401

A, B, C = f"{SITE}/gong/1.html", f"{SITE}/jie/2.html", f"{SITE}/gong/3.html"
M = f"{FAR}/9.html"
NUMBERS = count()
FIRST = Night({"gong": (A,), "jie": ()}, {A: page()})


@pytest.fixture
def make_nights(servers: Servers, tmp_path: Path) -> Iterator[Callable[[], Nights]]:  # noqa: F811
    with ExitStack() as stack:
        yield lambda: stack.enter_context(town(tmp_path / str(next(NUMBERS)), servers.ready()))


@pytest.fixture
def nights(make_nights: Callable[[], Nights]) -> Nights:
    nights = make_nights()
    nights.play(FIRST)
    return nights


def test_an_edit_names_its_section_and_the_way_back_is_another(nights: Nights) -> None:
    nights.play(Night(pages={A: page(EDITED)}))
    nights.play(Night(pages={A: page()}))
    shown = nights.shown()
    assert nights.changes() == ["appeared", "edited", "edited"]
    assert shown["revisions"] == 3
    assert shown["changes"][1]["reason"] == "第一部分“主要举措和成效”改1处（增2字、删2字）"
    assert [c["revision"] for c in shown["changes"]] == [1, 2, 3]


def test_a_moved_report_is_neither_new_nor_another_revision(nights: Nights) -> None:
    first = nights.shown()
    tally = nights.play(Night({"gong": (), "jie": (B,)}, {B: page()}, dead=(A,)))
    shown = nights.shown()
    assert tally.reports == {"moved": 1}
    assert (shown["url"], shown["revisions"], shown["first_seen_at"]) == (B, 1, first["first_seen_at"])
    assert nights.addresses() == {"/jie/2.html": "current", "/gong/1.html": "former"}
    nights.play(Night({"gong": (A,), "jie": ()}, {A: page(more="")}, dead=(B,)))
    assert nights.changes() == ["appeared", "moved", "moved"]
    assert nights.addresses() == {"/gong/1.html": "current", "/jie/2.html": "former"}


def test_off_the_list_and_edited_at_another_address(nights: Nights) -> None:
    nights.play(Night({"gong": (C,), "jie": ()}, {C: page(EDITED)}))
    assert nights.changes() == ["appeared", "moved", "edited"]
    assert (nights.shown()["url"], nights.shown()["revisions"]) == (C, 2)


def test_copies_are_noted_once_and_the_report_keeps_its_address(nights: Nights) -> None:
    for number in range(2):
        copies = {B: page(more=f"<!--{number}-->"), M: page(more=f"<!-- {number}-->")}
        nights.play(Night({"gong": (A, M), "jie": (B,)}, copies))
    assert nights.changes() == ["appeared", "duplicated", "duplicated"]
    assert nights.shown()["url"] == A
    assert nights.addresses() == {"/gong/1.html": "current", "/jie/2.html": "mirror", M: "mirror"}


def test_when_its_own_address_dies_a_copy_in_its_columns_is_the_report_and_one_elsewhere_is_not(nights: Nights) -> None:
    nights.play(Night({"gong": (A, M)}, {M: page()}))
    nights.play(Night({"gong": (M,)}, dead=(A,)))
    assert (nights.changes(), nights.shown()["url"]) == (["appeared", "duplicated"], A)
    nights.play(Night({"jie": (B,)}, {B: page()}))
    assert (nights.changes()[2:], nights.shown()["url"]) == (["moved"], B)


def test_a_copy_known_before_takes_over_without_being_fetched_again(nights: Nights) -> None:
    nights.play(Night({"jie": (B,)}, {B: page()}))
    nights.play(Night({"gong": ()}, dead=(A,)))
    assert (nights.changes(), nights.shown()["url"]) == (["appeared", "duplicated", "moved"], B)
    tally = nights.play(Night())
    assert not tally.reports


def test_another_text_beside_waits_for_a_person(nights: Nights) -> None:
    nights.play(Night({"jie": (B,)}, {B: page(ANOTHER)}))
    assert nights.changes() == ["appeared"]
    with nights.looking() as session:
        [waiting] = captures.unsettled(session)
    assert waiting.url == B


def test_a_counter_that_no_second_look_caught_is_learned_and_hides_no_edit(nights: Nights) -> None:
    counted = (page(more=f"本文已阅读 {n * 7} 次") for n in count(1))
    tallies = [nights.play(Night(pages={A: next(counted)})) for _ in range(5)]
    revised = [tally.reports["revised"] for tally in tallies]
    assert sum(revised) <= 3 and not any(revised[3:])
    assert [len(tally.notes) for tally in tallies].count(1) == 1
    nights.play(Night(pages={A: page(EDITED, more="本文已阅读 999 次")}))
    assert "主要举措和成效" in nights.shown()["changes"][-1]["reason"]


def test_a_date_that_is_always_today_is_told_to_be_none(nights: Nights) -> None:
    for day in range(3, 8):
        nights.play(Night(pages={A: page(day=f"2026-04-0{day}")}))
    shown = nights.shown()
    assert shown["published_at"] is None and "date_missing" in shown["flags"]
    assert shown["revisions"] <= 4


SEASON = (
    FIRST,
    Night({"gong": (A, M), "jie": (B,)}, {B: page(), M: page()}),
    Night({"gong": (M,), "jie": (B, C)}, {C: page(EDITED), A: page(EDITED)}, dead=()),
    Night({"gong": (C,), "jie": ()}, {C: page(EDITED, more="")}, dead=(A, B)),
)


def test_the_answers_of_a_night_may_come_in_any_order(servers: Servers, tmp_path: Path) -> None:  # noqa: F811
    told = []
    for order in (None, random.Random(1)):
        with town(tmp_path / str(order is None), servers.ready()) as nights:
            for night in SEASON:
                nights.play(night, order)
            told.append((nights.changes(), nights.addresses(), [c["reason"] for c in nights.shown()["changes"]]))
    assert told[0] == told[1]


def test_the_same_night_read_again_changes_nothing(nights: Nights) -> None:
    nights.play(SEASON[1])

    def rows() -> dict[str, Any]:
        names = ("reports", "revisions", "sections", "changes", "report_posts", "posts")
        with nights.looking() as session:
            return {n: sorted(map(str, session.execute(select(Base.metadata.tables[n])))) for n in names}

    before = rows()
    nights.play(SEASON[1])
    with nights.looking() as session:
        captures.forget_reading(session)
    read_captures(nights.run)
    after = rows()
    before.pop("posts"), after.pop("posts")  # their last sight is another one
    assert after == before
