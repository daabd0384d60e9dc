"""How far lists are walked from night to night, walks into the past, second looks, and what vanishes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.crawl import ColumnJob, ColumnRead, Depth, HostManner, HostStats, PageOfHistory, SecondLook
from core.pages import Ask, Outcome
from core.posts import PostRef
from core.volatile import Volatile
from storage import captures, columns, hosts, jobs, looks, register, volatile, walks
from storage.models import CheckRow, ColumnRow, ListPageRow, PostColumnRow, PostRow, WalkRow

REPORT = PostRef("http://site.test/1", "甲镇2025年法治政府建设年度报告", date(2026, 3, 2))
NEWS = PostRef("http://site.test/2", "召开会议")
DAY = timedelta(days=1)


def job_of(scene: Any, now: datetime, **more: Any) -> ColumnJob:
    with scene.database.reading() as session:
        [job] = jobs.column_jobs(
            session, [scene.registry.columns["zhen"]], now=now, cycle_year=2025, reread_after=DAY / 2, **more
        )
    return job


def keep(scene: Any, at: datetime, *posts: PostRef, **more: Any) -> Any:
    return scene.keep_list("zhen", *posts, at=at, listed=len(posts), **more)


def depths(scene: Any, now: datetime, days: int = 8) -> list[Depth]:
    return [job_of(scene, now + n * DAY).depth for n in range(1, days)]


def test_a_list_is_walked_to_its_end_until_that_has_been_done_completely(scene: Any, now: datetime) -> None:
    assert job_of(scene, now).depth is Depth.WHOLE
    keep(scene, now, REPORT, complete=False, outcome=Outcome.INCOMPLETE)
    assert set(depths(scene, now)) == {Depth.WHOLE}


def test_then_once_a_week(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT, NEWS)
    seen = depths(scene, now)
    assert seen[-1] is Depth.WHOLE and seen.count(Depth.NEWEST) == 5  # its own weekday, and the seventh day
    job = job_of(scene, now + (1 + seen.index(Depth.NEWEST)) * DAY)
    assert (job.usual, job.listed) == (2, 2)


def test_and_where_something_speaks_for_it(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT)
    scene.keep_article("zhen", REPORT)
    night = now + (1 + depths(scene, now).index(Depth.NEWEST)) * DAY
    assert job_of(scene, night, prove={"zhen"}).depth is Depth.WHOLE
    assert job_of(scene, night, prove={"gong"}).depth is Depth.NEWEST
    keep(scene, night - DAY / 2, REPORT, complete=False, outcome=Outcome.TIMEOUT)  # last seen in trouble
    assert job_of(scene, night).depth is Depth.WHOLE


def test_a_sound_look_at_the_newest_posts_is_no_complete_check(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT, NEWS)
    keep(scene, now + DAY, REPORT, complete=False, depth=Depth.NEWEST)
    row = next(row for row in scene.rows(ColumnRow) if row["id"] == "zhen")
    assert (row["last_checked_at"], row["last_complete_at"], row["walked_at"]) == (now + DAY, now, now)
    assert row["broken_since"] is None
    assert {link["gone_at"] for link in scene.rows(PostColumnRow)} == {None}, "nothing is gone that was not looked for"


def test_how_many_posts_a_list_usually_holds(scene: Any, now: datetime) -> None:
    posts = [PostRef(f"http://site.test/n{n}", f"消息{n}") for n in range(20)]
    for night, number in enumerate((20, 18, 4, 19)):
        keep(scene, now + night * DAY, *posts[:number])
    assert job_of(scene, now + 9 * DAY).usual == 18
    keep(scene, now + 5 * DAY, *posts[:1], complete=False, outcome=Outcome.SHORTENED)
    assert job_of(scene, now + 9 * DAY).usual == 18, "what was not believed is no measure"


@pytest.mark.parametrize("change", [{"url": "http://site.test/neu/"}, {"since": date(2026, 3, 1)}])
def test_a_rebuilt_list_is_a_new_one(scene: Any, now: datetime, change: dict[str, Any]) -> None:
    keep(scene, now, REPORT, NEWS)
    scene.registry.columns["zhen"] = replace(scene.registry.columns["zhen"], **change)
    with scene.session() as session:
        register.sync(session, scene.registry, now)
    job = job_of(scene, now + DAY)
    assert (job.depth, job.usual, job.listed, job.pages) == (Depth.WHOLE, None, None, ())


def test_what_a_complete_list_lost_is_counted_once_and_may_return(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT, NEWS)
    assert keep(scene, now + DAY, NEWS).vanished == 1
    assert keep(scene, now + 2 * DAY, NEWS).vanished == 0
    gone = {row["gone_at"] for row in scene.rows(PostColumnRow)}
    assert gone == {now + DAY, None}
    keep(scene, now + 3 * DAY, REPORT, NEWS)
    assert {row["gone_at"] for row in scene.rows(PostColumnRow)} == {None}


def test_an_unchanged_reading_adds_its_check_and_nothing_else(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT, NEWS)
    before = scene.dump()
    read = scene.column_read("zhen", (REPORT, NEWS), at=now + DAY, outcome=Outcome.NOT_MODIFIED, listed=2)
    read = replace(read, pages=tuple(replace(page, not_modified=True, capture=None) for page in read.pages))
    with scene.session() as session:
        columns.keep(session, scene.run_id, [read], scene.recognise)
    after = scene.dump()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"checks", "columns", "list_pages"}
    row = next(row for row in scene.rows(ColumnRow) if row["id"] == "zhen")
    assert (row["last_complete_at"], row["walked_at"], row["last_outcome"]) == (now + DAY, now + DAY, "not_modified")
    _, check = sorted(scene.rows(CheckRow), key=lambda row: row["first_second"])
    assert (check["complete"], check["posts_seen"], check["last_second"]) == (True, 2, (now + DAY).timestamp())
    assert check["capture_id"] == before["list_pages"][0]["capture_id"], "it leads to the bytes that it saw again"
    [page] = scene.rows(ListPageRow)
    assert (page["etag"], page["read_at"], page["listing"]) == (
        '"l1"', now + DAY, before["list_pages"][0]["listing"],
    )  # fmt: skip


def page_of_history(scene: Any, now: datetime, number: int, *posts: PostRef, search: bool = False) -> PageOfHistory:
    [page] = scene.column_read("zhen", posts, at=now).pages
    ask = Ask(f"http://site.test/zhen/index_{number}.html")
    return PageOfHistory("zhen", replace(page, ask=ask), now, search)


def walk(scene: Any, *pages: PageOfHistory, ended: Outcome | None = None) -> None:
    with scene.session() as session:
        for page in pages:
            walks.keep_page(session, scene.run_id, page, 2016, scene.recognise)
        if ended is not None:
            read = ColumnRead("zhen", ended, "", False, pages[-1].checked_at, "trs", (), depth=Depth.HISTORY)
            walks.end(session, [read], 2016)


def history_jobs(scene: Any) -> list[ColumnJob]:
    with scene.database.reading() as session:
        return jobs.history_jobs(session, [scene.registry.columns["zhen"]], 2016, search="法治")


def test_a_walk_into_the_past_goes_on_with_the_page_it_came_to(scene: Any, now: datetime) -> None:
    [job] = history_jobs(scene)
    assert (job.depth, job.first_day, job.resume, job.search) == (Depth.HISTORY, date(2016, 1, 1), None, "法治")
    walk(scene, page_of_history(scene, now, 0, REPORT), page_of_history(scene, now, 1, NEWS), ended=Outcome.TIMEOUT)
    [job] = history_jobs(scene)
    assert job.resume == Ask("http://site.test/zhen/index_1.html")
    assert [row["position"] for row in scene.rows(ListPageRow)] == [0, 1]
    assert [article.ref.url for article in job.again] == [REPORT.url], "a candidate that was never fetched"
    walk(scene, page_of_history(scene, now, 2, NEWS), ended=Outcome.OK)
    assert history_jobs(scene) == []
    with scene.session() as session:
        assert walks.ended(session, ["zhen", "gong"], 2016) == {"zhen"}
        assert walks.ended(session, ["zhen"], 2015) == frozenset()
        walks.forget_ended(session, ["zhen"])
    assert [job.resume for job in history_jobs(scene)] == [None]
    assert scene.rows(WalkRow) == []


def test_what_the_sites_search_finds_does_not_stand_in_the_column(scene: Any, now: datetime) -> None:
    walk(scene, page_of_history(scene, now, 0, REPORT, search=True))
    assert (scene.rows(ListPageRow), scene.rows(WalkRow)) == ([], [])
    assert [(row["state"], row["url"]) for row in scene.rows(PostRow)] == [("wanted", REPORT.url)]
    assert [row["gone_at"] for row in scene.rows(PostColumnRow)] == [now]
    assert keep(scene, now + DAY, NEWS).vanished == 0


def test_other_bytes_at_a_second_look(scene: Any, now: datetime) -> None:
    keep(scene, now, REPORT)
    scene.keep_article("zhen", REPORT)
    post_id = scene.rows(PostRow)[0]["id"]
    file_url = "http://site.test/1.docx"
    with scene.session() as session:
        for url in (REPORT.url, file_url):
            look = SecondLook("zhen", REPORT.url, url, Outcome.OK, now, scene.capture(url))
            looks.keep(session, scene.run_id, look)
            looks.keep(session, scene.run_id, look)
        steady = SecondLook("zhen", REPORT.url, "http://site.test/2.docx", Outcome.NOT_MODIFIED, now)
        looks.keep(session, scene.run_id, steady)
        assert looks.unread(session) == [], "the first capture is to be read before"
    with scene.session() as session:
        first = scene.rows(PostRow)[0]["capture_id"]
        captures.mark_read(session, first, "1", now)
        [unread] = looks.unread(session)
        assert (unread.post_id, unread.first_capture_id) == (post_id, first)
        looks.learn(session, unread.id, Volatile(("浏览#次",), ("published_at",)))
        assert looks.unread(session) == []
        assert volatile.volatile_of(session, [post_id]) == {
            post_id: Volatile(("浏览#次",), ("published_at",), (file_url,)),
        }


def test_what_hosts_taught_is_remembered(scene: Any, now: datetime) -> None:
    def stats(host: str, manner: HostManner | None) -> HostStats:
        return HostStats(host, 3, 100, manner=manner)

    legacy = HostManner("a.test", None, "legacy")
    with scene.session() as session:
        hosts.learn(session, [stats("a.test", legacy), stats("b.test", None)], now)
        hosts.learn(session, [stats("c.test", HostManner("c.test", "http", None))], now)
        mended = HostManner("a.test", None, "verified")
        hosts.learn(session, [stats("a.test", mended)], now + DAY)
        assert hosts.manners(session, ["a.test", "b.test"]) == {"a.test": mended}


def test_an_article_of_the_weekly_walk_is_asked_for_whatever_its_year(scene: Any, now: datetime) -> None:
    old = PostRef("http://site.test/old", "甲镇2016年法治政府建设年度报告", date(2017, 2, 1))
    keep(scene, now, old)
    scene.keep_article("zhen", old)
    assert job_of(scene, now + DAY, prove={"zhen"}).again == (), "asked for less than a week ago"
    assert [article.ref.url for article in job_of(scene, now + 7 * DAY).again] == [old.url]
