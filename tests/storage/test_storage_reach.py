"""How far back lists go, as judging is told of it, and when it has to look again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.crawl import Depth, PageOfHistory
from core.duties import ColumnFact
from core.pages import Outcome
from core.posts import PostRef
from storage import register, rejudging, standings, walks
from storage.models import ColumnRow
from tests.storage.chance import Nights

DAY = timedelta(days=1)


def night(text: str) -> datetime:
    """Two o'clock of the day in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=6)


def news(number: int, day: str | None) -> PostRef:
    return PostRef(f"http://site.test/n{number}", "新闻", date.fromisoformat(day) if day else None)


def fact(scene: Any, year: int, unit_id: str = "zhen-b", column_id: str = "zhen") -> ColumnFact:
    with scene.database.reading() as session:
        facts = standings.facts(session, [(unit_id, year)])[unit_id, year]
    found: ColumnFact = next(c for c in facts.columns if c.column_id == column_id)
    return found


def signs(scene: Any) -> set[str]:
    """The columns that have a sign, which is taken away."""
    with scene.session() as session:
        found = rejudging.columns_changed(session)
        if found:
            rejudging.mark_columns(session, found, ())
    return {column_id for column_id, _ in found}


def test_the_days_of_a_list_are_those_that_it_ever_showed(scene: Any) -> None:
    scene.keep_list("zhen", news(1, "2022-03-01"), news(2, "2024-05-06"), news(3, None), at=night("2026-05-01"))
    scene.keep_list("zhen", news(2, "2024-05-06"), news(4, "2026-05-02"), at=night("2026-05-03"))
    scene.keep_list("gong", news(5, "2010-01-01"), at=night("2026-05-03"))
    assert fact(scene, 2020).listed == (date(2022, 3, 1), date(2024, 5, 6), date(2026, 5, 2))


def test_a_list_is_watched_by_complete_walks_of_its_year(scene: Any) -> None:
    for day in ("2024-11-30", "2024-12-01", "2025-03-01", "2025-12-31", "2026-01-01"):
        scene.keep_list("zhen", news(1, "2022-03-01"), at=night(day))
    scene.keep_list("zhen", at=night("2026-02-01"), complete=False)
    scene.keep_list("zhen", at=night("2026-02-02"), outcome=Outcome.BLOCKED, complete=False)
    scene.keep_list("zhen", news(1, "2022-03-01"), at=night("2026-02-03"), depth=Depth.NEWEST)
    assert fact(scene, 2024).watched == ((night("2024-12-01"), night("2025-12-31")),)
    assert fact(scene, 2025).watched == ((night("2025-12-31"), night("2026-01-01")),)
    assert fact(scene, 2022).watched == ()


def test_a_clock_that_counts_parts_of_a_second_is_steady_as_well(scene: Any) -> None:
    part = timedelta(microseconds=420_000)
    for day in ("2025-12-01", "2026-02-01"):
        scene.keep_list("zhen", news(1, "2022-03-01"), at=night(day) + part)
    assert fact(scene, 2025).listed == ()


def test_of_what_was_steadily_watched_no_posts_are_looked_up(scene: Any) -> None:
    for day in ("2024-12-01", "2025-12-01", "2026-02-01"):
        scene.keep_list("zhen", news(1, "2022-03-01"), at=night(day))
    assert fact(scene, 2024).listed == ()
    assert fact(scene, 2025).listed == ()  # as of late
    assert fact(scene, 2023).listed == (date(2022, 3, 1),)


def moved(scene: Any, at: datetime) -> None:
    column = replace(scene.registry.columns["zhen"], url="http://new.test/")
    scene.registry = replace(scene.registry, columns=scene.registry.columns | {"zhen": column})
    with scene.session() as session:
        register.sync(session, scene.registry, at)


def test_a_list_at_another_address_is_another_one(scene: Any) -> None:
    scene.keep_list("zhen", news(1, "2015-03-01"), at=night("2025-02-01"))
    scene.keep_list("zhen", news(1, "2015-03-01"), at=night("2025-03-01"))
    moved(scene, night("2025-04-10"))
    scene.keep_list("zhen", news(2, "2025-04-09"), at=night("2025-04-11"))
    scene.keep_list("zhen", news(2, "2025-04-09"), at=night("2025-05-01"))
    before, after = (night("2025-02-01"), night("2025-03-01")), (night("2025-04-11"), night("2025-05-01"))
    assert fact(scene, 2024) == replace(fact(scene, 2024), watched=(before, after), listed=(date(2025, 4, 9),))


def test_a_search_shows_nothing_of_how_far_the_list_goes(scene: Any) -> None:
    found = scene.column_read("zhen", (news(1, "2012-01-01"),), at=night("2026-05-01")).pages[0]
    scene.keep_list("zhen", news(2, "2022-01-01"), at=night("2026-05-01"))
    signs(scene)
    with scene.session() as session:
        page = PageOfHistory("zhen", found, night("2026-05-02"), search=True)
        walks.keep_page(session, scene.run_id, page, 2011, scene.recognise)
    assert fact(scene, 2019).listed == (date(2022, 1, 1),)
    assert signs(scene) == set()
    scene.keep_list("zhen", news(2, "2022-01-01"), news(1, "2012-01-01"), at=night("2026-05-03"))
    assert fact(scene, 2019).listed == (date(2012, 1, 1), date(2022, 1, 1))
    assert signs(scene) == {"zhen"}


def test_another_list_in_its_place_shows_nothing_either(scene: Any) -> None:
    scene.keep_list("zhen", news(1, "2024-01-01"), at=night("2026-05-01"))
    signs(scene)
    other = news(2, "2010-01-01"), news(3, "2011-01-01")
    scene.keep_list("zhen", *other, at=night("2026-05-02"), outcome=Outcome.RESTRUCTURED, complete=False)
    assert fact(scene, 2019).listed == (date(2024, 1, 1),)
    moved(scene, night("2026-05-03"))  # a person says that it is the column's
    scene.keep_list("zhen", *other, at=night("2026-05-03") + timedelta(minutes=1))
    assert fact(scene, 2019).listed == (date(2010, 1, 1), date(2011, 1, 1))


def test_a_walk_into_the_past_leaves_a_sign_with_each_page(scene: Any) -> None:
    scene.keep_list("zhen", news(1, "2024-01-01"), news(2, "2025-06-01"), at=night("2026-05-01"))
    signs(scene)
    for number, day in ((3, "2019-02-01"), (4, "2018-02-01")):
        page = scene.column_read("zhen", (news(number, day),), at=night("2026-05-02")).pages[0]
        with scene.session() as session:
            history = PageOfHistory("zhen", page, night("2026-05-02"))
            walks.keep_page(session, scene.run_id, history, 2017, scene.recognise)
        assert signs(scene) == {"zhen"}
    assert fact(scene, 2019).listed[:2] == (date(2018, 2, 1), date(2019, 2, 1))


def test_older_posts_leave_a_sign(scene: Any) -> None:
    shown = {ref.url: ref for ref in (news(1, "2024-01-01"), news(2, "2025-06-01"))}
    scene.keep_list("zhen", *shown.values(), at=night("2026-05-01"))
    signs(scene)
    cases = (
        (news(3, "2026-05-02"), False),  # the news of the day
        (news(4, "2026-03-30"), False),  # not older than what was known
        (news(5, None), False),
        (news(2, "2025-06-01"), False),  # known
        (news(2, "2025-06-02"), True),  # known, and stands under another day now
        (news(6, "2025-11-30"), True),  # speaks of a past year
        (news(7, "2023-12-31"), True),
    )
    for number, (post, signed) in enumerate(cases):
        shown[post.url] = post
        scene.keep_list("zhen", *shown.values(), at=night("2026-05-03") + number * DAY)
        assert (signs(scene) == {"zhen"}) is signed, post


def test_a_list_that_begins_after_the_term_leaves_one_when_it_turns_out_to_be_older(scene: Any) -> None:
    scene.keep_list("zhen", news(1, "2026-04-20"), at=night("2026-05-01"))
    assert signs(scene) == {"zhen"}
    scene.keep_list("zhen", news(1, "2026-04-20"), news(2, "2026-03-20"), at=night("2026-05-02"))
    assert signs(scene) == {"zhen"}


def test_what_older_posts_turn_is_judged_the_same_night(scene: Any) -> None:
    """A first reading accuses nobody of past years; a list that shows them later does, with what was touched alone."""
    nights = Nights(scene, 0)
    nights.day = date(2026, 5, 8)
    columns = ("zhen", "gong", "ju")

    def shown(*refs: PostRef) -> dict[int, str]:
        for column_id in columns:
            scene.keep_list(column_id, *refs, at=nights.now)
        nights.expect()
        rejudged = nights.judge()
        assert {key: s.status for key, s in nights.stored().items()} == nights.statuses
        assert rejudged
        return {year: nights.stored()["zhen-b", year].status.value for year in (2023, 2024, 2025)}

    first = [news(n, day) for n, day in enumerate(("2024-03-03", "2025-03-04", "2026-03-05"))]
    assert shown(*first) == {2023: "unverified", 2024: "unverified", 2025: "overdue"}
    nights.day += DAY
    older = [news(n, day) for n, day in enumerate(("2022-03-03", "2023-03-04"), 10)]
    assert shown(*first, *older) == {2023: "overdue", 2024: "overdue", 2025: "overdue"}
    assert all(row["rejudge_at"] is None for row in scene.rows(ColumnRow))
